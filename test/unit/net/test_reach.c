#include "lib/net/reach.h"

#include <string.h>

#include "test/mock/transport_script.h"

#define ORIGIN "https://api.test"
#define URL    ORIGIN "/v1/work-orders"

static unsigned told;

static void tell(void *user, int64_t waited_ms)
{
	g_assert_true(user == &told);
	g_assert_cmpint(waited_ms, ==, 1000 * (int64_t)++told);
}

static struct reach reach_by(const struct script_step *step)
{
	struct script *script = script_new(step, 1);
	const struct reach_config config = {
		.transport = &script_transport,
		.http = { .origin = ORIGIN,
			  .user_agent = "fentu/test",
			  .user = script },
		.url = URL,
		.timeout_ms = 1000,
		.clock = script_clock(script),
		.on_wait = tell,
		.user = &told,
	};
	struct error err = { 0 };
	struct reach reach = { 0 };

	told = 0;
	g_assert_true(reach_try(&config, &reach, &err));
	g_assert_null(strstr(script_request(script, 0), "Authorization"));
	script_done(script);
	return reach;
}

static void any_status_has_got_there(void)
{
	static const int statuses[] = { 200, 401, 429, 503 };

	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		const struct script_step step = { .method = "GET",
						  .url = URL,
						  .status = statuses[i] };
		AUTO(reach_release) struct reach reach = reach_by(&step);

		g_assert_cmpint(reach.fault, ==, HTTP_REPLIED);
		g_assert_cmpint(reach.status, ==, statuses[i]);
		g_assert_false(reach.has_date);
	}
}

static void the_wait_is_told_each_second(void)
{
	static const struct script_step step = {
		.method = "GET", .url = URL, .takes_ms = 3500, .status = 401
	};
	struct reach reach = reach_by(&step);

	reach_release(&reach);
	g_assert_cmpuint(told, ==, 3);
}

static void a_fault_is_told_in_the_librarys_words(void)
{
	static const struct script_step step = {
		.method = "GET",
		.url = URL,
		.fault = HTTP_TLS,
		.detail = "certificate has expired",
		.status = 200,
	};
	AUTO(reach_release) struct reach reach = reach_by(&step);

	g_assert_cmpint(reach.fault, ==, HTTP_TLS);
	g_assert_cmpint(reach.status, ==, 0);
	g_assert_cmpstr(reach.detail, ==, "certificate has expired");
}

static void the_servers_time_is_compared(void)
{
	static const struct {
		const char *headers;
		bool has_date;
		int64_t ahead_s;
	} cases[] = {
		{ "Date: Tue, 04 Mar 2025 08:00:01 GMT\n", true, 0 },
		{ "Date: Tue, 04 Mar 2025 07:00:00 GMT\n", true, 3600 },
		{ "Date: Tue, 04 Mar 2025 09:00:02 GMT\n", true, -3600 },
		{ "Date: yesterday\n", false, 0 },
		{ NULL, false, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct script_step step = { .method = "GET",
						  .url = URL,
						  .takes_ms = 2000,
						  .status = 401,
						  .headers = cases[i].headers };
		AUTO(reach_release) struct reach reach = reach_by(&step);

		g_assert_cmpint(reach.has_date, ==, cases[i].has_date);
		g_assert_cmpint(reach.ahead_s, ==, cases[i].ahead_s);
	}
}

static void what_the_way_explains_is_no_difference(void)
{
	g_assert_cmpint(reach_ahead_s(1000000, 1003000, 1000), ==, 0);
	g_assert_cmpint(reach_ahead_s(1000999, 1000999, 1000), ==, 0);
	g_assert_cmpint(reach_ahead_s(1001000, 1001000, 1000), ==, 1);
	g_assert_cmpint(reach_ahead_s(1000000, 1000999, 1001), ==, -1);
	g_assert_cmpint(reach_ahead_s(990000, 1000000, 1000), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reach/any status has got there",
			any_status_has_got_there);
	g_test_add_func("/reach/the wait is told each second",
			the_wait_is_told_each_second);
	g_test_add_func("/reach/a fault is told in the library's words",
			a_fault_is_told_in_the_librarys_words);
	g_test_add_func("/reach/the server's time is compared",
			the_servers_time_is_compared);
	g_test_add_func("/reach/what the way explains is no difference",
			what_the_way_explains_is_no_difference);
	return g_test_run();
}
