#include "test/unit/net/client_fixture.h"

static void a_request_carries_what_the_api_needs(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 200, .body = "{}" },
		{ .method = "POST", .url = TASKS, .status = 404 },
	};
	const struct http_header headers[] = { { "Accept", "text/csv" },
					       { "X-Tag", "a b" } };
	const struct client_request post = {
		.method = "POST",
		.url = "HTTPS://API.test:443/v1/tasks",
		.headers = headers,
		.header_count = 2,
		.body = "{\"a\":1}",
		.body_len = 7,
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(f.reply.status, ==, 200);
	g_assert_cmpstr(f.reply.body, ==, "{}");
	http_reply_release(&f.reply);
	g_assert_true(client_send(f.client, &post, &f.reply, &f.err));
	g_assert_cmpint(f.reply.status, ==, 404);
	g_assert_cmpstr(script_request(f.script, 0), ==,
			"GET " TASKS "\nAuthorization: Bearer canary-key\n"
			"Accept: application/json\n\n");
	g_assert_cmpstr(script_request(f.script, 1), ==,
			"POST " TASKS "\nAuthorization: Bearer canary-key\n"
			"Accept: text/csv\nX-Tag: a b\n\n{\"a\":1}");
	g_assert_false(script_was_fresh(f.script, 0));
	g_assert_true(script_was_fresh(f.script, 1));
}

static void no_byte_can_break_out_of_a_header(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 200 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	for (int byte = 1; byte < 256; byte++) {
		const char bad[] = { 'a', (char)byte, 'b', '\0' };
		const struct http_header value = { "X-Tag", bad };
		const struct http_header name = { bad, "x" };
		struct client_request request = {
			.method = "GET",
			.url = TASKS,
			.headers = &value,
			.header_count = 1,
		};
		bool is_token = g_ascii_isalnum(byte) ||
				strchr("!#$%&'*+-.^_`|~", byte);
		bool is_text = byte >= ' ' && byte < 127;

		if (!is_text) {
			g_assert_false(
				client_start(f.client, &request, &f, &f.err));
			fixture_expect(&f, ERR_USAGE, "X-Tag");
		}
		request.headers = &name;
		if (!is_token)
			g_assert_false(
				client_start(f.client, &request, &f, &f.err));
		request =
			(struct client_request){ .method = bad, .url = TASKS };
		if (!is_token)
			g_assert_false(
				client_start(f.client, &request, &f, &f.err));
	}
	g_assert_cmpuint(script_count(f.script), ==, 0);
	g_assert_true(fixture_get(&f));
}

static void some_headers_are_not_the_callers_to_set(void)
{
	static const char *const names[] = {
		"host",
		"Content-Length",
		"transfer-encoding",
		"Connection",
		"Upgrade",
		"Expect",
		"Proxy-Authorization",
		"TE",
		"AUTHORIZATION",
	};
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 200 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const struct http_header header = { names[i], "x" };
		const struct client_request request = {
			.method = "GET",
			.url = TASKS,
			.headers = &header,
			.header_count = 1,
		};

		g_assert_false(client_start(f.client, &request, &f, &f.err));
		fixture_expect(&f, ERR_USAGE, names[i]);
	}
	g_assert_true(fixture_get(&f));
}

static void another_origin_is_refused_before_anything_is_sent(void)
{
	static const char *const others[] = {
		"https://api.test.evil.example/v1",
		"https://api.test:8443/v1",
		"http://api.test/v1",
		"https://user@api.test/v1",
		"/v1/tasks",
		"https://api.test\\@evil.example/",
	};
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 200 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		g_assert_false(fixture_send(&f, "GET", others[i]));
		g_assert_cmpint(f.err.code, ==, ERR_USAGE);
	}
	g_assert_cmpuint(script_count(f.script), ==, 0);
	g_assert_true(fixture_get(&f));
}

static void requests_side_by_side_end_as_they_come(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = HOME "/a",
		  .status = 200,
		  .takes_ms = 300 },
		{ .method = "GET",
		  .url = HOME "/b",
		  .status = 503,
		  .takes_ms = 10,
		  .headers = "Retry-After: 5\n" },
		{ .method = "GET",
		  .url = HOME "/c",
		  .status = 200,
		  .takes_ms = 100 },
		{ .method = "GET",
		  .url = HOME "/b",
		  .status = 200,
		  .takes_ms = 10 },
	};
	static const char order[] = "cab";
	const char *const urls[] = { HOME "/a", HOME "/b", HOME "/c" };
	AUTO(fixture_close) struct fixture f = { 0 };
	void *tag;

	FIXTURE_OPEN(&f, steps);
	for (size_t i = 0; i < 3; i++) {
		const struct client_request request = { .method = "GET",
							.url = urls[i] };

		g_assert_true(client_start(f.client, &request, (void *)urls[i],
					   &f.err));
	}
	for (size_t i = 0; i < 3; i++) {
		AUTO(http_reply_release) struct http_reply reply = { 0 };

		g_assert_true(client_next(f.client, &tag, &reply, &f.err));
		g_assert_cmpint(((const char *)tag)[strlen(HOME) + 1], ==,
				order[i]);
	}
	g_assert_true(client_next(f.client, &tag, &f.reply, &f.err));
	g_assert_null(tag);
}

