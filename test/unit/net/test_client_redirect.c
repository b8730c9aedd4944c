#include "lib/net/url.h"
#include "test/unit/net/client_fixture.h"

static void redirects_within_the_origin_are_followed(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 301,
		  .headers = "Location: /v2/tasks?x=1\n" },
		{ .method = "GET",
		  .url = HOME "/v2/tasks?x=1",
		  .status = 307,
		  .headers = "Location: https://API.TEST:443/v3\n" },
		{ .method = "GET",
		  .url = HOME "/v3",
		  .status = 303,
		  .headers = "Location: ./v4\n" },
		{ .method = "GET", .url = HOME "/v4", .status = 200 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(f.reply.status, ==, 200);
	g_assert_cmpint(script_sent_ms(f.script, 3), ==, SCRIPT_START_MS);
}

static void where_a_redirect_led_is_told(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 302,
		  .headers = "Location: /v2/tasks?page=1\n" },
		{ .method = "GET",
		  .url = HOME "/v2/tasks?page=1",
		  .status = 307,
		  .headers = "Location: /v3\n" },
		{ .method = "GET", .url = HOME "/v3", .status = 200 },
		{ .method = "GET", .url = TASKS, .status = 200 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpstr(f.reply.asked_url, ==, TASKS);
	g_assert_cmpstr(f.reply.final_url, ==, HOME "/v3");
	http_reply_release(&f.reply);
	g_assert_true(fixture_get(&f));
	g_assert_null(f.reply.asked_url);
	g_assert_null(f.reply.final_url);
}

static void a_redirect_is_no_try(void)
{
	static const struct script_step dead = { .method = "GET",
						 .url = HOME "/v2",
						 .fault = HTTP_BROKEN };
	const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 302,
		  .headers = "Location: /v2\n" },
		dead,
		dead,
		dead,
		dead,
		dead,
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_false(fixture_get(&f));
	fixture_expect(&f, ERR_NETWORK, "GET /v2: ");
	fixture_expect(&f, ERR_NETWORK, "; 5 attempts in ");
}

static void a_loop_of_redirects_ends(void)
{
	static const struct script_step loop = { .method = "GET",
						 .url = TASKS,
						 .status = 302,
						 .headers = "Location: "
							    "tasks\n" };
	const struct script_step steps[] = { loop, loop, loop, loop };
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_false(fixture_get(&f));
	fixture_expect(&f, ERR_NETWORK, "GET /v1/tasks: too many redirects");
	g_assert_null(f.err.hint);
}

static void foreign_redirects_are_refused_by_name(void)
{
	static const struct {
		const char *location, *named;
	} targets[] = {
		{ "https://evil.example/v1?secret=x", "https://evil.example" },
		{ "https://api.test:8443/v1", "https://api.test:8443" },
		{ "//api.test.evil.example/", "https://api.test.evil.example" },
		{ "http://127.0.0.1:1/", "http://127.0.0.1:1" },
		{ "http://api.test/v1/tasks", "plain http" },
		{ "file:///etc/passwd", "https://" },
		{ "https://user@api.test/", "user name" },
	};
	static const int codes[] = { 301, 302, 303, 307, 308 };

	for (size_t i = 0; i < G_N_ELEMENTS(targets); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(codes); j++) {
			g_autofree char *head = g_strdup_printf(
				"Location: %s\n", targets[i].location);
			const struct script_step steps[] = {
				{ .method = "GET",
				  .url = TASKS,
				  .status = codes[j],
				  .headers = head },
			};
			AUTO(fixture_close) struct fixture f = { 0 };

			FIXTURE_OPEN(&f, steps);
			g_assert_false(fixture_get(&f));
			fixture_expect(&f, ERR_NETWORK, targets[i].named);
			g_assert_true(g_str_has_prefix(f.err.message,
						       "GET /v1/tasks: "));
			g_assert_null(strstr(f.err.message, "secret"));
		}
}

static void a_write_is_never_redirected(void)
{
	static const struct script_step steps[] = {
		{ .method = "DELETE",
		  .url = TASKS,
		  .status = 307,
		  .headers = "Location: /v2\n" },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 304,
		  .headers = "Location: /v2\n" },
		{ .method = "GET", .url = TASKS, .status = 302 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_false(fixture_send(&f, "DELETE", TASKS));
	fixture_expect(&f, ERR_NETWORK, "redirects a request that changes");
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(f.reply.status, ==, 304);
	http_reply_release(&f.reply);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(f.reply.status, ==, 302);
}
int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/client/redirects within the origin are followed",
			redirects_within_the_origin_are_followed);
	g_test_add_func("/client/where a redirect led is told",
			where_a_redirect_led_is_told);
	g_test_add_func("/client/a redirect is no try", a_redirect_is_no_try);
	g_test_add_func("/client/a loop of redirects ends",
			a_loop_of_redirects_ends);
	g_test_add_func("/client/foreign redirects are refused by name",
			foreign_redirects_are_refused_by_name);
	g_test_add_func("/client/a write is never redirected",
			a_write_is_never_redirected);
	return g_test_run();
}
