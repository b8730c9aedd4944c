#include <string.h>

#include "lib/net/url.h"
#include "test/unit/api/fixture.h"

static const struct api_about about = {
	.what = "work order 'wo-1'",
	.scope = "read:work-orders",
};

#define STEP(...)                                                              \
	{                                                                      \
		.method = "GET", .url = FIXTURE_BASE "/work-orders/wo-1",      \
		__VA_ARGS__                                                    \
	}

/* Ask once; the reply is released. */
static bool ask(const struct script_step *step, char **ret_record,
		struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	struct fixture f;
	struct js record;
	bool done;

	fixture_open(&f, step, 1);
	done = api_get(&f.api, "work-orders/wo-1", &about, &reply, err) &&
	       api_record(&reply, &about, &record, err);
	if (done)
		*ret_record = g_strndup(record.at, record.len);
	fixture_close(&f);
	return done;
}

static void hands_out_a_record(void)
{
	static const struct script_step steps[] = {
		STEP(.status = 200, .body = "{\"data\": {\"id\":\"wo-1\"} }"),
		STEP(.status = 200, .body = "{\"id\":\"wo-1\"}"),
		STEP(.status = 203, .body = " {\"id\":\"wo-1\"}\n"),
	};

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *record = NULL;

		g_assert_true(ask(&steps[i], &record, &err));
		g_assert_cmpstr(record, ==, "{\"id\":\"wo-1\"}");
	}
}

