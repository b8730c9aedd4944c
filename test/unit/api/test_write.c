#include "lib/api/write.h"

#include <string.h>

#include "test/unit/api/fixture.h"

#define ORDERS FIXTURE_BASE "/work-orders"
#define ORDER  FIXTURE_BASE "/work-orders/wo-1"
#define BODY   "{\"status\":\"open\"}"

/* A script, and a writer over it. */
struct desk {
	struct fixture fixture;
	struct writer_config config;
	struct writer *writer;
	enum write_verb remembered;
};

static void remember(void *user, enum write_verb verb)
{
	struct desk *desk = user;

	desk->remembered = verb;
}

static void desk_open(struct desk *desk, const struct script_step *steps,
		      size_t count)
{
	fixture_open(&desk->fixture, steps, count);
	desk->config.api = &desk->fixture.api;
	desk->config.remember = remember;
	desk->config.user = desk;
	desk->remembered = WRITE_VERB_AUTO;
	desk->writer = writer_new(&desk->config);
}

static void desk_close(struct desk *desk)
{
	writer_free(desk->writer);
	fixture_close(&desk->fixture);
}

static const struct write_request create = {
	.resource = &resource_workorder,
	.action = WRITE_CREATE,
	.body = BODY,
	.body_len = sizeof(BODY) - 1,
	.idempotency_key = "key-1",
};
static const struct write_request update = {
	.resource = &resource_workorder,
	.action = WRITE_UPDATE,
	.id = "wo-1",
	.body = BODY,
	.body_len = sizeof(BODY) - 1,
};
static const struct write_request delete = {
	.resource = &resource_workorder,
	.action = WRITE_DELETE,
	.id = "wo-1",
};

/* One write over a script of its own; false when it did not start. */
static enum write_outcome run(struct desk *desk,
			      const struct write_request *request,
			      const struct script_step *steps, size_t count,
			      struct write_result *ret_result)
{
	AUTO(error_release) struct error err = { 0 };

	desk_open(desk, steps, count);
	g_assert_true(writer_run(desk->writer, request, ret_result, &err));
	return ret_result->outcome;
}

static void creates_with_one_request(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = ORDERS,
		  .status = 201,
		  .body = "{\"data\":{\"id\":\"wo-9\"}}" },
	};
	AUTO(write_result_release) struct write_result result = { 0 };
	struct desk desk = { 0 };
	const char *sent;

	g_assert_cmpint(
		run(&desk, &create, steps, G_N_ELEMENTS(steps), &result), ==,
		WRITE_DONE);
	g_assert_cmpuint(result.record.len, ==, 13);
	g_assert_true(g_str_has_prefix(result.record.at, "{\"id\":\"wo-9\"}"));
	sent = script_request(desk.fixture.script, 0);
	g_assert_nonnull(strstr(sent, "Content-Type: application/json\n"));
	g_assert_nonnull(strstr(sent, "Idempotency-Key: key-1\n"));
	g_assert_true(g_str_has_suffix(sent, "\n" BODY));
	g_assert_true(script_was_fresh(desk.fixture.script, 0));
	desk_close(&desk);
}

