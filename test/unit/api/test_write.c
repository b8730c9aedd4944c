#include "test/unit/api/write_desk.h"

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
		{ 201, "null", false },
		{ 202, "queued", false },
		{ 202, "{\"status\":\"queued\"}", false },
		{ 202, "[]", false },
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

/* What 2xx bodies mean for a write, and whether there is a record to show. */
static const struct {
	const char *body;
	enum write_outcome outcome;
} answers[] = {
	{ "{\"data\":{\"id\":\"wo-1\"}}", WRITE_DONE },
	{ "", WRITE_DONE },
	{ "{\"data\":{}}", WRITE_DONE },
	{ "{\"data\":null}", WRITE_DONE },
	{ "{}", WRITE_DONE },
	{ "null", WRITE_DONE },
	{ "{\"message\":\"ok\"}", WRITE_UNKNOWN },
	{ "{\"success\":false}", WRITE_UNKNOWN },
	{ "{\"status\":422}", WRITE_UNKNOWN },
	{ "{\"errors\":[]}", WRITE_UNKNOWN },
	{ "{\"data\":null,\"success\":false}", WRITE_UNKNOWN },
	{ "{\"data\":[{\"id\":\"wo-1\"}]}", WRITE_UNKNOWN },
	{ "\"Access denied\"", WRITE_UNKNOWN },
	{ "[]", WRITE_UNKNOWN },
	{ "{\"data\":{\"id\":\"w", WRITE_UNKNOWN },
	{ "{\"id\":\"wo-1\"}{}", WRITE_UNKNOWN },
	{ "{\"data\":{},\"data\":{\"id\":\"wo-1\"}}", WRITE_UNKNOWN },
	{ "OK", WRITE_UNKNOWN },
	{ "<html>Log in</html>", WRITE_UNKNOWN },
	{ "{\"error\":{\"message\":\"no\"}}", WRITE_UNKNOWN },
};

static void an_answer_is_no_more_than_it_is(void)
{
	static const struct {
		const struct write_request *request;
		const char *method, *url;
	} writes[] = {
		{ &create, "POST", ORDERS },
		{ &update, "PATCH", ORDER },
		{ &delete, "DELETE", ORDER },
	};

	for (size_t i = 0; i < 3 * G_N_ELEMENTS(answers); i++) {
		size_t at = i / 3;
		const struct script_step steps[] = {
			{ .method = writes[i % 3].method,
			  .url = writes[i % 3].url,
			  .status = 200,
			  .body = answers[at].body },
			/* after a delete that is not known to be done */
			{ .method = "GET",
			  .url = ORDER,
			  .status = 200,
			  .body = answers[at].body },
		};
		AUTO(write_result_release) struct write_result result = { 0 };
		bool looks = writes[i % 3].request ==
			     &delete &&answers[at].outcome == WRITE_UNKNOWN;
		struct desk desk = { 0 };

		g_test_message("%s: %s", steps->method, steps->body);
		g_assert_cmpint(run(&desk, writes[i % 3].request, steps,
				    looks ? 2 : 1, &result),
				==, answers[at].outcome);
		g_assert_cmpint(js_type(result.record) == JS_OBJECT, ==, i < 3);
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
		{ .method = "GET",
		  .url = ORDER,
		  .status = 200,
		  .body = "{\"id\":\"wo-1\"}" },
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
		{ { .status = 500 }, WRITE_REJECTED },
		{ { .status = 200, .body = "[]" }, WRITE_REJECTED },
		{ { .status = 200, .body = "{" }, WRITE_REJECTED },
		{ { .status = 200, .body = "{}" }, WRITE_REJECTED },
		{ { .status = 200, .body = "{\"error\":\"no\"}" },
		  WRITE_REJECTED },
		{ { .status = 200, .body = "{\"id\":\"wo-2\"}" },
		  WRITE_REJECTED },
		{ { .fault = HTTP_TIMED_OUT }, WRITE_REJECTED },
		{ { .fault = HTTP_BROKEN }, WRITE_REJECTED },
		{ { .fault = HTTP_NO_CONNECTION, .not_sent = true },
		  WRITE_NOT_DONE },
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
		{ { .status = 404, .body = "{\"message\":\"gone\"}" },
		  WRITE_DONE },
		{ { .status = 404, .body = "<html>no such host" },
		  WRITE_UNKNOWN },
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
	add("/write/an answer is no more than it is",
	    an_answer_is_no_more_than_it_is);
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
	return g_test_run();
}
