#include "test/unit/api/write_desk.h"

static void several_are_under_way_at_once(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = ORDERS,
		  .takes_ms = 500,
		  .status = 201,
		  .body = "{\"id\":\"slow\"}" },
		{ .method = "POST",
		  .url = ORDERS,
		  .takes_ms = 100,
		  .status = 422 },
		{ .method = "PATCH",
		  .url = ORDER,
		  .takes_ms = 50,
		  .status = 405 },
		{ .method = "GET",
		  .url = ORDER,
		  .takes_ms = 50,
		  .status = 200,
		  .body = "{}" },
		{ .method = "PUT",
		  .url = ORDER,
		  .takes_ms = 200,
		  .status = 200 },
	};
	static const struct {
		char tag;
		enum write_outcome outcome;
	} wanted[] = {
		{ 'b', WRITE_REJECTED },
		{ 'c', WRITE_DONE },
		{ 'a', WRITE_DONE },
	};
	AUTO(error_release) struct error err = { 0 };
	char tags[] = "abc";
	struct desk desk = { 0 };
	void *tag = NULL;

	desk_open(&desk, steps, G_N_ELEMENTS(steps));
	g_assert_true(writer_start(desk.writer, &create, &tags[0], &err));
	g_assert_true(writer_start(desk.writer, &create, &tags[1], &err));
	g_assert_true(writer_start(desk.writer, &update, &tags[2], &err));
	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		AUTO(write_result_release) struct write_result result = { 0 };

		writer_next(desk.writer, &tag, &result);
		g_assert_cmpint(*(char *)tag, ==, wanted[i].tag);
		g_assert_cmpint(result.outcome, ==, wanted[i].outcome);
	}
	writer_next(desk.writer, &tag, NULL);
	g_assert_null(tag);
	desk_close(&desk);
}

static const struct {
	struct write_request request;
	const char *method, *path; /* NULL: refused */
} targets[] = {
	{ { .resource = &resource_asset, .action = WRITE_CREATE },
	  "POST",
	  "assets" },
	{ { .resource = &resource_task, .action = WRITE_CREATE, .id = "a/b" },
	  "POST",
	  "work-orders/a%2Fb/tasks" },
	{ { .resource = &resource_task,
	    .action = WRITE_UPDATE,
	    .id = "task-1" },
	  "PATCH",
	  "tasks/task-1" },
	{ { .resource = &resource_task,
	    .action = WRITE_DELETE,
	    .id = "task-1" },
	  "DELETE",
	  "tasks/task-1" },
	{ { .resource = &resource_task,
	    .action = WRITE_CREATE,
	    .id = "task-1" },
	  NULL,
	  NULL },
	{ { .resource = &resource_task, .action = WRITE_UPDATE, .id = "wo-1" },
	  NULL,
	  NULL },
	{ { .resource = &resource_task, .action = WRITE_DELETE, .id = "" },
	  NULL,
	  NULL },
	{ { .resource = &resource_task, .action = WRITE_DELETE, .id = ".." },
	  NULL,
	  NULL },
};

static void knows_where_a_write_goes(void)
{
	AUTO(writer_drop)
	struct writer *writer = writer_new(&(struct writer_config){ 0 });

	for (size_t i = 0; i < G_N_ELEMENTS(targets); i++) {
		AUTO(error_release) struct error err = { 0 };
		const char *method = NULL;
		g_autofree char *path = NULL;
		bool done = writer_target(writer, &targets[i].request, &method,
					  &path, &err);

		g_assert_cmpint(done, ==, targets[i].method != NULL);
		g_assert_cmpint(err.code, ==, done ? ERR_NONE : ERR_USAGE);
		g_assert_cmpstr(method, ==, targets[i].method);
		g_assert_cmpstr(path, ==, targets[i].path);
	}
}

static void a_part_is_added_below_its_asset(void)
{
	static const struct script_step step = {
		.method = "POST",
		.url = FIXTURE_BASE "/assets/asset-1/parts",
		.status = 404,
	};
	const struct write_request request = {
		.resource = &resource_asset,
		.action = WRITE_CREATE,
		.id = "asset-1",
		.below = resource_below(&resource_asset, "parts"),
		.body = "{}",
		.body_len = 2,
	};
	AUTO(write_result_release) struct write_result result = { 0 };
	struct desk desk = { 0 };

	g_assert_cmpint(run(&desk, &request, &step, 1, &result), ==,
			WRITE_REJECTED);
	/* the path is a guess, and that is said */
	g_assert_nonnull(strstr(result.err.hint, "inferred"));
	desk_close(&desk);
}

static void add(const char *path, GTestFunc test)
{
	g_test_add_func(path, test);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("/write/several are under way at once",
	    several_are_under_way_at_once);
	add("/write/knows where a write goes", knows_where_a_write_goes);
	add("/write/a part is added below its asset",
	    a_part_is_added_below_its_asset);
	return g_test_run();
}