static void any_2xx_is_success(void)
{
	static const struct {
		int status;
		const char *body;
		bool has_record;
	} cases[] = {
		{ 200, "{\"id\":\"wo-9\"}", true },
		{ 204, NULL, false },
		{ 200, "", false },
		{ 201, "{\"data\":{}}", false },
		{ 201, "[]", false },
		{ 202, "queued", false },
		{ 200, "{\"id\":", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct script_step step = { .method = "POST",
						  .url = ORDERS,
						  .status = cases[i].status,
						  .body = cases[i].body };
		AUTO(write_result_release) struct write_result result = { 0 };
		struct desk desk = { 0 };

		g_assert_cmpint(run(&desk, &create, &step, 1, &result), ==,
				WRITE_DONE);
		g_assert_cmpint(js_type(result.record) == JS_OBJECT, ==,
				cases[i].has_record);
		desk_close(&desk);
	}
}

static void outcomes_are_kept_apart(void)
{
	static const struct {
		struct script_step step;
		enum write_outcome outcome;
		enum error_code code;
	} cases[] = {
		{ { .status = 400 }, WRITE_REJECTED, ERR_REJECTED },
		{ { .status = 401 }, WRITE_REJECTED, ERR_LOGIN },
		{ { .status = 403 }, WRITE_REJECTED, ERR_DENIED },
		{ { .status = 404 }, WRITE_REJECTED, ERR_NOT_FOUND },
		{ { .status = 405 }, WRITE_REJECTED, ERR_OTHER },
		{ { .status = 409 }, WRITE_REJECTED, ERR_REJECTED },
		{ { .status = 422 }, WRITE_REJECTED, ERR_REJECTED },
		{ { .status = 429 }, WRITE_NOT_DONE, ERR_THROTTLED },
		{ { .status = 501 }, WRITE_REJECTED, ERR_NETWORK },
		{ { .status = 408 }, WRITE_UNKNOWN, ERR_OTHER },
		{ { .status = 500 }, WRITE_UNKNOWN, ERR_NETWORK },
		{ { .status = 502 }, WRITE_UNKNOWN, ERR_NETWORK },
		{ { .status = 503 }, WRITE_UNKNOWN, ERR_NETWORK },
		{ { .status = 504 }, WRITE_UNKNOWN, ERR_NETWORK },
		{ { .status = 200, .body = "<html>Log in</html>" },
		  WRITE_UNKNOWN,
		  ERR_OTHER },
		{ { .status = 302, .headers = "Location: /v1/x\n" },
		  WRITE_UNKNOWN,
		  ERR_OTHER },
		{ { .fault = HTTP_NO_NAME, .not_sent = true },
		  WRITE_NOT_DONE,
		  ERR_NETWORK },
		{ { .fault = HTTP_NO_CONNECTION, .not_sent = true },
		  WRITE_NOT_DONE,
		  ERR_NETWORK },
		{ { .fault = HTTP_TLS, .not_sent = true },
		  WRITE_NOT_DONE,
		  ERR_NETWORK },
		{ { .fault = HTTP_TIMED_OUT, .not_sent = true },
		  WRITE_NOT_DONE,
		  ERR_NETWORK },
		{ { .fault = HTTP_TIMED_OUT }, WRITE_UNKNOWN, ERR_OTHER },
		{ { .fault = HTTP_BROKEN }, WRITE_UNKNOWN, ERR_OTHER },
		{ { .fault = HTTP_TOO_LARGE }, WRITE_UNKNOWN, ERR_OTHER },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(write_result_release) struct write_result result = { 0 };
		struct script_step step = cases[i].step;
		struct desk desk = { 0 };

		step.method = "POST";
		step.url = ORDERS;
		g_assert_cmpint(run(&desk, &create, &step, 1, &result), ==,
				cases[i].outcome);
		g_assert_cmpint(result.err.code, ==, cases[i].code);
		g_assert_cmpint(strstr(result.err.message, "outcome unknown") !=
					NULL,
				==, cases[i].outcome == WRITE_UNKNOWN);
		desk_close(&desk);
	}
}

static void patch_goes_first_and_put_once(void)
{
	static const int refusals[] = { 405, 501 };

	for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
		const struct script_step steps[] = {
			{ .method = "PATCH",
			  .url = ORDER,
			  .status = refusals[i] },
			{ .method = "GET",
			  .url = ORDER,
			  .status = 200,
			  .body = "{\"data\":{\"id\":\"wo-1\",\"status\":"
				  "\"draft\",\"description\":\"d\"}}" },
			{ .method = "PUT", .url = ORDER, .status = 204 },
		};
		AUTO(write_result_release) struct write_result result = { 0 };
		struct desk desk = { 0 };

		g_assert_cmpint(run(&desk, &update, steps, G_N_ELEMENTS(steps),
				    &result),
				==, WRITE_DONE);
		g_assert_true(g_str_has_suffix(
			script_request(desk.fixture.script, 2),
			"\n{\"description\":\"d\",\"status\":\"open\"}"));
		g_assert_cmpint(desk.remembered, ==, WRITE_VERB_PUT);
		desk_close(&desk);
	}
}