static void what_is_abandoned_does_not_come_back(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = HOME "/a", .status = 200 },
		{ .method = "GET",
		  .url = HOME "/b",
		  .status = 200,
		  .takes_ms = 100 },
	};
	const struct client_request a = { .method = "GET", .url = HOME "/a" };
	const struct client_request b = { .method = "GET", .url = HOME "/b" };
	AUTO(fixture_close) struct fixture f = { 0 };
	void *tag;

	FIXTURE_OPEN(&f, steps);
	g_assert_true(client_start(f.client, &a, &f, &f.err));
	g_assert_true(client_start(f.client, &b, &tag, &f.err));
	g_assert_true(client_next(f.client, &tag, &f.reply, &f.err));
	g_assert_true(tag == &f);
	client_abandon(f.client);
	http_reply_release(&f.reply);
	g_assert_true(client_next(f.client, &tag, &f.reply, &f.err));
	g_assert_null(tag);
}

static void the_trace_tells_much_and_no_secret(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS "?q=canary&page=2&x",
		  .status = 200,
		  .takes_ms = 12,
		  .headers = "Content-Type: application/json\n"
			     "Set-Cookie: canary\nLocation: canary\n",
		  .body = "{\"canary\":1}" },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_send(&f, "GET", TASKS "?q=canary&page=2&x"));
	g_assert_cmpstr(f.traced->str, ==,
			"> GET /v1/tasks?q=(hidden)&page=2&(hidden) "
			"(try 1, 0 bytes)\n"
			"> Authorization: (hidden)\n"
			"> Accept: application/json\n"
			"< 200 (12 bytes, 12 ms)\n"
			"< Content-Type: application/json\n"
			"< Set-Cookie: (hidden)\n"
			"< Location: (hidden)\n");
}

static void a_wait_that_no_option_allows_is_not_proposed(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 429,
		  .headers = DATE "X-RateLimit-Reset: 4102444800\n" },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 429,
		  .headers = DATE "Retry-After: 86400\n" },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 429,
		  .headers = DATE "Retry-After: 86399\n" },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_false(fixture_get(&f));
	fixture_expect(&f, ERR_THROTTLED, "used up until 2100-01-01 ");
	g_assert_cmpstr(f.err.hint, ==, "try again then");
	g_assert_false(fixture_get(&f));
	g_assert_cmpstr(f.err.hint, ==, "try again then");
	g_assert_false(fixture_get(&f));
	g_assert_true(g_str_has_suffix(f.err.hint, "--max-wait 86400"));
}

static void who_asks_how_it_stands_drops_what_is_not_said_again(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = DATE "X-RateLimit-Limit: 1000\n"
				  "X-RateLimit-Remaining: 0\n"
				  "X-RateLimit-Reset: 3000\n" },
		{ .method = "GET", .url = TASKS, .status = 404 },
		{ .method = "GET", .url = TASKS, .status = 200 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	http_reply_release(&f.reply);
	client_ask_anyway(f.client);
	g_assert_true(fixture_get(&f));
	http_reply_release(&f.reply);
	g_assert_cmpint(client_shared_limit(f.client).remaining, ==, 0);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(client_shared_limit(f.client).remaining, ==, -1);
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "/client/a wait that no option allows is not proposed",
	  a_wait_that_no_option_allows_is_not_proposed },
	{ "/client/what is not said again is dropped",
	  who_asks_how_it_stands_drops_what_is_not_said_again },
	{ "/client/a request carries what the API needs",
	  a_request_carries_what_the_api_needs },
	{ "/client/no byte can break out of a header",
	  no_byte_can_break_out_of_a_header },
	{ "/client/some headers are not the caller's to set",
	  some_headers_are_not_the_callers_to_set },
	{ "/client/another origin is refused before anything is sent",
	  another_origin_is_refused_before_anything_is_sent },
	{ "/client/requests side by side end as they come",
	  requests_side_by_side_end_as_they_come },
	{ "/client/what is abandoned does not come back",
	  what_is_abandoned_does_not_come_back },
	{ "/client/the trace tells much and no secret",
	  the_trace_tells_much_and_no_secret },
};

int main(int argc, char **argv)
{
	g_setenv("TZ", "UTC", TRUE);
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].name, tests[i].run);
	return g_test_run();
}
