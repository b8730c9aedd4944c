#include "lib/base/trace.h"

static void collect(void *user, const char *text)
{
	g_string_append_printf(user, "%s\n", text);
}

static void lines_reach_the_listener(void)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	const struct trace trace = { collect, seen };

	trace_line(&trace, "%s %d", "GET", 200);
	g_assert_cmpstr(seen->str, ==, "GET 200\n");
}

static void nothing_happens_when_it_is_off(void)
{
	const struct trace off = { 0 };

	g_assert_false(trace_is_on(NULL));
	g_assert_false(trace_is_on(&off));
	trace_line(NULL, "%d", 1);
	trace_header(&off, ">", "Accept", "x");
}

static void only_listed_headers_show_their_value(void)
{
	static const char *const hidden[] = {
		"Authorization",       "Cookie",   "Set-Cookie", "X-API-Key",
		"Proxy-Authorization", "Location", "Accepts",	 ""
	};
	g_autoptr(GString) seen = g_string_new(NULL);
	const struct trace trace = { collect, seen };

	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
		g_assert_false(trace_may_show(hidden[i]));
		trace_header(&trace, ">", hidden[i], "canary");
	}
	g_assert_null(strstr(seen->str, "canary"));
	g_assert_nonnull(strstr(seen->str, "> Cookie: (hidden)\n"));
	trace_header(&trace, "<", "X-RateLimit-RESET", "12");
	g_assert_nonnull(strstr(seen->str, "< X-RateLimit-RESET: 12\n"));
}

static void a_query_shows_what_has_its_shape(void)
{
	static const char *const shown[][2] = {
		{ "page", "12" },
		{ "per_page", "100" },
		{ "from_date", "2025-03-04" },
		{ "status", "in_progress" },
		{ "status", "" },
	};
	static const char *const hidden[][2] = {
		{ "page", "canary" },
		{ "page", "12345678901234567890" },
		{ "from_date", "2025-03-04T09" },
		{ "status", "In%20Progress" },
		{ "status", "fk_0123456789abcdef" },
		{ "status", "abcdefghijklmnopqrstu" },
		{ "search", "mueller" },
		{ "customer_id", "cust-1" },
		{ "statuses", "open" },
		{ "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(shown); i++)
		g_assert_true(trace_may_show_query(shown[i][0], shown[i][1]));
	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
		g_assert_false(
			trace_may_show_query(hidden[i][0], hidden[i][1]));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/trace/lines reach the listener",
			lines_reach_the_listener);
	g_test_add_func("/trace/nothing happens when it is off",
			nothing_happens_when_it_is_off);
	g_test_add_func("/trace/only listed headers show their value",
			only_listed_headers_show_their_value);
	g_test_add_func("/trace/a query shows what has its shape",
			a_query_shows_what_has_its_shape);
	return g_test_run();
}