static void other_statuses_turn_no_verb(void)
{
	static const int statuses[] = { 400, 403, 404, 409, 422, 500 };

	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		const struct script_step step = { .method = "PATCH",
						  .url = ORDER,
						  .status = statuses[i] };
		AUTO(write_result_release) struct write_result result = { 0 };
		struct desk desk = { 0 };

		g_assert_cmpint(run(&desk, &update, &step, 1, &result), !=,
				WRITE_DONE);
		g_assert_cmpint(desk.remembered, ==, WRITE_VERB_AUTO);
		desk_close(&desk);
	}
}

static void a_remembered_verb_goes_first_and_may_give_way(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = ORDER, .status = 200, .body = "{}" },
		{ .method = "PUT", .url = ORDER, .status = 405 },
		{ .method = "PATCH", .url = ORDER, .status = 200 },
	};
	AUTO(write_result_release) struct write_result result = { 0 };
	struct desk desk = { .config.first = WRITE_VERB_PUT };

	g_assert_cmpint(
		run(&desk, &update, steps, G_N_ELEMENTS(steps), &result), ==,
		WRITE_DONE);
	g_assert_cmpint(desk.remembered, ==, WRITE_VERB_PATCH);
	/* what was sent by PATCH is the change alone */
	g_assert_true(g_str_has_suffix(script_request(desk.fixture.script, 2),
				       "\n" BODY));
	desk_close(&desk);
}

static void a_verb_that_is_set_is_the_only_one(void)
{
	static const struct script_step steps[] = {
		{ .method = "PATCH", .url = ORDER, .status = 405 },
	};
	AUTO(write_result_release) struct write_result result = { 0 };
	struct desk desk = { .config.verb = WRITE_VERB_PATCH };

	g_assert_cmpint(
		run(&desk, &update, steps, G_N_ELEMENTS(steps), &result), ==,
		WRITE_REJECTED);
	g_assert_nonnull(strstr(result.err.hint, "no PATCH"));
	desk_close(&desk);
}

