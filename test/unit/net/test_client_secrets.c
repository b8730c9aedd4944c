#include "test/unit/net/client_fixture.h"

/* "canary-key", as a body and a head may repeat it; and the same in base64. */
#define ECHO "Bearer canary-key %63anary-key \\u0063anary-key"

static void expect_reply(const struct fixture *f, const char *body,
			 const char *header)
{
	g_autofree char *value = http_reply_header(&f->reply, "X-Echo");

	g_assert_cmpstr(f->reply.body, ==, body);
	g_assert_cmpuint(f->reply.body_len, ==, strlen(body));
	g_assert_cmpstr(value, ==, header);
}

#define CLEAN "Bearer [redacted] [redacted] [redacted]"

static void what_is_no_data_is_cleaned(void)
{
	static const struct {
		int status;
		const char *body;
	} rows[] = {
		{ 200, ECHO },	{ 201, ECHO },	{ 299, ECHO },	{ 304, CLEAN },
		{ 400, CLEAN }, { 404, CLEAN }, { 500, CLEAN },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct script_step steps[] = {
			{ .method = "POST",
			  .url = TASKS,
			  .status = rows[i].status,
			  .headers = "X-Echo: " ECHO "\n",
			  .body = ECHO },
		};
		AUTO(fixture_close) struct fixture f = { 0 };

		FIXTURE_OPEN(&f, steps);
		g_assert_true(fixture_send(&f, "POST", TASKS));
		expect_reply(&f, rows[i].body, CLEAN);
	}
}

static void what_is_shown_as_it_is_stays(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 404,
		  .headers = "X-Echo: " ECHO "\n",
		  .body = ECHO },
	};
	const struct client_request request = {
		.method = "GET",
		.url = TASKS,
		.verbatim = true,
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(client_send(f.client, &request, &f.reply, &f.err));
	expect_reply(&f, ECHO, ECHO);
}

/* Of a key, a token or a pair that goes in a header or a form. */
static void other_secrets_of_a_request_are_known(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = TASKS,
		  .status = 400,
		  .body = "canary-form, canary-pair and canary-other" },
	};
	static const struct http_header header = { "authorization",
						   "Basic canary-pair" };
	const struct client_request request = {
		.method = "POST",
		.url = TASKS,
		.headers = &header,
		.header_count = 1,
	};
	AUTO(sealed_release) struct sealed form = { 0 };
	AUTO(fixture_close) struct fixture f = { 0 };

	f.without_key = true;
	FIXTURE_OPEN(&f, steps);
	g_assert_true(sealed_set(&form, "canary-form", 11, &f.err));
	g_assert_true(client_hide(f.client, &form, &f.err));
	g_assert_true(client_send(f.client, &request, &f.reply, &f.err));
	g_assert_cmpstr(f.reply.body, ==,
			"[redacted], [redacted] and canary-other");
}

static bool take_second(void *fixture, bool refused, bool *ret_changed,
			struct error *err)
{
	struct fixture *f = fixture;

	*ret_changed = refused;
	return !refused || sealed_set(&f->secret, "canary-second", 13, err);
}

static void the_credential_before_a_refresh_is_known(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 401 },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 403,
		  .body = "canary-second, no longer canary-key" },
	};
	AUTO(fixture_close) struct fixture f = { .renew = take_second };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpstr(f.reply.body, ==, "[redacted], no longer [redacted]");
}

/* What a library says of a fault; and where a redirect leads. */
static void no_error_quotes_a_secret(void)
{
	static const struct script_step rows[] = {
		{ .fault = HTTP_BROKEN, .detail = "weird reply " ECHO },
		{ .status = 302,
		  .headers = "Location: https://canary-key.test/\n" },
		{ .status = 302, .headers = "Location: /canary-key?a=1\n" },
		{ .status = 429,
		  .headers = "Retry-After: 999\nX-Request-Id: canary-key\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct script_step step = rows[i];
		AUTO(fixture_close) struct fixture f = { 0 };

		step.method = "POST";
		step.url = TASKS;
		fixture_open(&f, &step, 1);
		g_assert_false(fixture_send(&f, "POST", TASKS));
		g_assert_null(strstr(f.err.message, "anary"));
		g_assert_true(!f.err.request_id ||
			      !strstr(f.err.request_id, "canary"));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/client/what is no data is cleaned",
			what_is_no_data_is_cleaned);
	g_test_add_func("/client/what is shown as it is stays",
			what_is_shown_as_it_is_stays);
	g_test_add_func("/client/other secrets of a request are known",
			other_secrets_of_a_request_are_known);
	g_test_add_func("/client/the credential before a refresh is known",
			the_credential_before_a_refresh_is_known);
	g_test_add_func("/client/no error quotes a secret",
			no_error_quotes_a_secret);
	return g_test_run();
}
