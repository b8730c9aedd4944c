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
		  .body = "{\"id\":\"wo-1\"}" },
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

#define CITY  "{\"address\":{\"city\":\"d\"}}"
#define WHOLE "{\"address\":{\"street\":\"s\",\"city\":\"d\"}}"

static const char *const address[] = { "address", NULL };
static const struct write_request partial = {
	.resource = &resource_customer,
	.action = WRITE_UPDATE,
	.id = "cust-1",
	.body = CITY,
	.body_len = sizeof(CITY) - 1,
	.partial = address,
};

#define CUSTOMER FIXTURE_BASE "/customers/cust-1"
#define READ(...)                                                              \
	{                                                                      \
		.method = "GET", .url = CUSTOMER, __VA_ARGS__                  \
	}

static void a_part_is_sent_with_its_siblings(void)
{
	static const struct script_step steps[] = {
		READ(.status = 200,
		     .body = "{\"data\":{\"id\":\"cust-1\","
			     "\"name\":\"n\",\"address\":"
			     "{\"street\":\"s\",\"city\":\"c\"}}}"),
		{ .method = "PATCH", .url = CUSTOMER, .status = 200 },
	};
	AUTO(write_result_release) struct write_result result = { 0 };
	struct desk desk = { 0 };

	g_assert_cmpint(run(&desk, &partial, steps, 2, &result), ==,
			WRITE_DONE);
	g_assert_true(g_str_has_suffix(script_request(desk.fixture.script, 1),
				       "\n" WHOLE));
	desk_close(&desk);
}

static void a_part_of_what_cannot_be_read_is_not_sent(void)
{
	static const struct {
		struct script_step step;
		enum write_outcome outcome;
		const char *said; /* a part of it; NULL: does not matter */
	} cases[] = {
		{ { .status = 403 }, WRITE_REJECTED, "--field address:=" },
		{ { .status = 404 }, WRITE_REJECTED, NULL },
		{ { .status = 500 }, WRITE_REJECTED, NULL },
		{ { .status = 200,
		    .body = "{\"id\":\"cust-1\",\"address\":\"text\"}" },
		  WRITE_REJECTED,
		  "has no parts" },
		{ { .fault = HTTP_BROKEN }, WRITE_REJECTED, NULL },
	};
	static const enum write_verb verbs[] = { WRITE_VERB_PATCH,
						 WRITE_VERB_PUT };

	for (size_t i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
		AUTO(write_result_release) struct write_result result = { 0 };
		struct desk desk = { .config.verb = verbs[i % 2] };
		struct script_step step = cases[i / 2].step;

		step.method = "GET";
		step.url = CUSTOMER;
		g_assert_cmpint(run(&desk, &partial, &step, 1, &result), ==,
				cases[i / 2].outcome);
		if (cases[i / 2].said && i % 2 == 0)
			g_assert_nonnull(
				strstr(result.err.message, cases[i / 2].said));
		desk_close(&desk);
	}
}

static void what_is_given_up_is_known_as_far_as_it_went(void)
{
	static const struct {
		const struct write_request *request;
		struct script_step step;
		bool is_begun; /* before it is given up */
		enum write_outcome outcome;
	} cases[] = {
		{ &update,
		  { .method = "PATCH", .url = ORDER, .takes_ms = 900 },
		  true,
		  WRITE_UNKNOWN },
		{ &update, { .method = NULL }, false, WRITE_NOT_DONE },
		{ &partial, READ(.takes_ms = 900), true, WRITE_NOT_DONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(write_result_release) struct write_result result = { 0 };
		AUTO(error_release) struct error err = { 0 };
		struct desk desk = { 0 };
		void *tag = &desk;

		desk_open(&desk, &cases[i].step, cases[i].is_begun);
		g_assert_true(
			writer_start(desk.writer, cases[i].request, tag, &err));
		if (cases[i].is_begun)
			writer_await(desk.writer, 100, &tag, &result);
		writer_give_up(desk.writer, &result);
		g_assert_cmpint(result.outcome, ==, cases[i].outcome);
		g_assert_cmpint(result.err.code, ==, ERR_INTERRUPTED);
		writer_await(desk.writer, 0, &tag, &result);
		g_assert_null(tag);
		desk_close(&desk);
	}
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

static void another_record_is_not_the_one_that_was_changed(void)
{
	static const struct script_step step = {
		.method = "PATCH",
		.url = ORDER,
		.status = 200,
		.body = "{\"data\":{\"id\":\"wo-2\"}}",
	};
	AUTO(write_result_release) struct write_result result = { 0 };
	struct desk desk = { 0 };

	g_assert_cmpint(run(&desk, &update, &step, 1, &result), ==,
			WRITE_UNKNOWN);
	g_assert_cmpstr(result.err.message, ==,
			"outcome unknown: work order 'wo-1': the server "
			"answered with another record than work order 'wo-1'");
	g_assert_cmpint(js_type(result.record), ==, JS_NONE);
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
	add("/write/what is given up is known as far as it went",
	    what_is_given_up_is_known_as_far_as_it_went);
	add("/write/a part is sent with its siblings",
	    a_part_is_sent_with_its_siblings);
	add("/write/a part of what cannot be read is not sent",
	    a_part_of_what_cannot_be_read_is_not_sent);
	add("/write/another record is not the one that was changed",
	    another_record_is_not_the_one_that_was_changed);
	return g_test_run();
}