/* Nothing was written when the record could not be read. */
static void a_put_without_its_record_is_not_sent(void)
{
	static const struct {
		struct script_step step;
		enum write_outcome outcome;
	} cases[] = {
		{ { .status = 404 }, WRITE_REJECTED },
		{ { .status = 403 }, WRITE_REJECTED },
		{ { .status = 500 }, WRITE_NOT_DONE },
		{ { .status = 200, .body = "[]" }, WRITE_NOT_DONE },
		{ { .status = 200, .body = "{" }, WRITE_NOT_DONE },
		{ { .fault = HTTP_TIMED_OUT }, WRITE_NOT_DONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(write_result_release) struct write_result result = { 0 };
		struct script_step step = cases[i].step;
		struct desk desk = { .config.verb = WRITE_VERB_PUT };

		step.method = "GET";
		step.url = ORDER;
		g_assert_cmpint(run(&desk, &update, &step, 1, &result), ==,
				cases[i].outcome);
		g_assert_null(strstr(result.err.message, "outcome unknown"));
		desk_close(&desk);
	}
}

static void a_delete_without_answer_looks_and_is_not_repeated(void)
{
	static const struct {
		struct script_step look;
		enum write_outcome outcome;
	} cases[] = {
		{ { .status = 404 }, WRITE_DONE },
		{ { .status = 410 }, WRITE_DONE },
		{ { .status = 200, .body = "{}" }, WRITE_UNKNOWN },
		{ { .status = 403 }, WRITE_UNKNOWN },
		{ { .status = 500 }, WRITE_UNKNOWN },
		{ { .fault = HTTP_NO_CONNECTION, .not_sent = true },
		  WRITE_UNKNOWN },
	};
	static const struct script_step doubts[] = {
		{ .method = "DELETE", .url = ORDER, .fault = HTTP_BROKEN },
		{ .method = "DELETE", .url = ORDER, .fault = HTTP_TIMED_OUT },
		{ .method = "DELETE", .url = ORDER, .status = 504 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases) * G_N_ELEMENTS(doubts);
	     i++) {
		struct script_step steps[] = {
			doubts[i % G_N_ELEMENTS(doubts)],
			cases[i / G_N_ELEMENTS(doubts)].look,
		};
		AUTO(write_result_release) struct write_result result = { 0 };
		struct desk desk = { 0 };

		steps[1].method = "GET";
		steps[1].url = ORDER;
		g_assert_cmpint(run(&desk, &delete, steps, 2, &result), ==,
				cases[i / G_N_ELEMENTS(doubts)].outcome);
		desk_close(&desk);
	}
}

static void a_delete_of_what_is_not_there_is_no_success(void)
{
	static const struct script_step step = { .method = "DELETE",
						 .url = ORDER,
						 .status = 404 };
	AUTO(write_result_release) struct write_result result = { 0 };
	struct desk desk = { 0 };

	g_assert_cmpint(run(&desk, &delete, &step, 1, &result), ==,
			WRITE_REJECTED);
	g_assert_cmpint(result.err.code, ==, ERR_NOT_FOUND);
	desk_close(&desk);
}

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

static void knows_where_a_write_goes(void)
{
	static const struct {
		struct write_request request;
		const char *method, *path; /* NULL: refused */
	} cases[] = {
		{ { .resource = &resource_asset, .action = WRITE_CREATE },
		  "POST",
		  "assets" },
		{ { .resource = &resource_task,
		    .action = WRITE_CREATE,
		    .id = "a/b" },
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
		{ { .resource = &resource_task,
		    .action = WRITE_UPDATE,
		    .id = "wo-1" },
		  NULL,
		  NULL },
		{ { .resource = &resource_task,
		    .action = WRITE_DELETE,
		    .id = "" },
		  NULL,
		  NULL },
		{ { .resource = &resource_task,
		    .action = WRITE_DELETE,
		    .id = ".." },
		  NULL,
		  NULL },
	};
	AUTO(writer_drop)
	struct writer *writer = writer_new(&(struct writer_config){ 0 });

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		const char *method = NULL;
		g_autofree char *path = NULL;
		bool done = writer_target(writer, &cases[i].request, &method,
					  &path, &err);

		g_assert_cmpint(done, ==, cases[i].method != NULL);
		g_assert_cmpint(err.code, ==, done ? ERR_NONE : ERR_USAGE);
		g_assert_cmpstr(method, ==, cases[i].method);
		g_assert_cmpstr(path, ==, cases[i].path);
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
	add("/write/creates with one request", creates_with_one_request);
	add("/write/any 2xx is success", any_2xx_is_success);
	add("/write/outcomes are kept apart", outcomes_are_kept_apart);
	add("/write/PATCH goes first, and PUT once",
	    patch_goes_first_and_put_once);
	add("/write/other statuses turn no verb", other_statuses_turn_no_verb);
	add("/write/a remembered verb goes first and may give way",
	    a_remembered_verb_goes_first_and_may_give_way);
	add("/write/a verb that is set is the only one",
	    a_verb_that_is_set_is_the_only_one);
	add("/write/a PUT without its record is not sent",
	    a_put_without_its_record_is_not_sent);
	add("/write/a delete without answer looks and is not repeated",
	    a_delete_without_answer_looks_and_is_not_repeated);
	add("/write/a delete of what is not there is no success",
	    a_delete_of_what_is_not_there_is_no_success);
	add("/write/several are under way at once",
	    several_are_under_way_at_once);
	add("/write/knows where a write goes", knows_where_a_write_goes);
	add("/write/a part is added below its asset",
	    a_part_is_added_below_its_asset);
	return g_test_run();
}