static void refuses_what_is_no_record(void)
{
	static const struct {
		struct script_step step;
		enum error_code code;
		const char *message;
	} cases[] = {
		{ STEP(.status = 200, .body = "<html>Log in</html>"),
		  ERR_NETWORK, "a web page came instead of JSON" },
		{ STEP(.status = 200, .body = ""), ERR_OTHER,
		  "the reply for work order 'wo-1' is empty" },
		{ STEP(.status = 204), ERR_OTHER, "is empty" },
		{ STEP(.status = 200, .headers = "Content-Encoding: gzip\n",
		       .body = ""),
		  ERR_OTHER, "is cut: nothing of it can be unpacked" },
		{ STEP(.status = 200, .body = "{\"data\":{\"id\""), ERR_OTHER,
		  "is not JSON: it ends too early" },
		{ STEP(.status = 200, .body = "{\"data\":{}}{\"data\":{}}"),
		  ERR_OTHER, "something follows its end" },
		{ STEP(.status = 200, .body = "{\"data\":{\"n\":NaN}}"),
		  ERR_OTHER, "is not JSON" },
		{ STEP(.status = 200, .body = "{\"data\":{\"a\":1,\"a\":2}}"),
		  ERR_OTHER, "cannot be used: a key is there twice" },
		{ STEP(.status = 200, .body = "{\"data\":{\"a\":\"\xff\"}}"),
		  ERR_OTHER, "this is not UTF-8" },
		{ STEP(.status = 200, .body = "{\"data\":null}"), ERR_OTHER,
		  "the reply for work order 'wo-1' holds no record" },
		{ STEP(.status = 200, .body = "{\"data\":[{}]}"), ERR_OTHER,
		  "holds no record" },
		{ STEP(.status = 200, .body = "7"), ERR_OTHER,
		  "holds no record" },
		{ STEP(.status = 404, .body = "{}"), ERR_NOT_FOUND,
		  "no work order 'wo-1'" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *record = NULL;

		g_assert_false(ask(&cases[i].step, &record, &err));
		g_test_message("%s", err.message);
		g_assert_cmpint(err.code, ==, cases[i].code);
		g_assert_nonnull(strstr(err.message, cases[i].message));
		g_assert_null(record);
	}
}

static void notes_the_request_id_of_a_senseless_reply(void)
{
	static const struct script_step step =
		STEP(.status = 200, .headers = "X-Request-Id: r-1\n",
		     .body = "x");
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *record = NULL;

	g_assert_false(ask(&step, &record, &err));
	g_assert_cmpstr(err.request_id, ==, "r-1");
	g_assert_cmpint(err.http_status, ==, 200);
}

static void builds_urls(void)
{
	const struct api api = { NULL, FIXTURE_BASE };
	static const struct {
		const char *path, *url;
	} cases[] = {
		{ "assets", FIXTURE_BASE "/assets" },
		{ "/assets?x=1", FIXTURE_BASE "/assets?x=1" },
		{ "https://api.test/other", "https://api.test/other" },
		{ "//evil.test/x", FIXTURE_BASE "//evil.test/x" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *url = api_url(&api, cases[i].path);

		g_assert_cmpstr(url, ==, cases[i].url);
	}
}

static void sends_nothing_to_another_origin(void)
{
	AUTO(error_release) struct error err = { 0 };
	struct api_reply reply = { 0 };
	struct fixture f;

	fixture_open(&f, NULL, 0);
	g_assert_false(api_get(&f.api, "https://evil.test/v1/x", &about, &reply,
			       &err));
	g_assert_cmpuint(script_count(f.script), ==, 0);
	fixture_close(&f);
}

/* Ask for `from`, be led to `to`, and get `status` there. */
static bool ask_led(const char *from, const char *to, int status,
		    struct api_reply *ret_reply, struct error *err)
{
	g_autofree char *location = g_strdup_printf("Location: %s\n", to);
	g_autofree char *asked = g_strconcat(FIXTURE_BASE, from, NULL);
	g_autofree char *there = g_strconcat("https://api.test", to, NULL);
	g_autofree char *sent = NULL, *led = NULL;
	struct fixture f;
	bool done;

	g_assert_true(url_canonical(asked, "a", &sent, err));
	g_assert_true(url_canonical(there, "b", &led, err));
	const struct script_step steps[] = {
		{ .method = "GET",
		  .url = sent,
		  .status = 302,
		  .headers = location },
		{ .method = "GET", .url = led, .status = status, .body = "{}" },
	};

	g_test_message("%s to %s", from, to);
	fixture_open(&f, steps, G_N_ELEMENTS(steps));
	done = api_get(&f.api, from, &about, ret_reply, err);
	fixture_close(&f);
	return done;
}

/* The API may be found elsewhere, but the question has to be the same. */
static void notices_an_answer_from_elsewhere(void)
{
	static const struct {
		const char *from, *to;
		bool is_elsewhere;
	} rows[] = {
		{ "/tasks?per_page=5", "/v2/tasks?per_page=5", false },
		{ "/tasks?per_page=5", "/v2/tasks", true },
		{ "/tasks?per_page=5", "/v2/tasks?per_page=50", true },
		{ "/tasks", "/v2/tasks?", false },
		{ "/tasks", "/v1/tasks/", false },
		{ "/tasks?status=a%62", "/api/v2/tasks?status=ab", false },
		{ "/tasks", "/v1/assets", true },
		{ "/tasks", "/v1/old-tasks", true },
		{ "/tasks", "/v1", true },
		{ "/work-orders/wo-2/tasks", "/v1/work-orders/wo-1/tasks",
		  true },
		{ "/work-orders/wo-2/tasks", "/v9/work-orders/wo-2/tasks",
		  false },
		{ "/work-orders/wo-2", "/v1/work-orders", true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(api_reply_release) struct api_reply reply = { 0 };

		g_assert_true(
			ask_led(rows[i].from, rows[i].to, 200, &reply, &err));
		g_assert_cmpint(reply.is_elsewhere, ==, rows[i].is_elsewhere);
		g_assert_false(
			ask_led(rows[i].from, rows[i].to, 404, &reply, &err));
		g_assert_cmpint(err.code, ==,
				rows[i].is_elsewhere ? ERR_OTHER
						     : ERR_NOT_FOUND);
		g_assert_cmpint(err.http_status, ==, 404);
	}
}

/* What has an id says itself what it is. */
static void takes_no_record_from_elsewhere_without_an_id(void)
{
	static const struct script_step steps[] = {
		STEP(.status = 302, .headers = "Location: /v1/x\n"),
		{ .method = "GET",
		  .url = FIXTURE_BASE "/x",
		  .status = 200,
		  .body = "{\"id\":\"wo-1\"}" },
	};
	static const struct field fields[] = { { .name = "id" },
					       { .name = NULL } };
	const struct answer_expect expects[] = {
		{ .id = "wo-1" },
		{ .id = NULL },
		{ .id = "wo-1", .fields = fields },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(expects); i++) {
		const struct api_about wish = { .what = "the warranty",
						.expect = expects[i] };
		AUTO(error_release) struct error err = { 0 };
		struct api_reply reply = { 0 };
		struct js record;
		struct fixture f;
		bool done;

		fixture_open(&f, steps, G_N_ELEMENTS(steps));
		g_assert_true(api_get(&f.api, "work-orders/wo-1", &wish, &reply,
				      &err));
		done = api_record(&reply, &wish, &record, &err);
		fixture_close(&f);
		api_reply_release(&reply);
		g_assert_cmpint(done, ==, i == 0);
		if (!done)
			g_assert_cmpstr(err.message, ==,
					"the warranty: the server redirects to "
					"another address");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/api/hands-out-a-record", hands_out_a_record);
	g_test_add_func("/api/refuses-what-is-no-record",
			refuses_what_is_no_record);
	g_test_add_func("/api/notes-the-request-id-of-a-senseless-reply",
			notes_the_request_id_of_a_senseless_reply);
	g_test_add_func("/api/notices-an-answer-from-elsewhere",
			notices_an_answer_from_elsewhere);
	g_test_add_func("/api/takes-no-record-from-elsewhere-without-an-id",
			takes_no_record_from_elsewhere_without_an_id);
	g_test_add_func("/api/builds-urls", builds_urls);
	g_test_add_func("/api/sends-nothing-to-another-origin",
			sends_nothing_to_another_origin);
	return g_test_run();
}
