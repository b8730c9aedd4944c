#include "lib/net/throttle.h"

/* Sun, 06 Nov 1994 08:49:37 GMT, and a present of some years later. */
#define BIRTHDAY INT64_C(784111777)
#define NOW_S	 INT64_C(1741075200)
#define NOW_MS	 (NOW_S * 1000)
#define NOW_DATE "Tue, 04 Mar 2025 08:00:00 GMT"

static const struct {
	const char *value;
	int64_t reset_ms; /* from NOW; -1: not known */
	int64_t retry_ms;
} values[] = {
	/* seconds from now */
	{ "0", 0, 0 },
	{ "1", 1000, 1000 },
	{ "60", 60000, 60000 },
	{ "060", 60000, 60000 },
	{ "3600", 3600000, 3600000 },
	{ "30.5", 30500, 30500 },
	{ "1e3", 1000000, 1000000 },
	{ "1.2E+02", 120000, 120000 },
	{ "99999", 99999000, 99999000 },
	{ "99999999", 99999999000, 99999999000 },
	/* Unix seconds */
	{ "100000000", 0, 100000000000 },
	{ "1741075199", 0, 1741075199000 },
	{ "1741075200", 0, 1741075200000 },
	{ "1741075260", 60000, 1741075260000 },
	{ "1741075260.25", 60250, 1741075260250 },
	{ "1.74107526e+09", 60000, 1741075260000 },
	{ "1741099999", 24799000, 1741099999000 },
	{ "1900000000", 158924800000, 1900000000000 },
	/* Unix milliseconds */
	{ "100000000000", 0, THROTTLE_MAX_MS },
	{ "1741075199999", 0, THROTTLE_MAX_MS },
	{ "1741075200001", 1, THROTTLE_MAX_MS },
	{ "1741075260000", 60000, THROTTLE_MAX_MS },
	{ "1741075260000.75", 60000, THROTTLE_MAX_MS },
	/* far too much */
	{ "9223372036854775807", THROTTLE_MAX_MS, THROTTLE_MAX_MS },
	{ "9223372036854775808", THROTTLE_MAX_MS, THROTTLE_MAX_MS },
	{ "18446744073709551616", THROTTLE_MAX_MS, THROTTLE_MAX_MS },
	{ "1e308", THROTTLE_MAX_MS, THROTTLE_MAX_MS },
	{ "1e999", THROTTLE_MAX_MS, THROTTLE_MAX_MS },
	/* nothing to wait for */
	{ "-1", 0, 0 },
	{ "-60", 0, 0 },
	{ "-1741075260", 0, 0 },
	{ "-9223372036854775808", 0, 0 },
	{ "-1e999", 0, 0 },
	{ "-0", 0, 0 },
	{ "1e-9", 0, 0 },
	/* HTTP dates */
	{ "Tue, 04 Mar 2025 08:01:00 GMT", 60000, 60000 },
	{ "Tue, 04 Mar 2025 08:00:00 GMT", 0, 0 },
	{ "Sun, 06 Nov 1994 08:49:37 GMT", 0, 0 },
	{ "Tuesday, 04-Mar-25 08:01:00 GMT", 60000, 60000 },
	{ "Tue Mar  4 08:01:00 2025", 60000, 60000 },
	{ "Fri, 31 Dec 9999 23:59:59 GMT", THROTTLE_MAX_MS, THROTTLE_MAX_MS },
	{ "Tue, 04 Mar 2025 08:01:00", -1, -1 },
	{ "Tue, 04 Mar 2025 08:01:00 CET", -1, -1 },
	{ "Tue, 30 Feb 2025 08:01:00 GMT", -1, -1 },
	{ "Tue, 04 Mrz 2025 08:01:00 GMT", -1, -1 },
	{ "Tue, 04 Mar 2025 25:01:00 GMT", -1, -1 },
	{ "Tue, 04 Mar 2025 08:01:00 GMT x", -1, -1 },
	/* ISO 8601, which Retry-After does not know */
	{ "2025-03-04T08:01:00Z", 60000, -1 },
	{ "2025-03-04T09:01:00+01:00", 60000, -1 },
	{ "2025-03-04T07:00:00Z", 0, -1 },
	/* junk */
	{ "", -1, -1 },
	{ "soon", -1, -1 },
	{ "Infinity", -1, -1 },
	{ "inf", -1, -1 },
	{ "nan", -1, -1 },
	{ "NaN", -1, -1 },
	{ "0x10", -1, -1 },
	{ "1 2", -1, -1 },
	{ "60s", -1, -1 },
	{ "60, 120", -1, -1 },
	{ "60;w=1", -1, -1 },
	{ "1,000", -1, -1 },
	{ "--1", -1, -1 },
	{ "e", -1, -1 },
	{ "-", -1, -1 },
	{ "12e", -1, -1 },
	{ "\xd9\xa1\xd9\xa2", -1, -1 }, /* Arabic digits */
};

static void values_in_every_form_are_read(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		g_test_message("'%s'", values[i].value);
		g_assert_cmpint(throttle_reset(values[i].value, NOW_MS), ==,
				values[i].reset_ms);
		g_assert_cmpint(throttle_retry_after(values[i].value, NOW_MS),
				==, values[i].retry_ms);
	}
	g_assert_cmpuint(G_N_ELEMENTS(values), >=, 60);
}

static void the_three_http_dates_are_one_time(void)
{
	static const char *const spellings[] = {
		"Sun, 06 Nov 1994 08:49:37 GMT",
		"Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++) {
		int64_t unix_s = 0;

		g_assert_true(throttle_http_date(spellings[i], &unix_s));
		g_assert_cmpint(unix_s, ==, BIRTHDAY);
	}
}

static struct throttle read_headers(const char *headers, int64_t now_ms)
{
	const struct http_reply reply = { .status = 200,
					  .headers = (char *)headers };

	return throttle_read(&reply, now_ms);
}

static void a_wrong_local_clock_does_not_matter(void)
{
	static const char *const forms[] = {
		"Date: " NOW_DATE "\nX-RateLimit-Reset: 600\n",
		"Date: " NOW_DATE "\nX-RateLimit-Reset: 1741075800\n",
		"Date: " NOW_DATE "\nX-RateLimit-Reset: 1741075800000\n",
		"Date: " NOW_DATE
		"\nX-RateLimit-Reset: Tue, 04 Mar 2025 08:10:00 GMT\n",
		"Date: " NOW_DATE "\nX-RateLimit-Reset: 2025-03-04T08:10:00Z\n",
	};
	const int64_t day_ms = 24 * 3600 * 1000;

	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		for (int64_t skew = -1; skew <= 1; skew++) {
			struct throttle said =
				read_headers(forms[i], NOW_MS + skew * day_ms);

			g_assert_cmpint(said.reset_ms, ==, 600000);
		}
}

static void without_a_date_the_local_clock_counts(void)
{
	struct throttle said =
		read_headers("x-ratelimit-reset:1741075800\n", NOW_MS + 1000);

	g_assert_cmpint(said.reset_ms, ==, 599000);
	said = read_headers("Date: whenever\nX-RATELIMIT-RESET: 1741075800\n",
			    NOW_MS);
	g_assert_cmpint(said.reset_ms, ==, 600000);
}

static void nothing_said_is_nothing_known(void)
{
	static const char *const heads[] = {
		NULL,
		"",
		"Date: " NOW_DATE "\n",
		"X-RateLimit: 5\n",
		"X-RateLimit-Limit: 1.5\nX-RateLimit-Remaining: many\n",
		"X-RateLimit-Remaining: -3\nX-RateLimit-Reset:\nRetry-After:\n",
		"X-RateLimit-Limit: 99999999999999999999\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		struct throttle said = read_headers(heads[i], NOW_MS);

		g_assert_cmpint(said.limit, ==, -1);
		g_assert_cmpint(said.remaining, ==, -1);
		g_assert_cmpint(said.reset_ms, ==, -1);
		g_assert_cmpint(said.retry_ms, ==, -1);
	}
}

static void no_limit_at_all_is_no_throttle(void)
{
	static const char *const heads[] = {
		"X-RateLimit-Limit: 0\nX-RateLimit-Remaining: 0\n",
		"X-RateLimit-Limit: unlimited\nX-RateLimit-Remaining: 0\n",
		"X-RateLimit-Limit: -1\nX-RateLimit-Remaining: 0\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		struct throttle said = read_headers(heads[i], NOW_MS);

		g_assert_cmpint(said.limit, ==, -1);
		g_assert_cmpint(said.remaining, ==, -1);
		g_assert_false(throttle_applies(403, &said));
	}
}

static void the_first_of_two_headers_counts(void)
{
	struct throttle said = read_headers(
		"Retry-After: 5\nRetry-After: 9\nX-RateLimit-Remaining: 7 \n",
		NOW_MS);

	g_assert_cmpint(said.retry_ms, ==, 5000);
	g_assert_cmpint(said.remaining, ==, 7);
}

static void only_some_replies_say_come_back_later(void)
{
	const struct throttle silent = { -1, -1, -1, -1 };
	const struct throttle used_up = { 1000, 0, 60000, -1 };
	const struct throttle told = { -1, -1, -1, 5000 };
	const struct throttle plenty = { 1000, 5, 60000, -1 };

	g_assert_true(throttle_applies(429, &silent));
	g_assert_true(throttle_applies(429, &plenty));
	g_assert_true(throttle_applies(403, &used_up));
	g_assert_true(throttle_applies(403, &told));
	g_assert_false(throttle_applies(403, &silent));
	g_assert_false(throttle_applies(403, &plenty));
	g_assert_false(throttle_applies(200, &used_up));
	g_assert_false(throttle_applies(503, &told));
}

static void the_order_of_waits(void)
{
	g_assert_cmpint(throttle_wait(&(struct throttle){ 9, 0, 60000, 5000 }),
			==, 5000);
	g_assert_cmpint(throttle_wait(&(struct throttle){ 9, 0, 60000, -1 }),
			==, 60000);
	g_assert_cmpint(throttle_wait(&(struct throttle){ -1, -1, 60000, -1 }),
			==, 60000);
	g_assert_cmpint(throttle_wait(&(struct throttle){ 9, 3, 60000, -1 }),
			==, -1);
	g_assert_cmpint(throttle_wait(&(struct throttle){ 9, 0, -1, -1 }), ==,
			-1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/throttle/values in every form are read",
			values_in_every_form_are_read);
	g_test_add_func("/throttle/the three HTTP dates are one time",
			the_three_http_dates_are_one_time);
	g_test_add_func("/throttle/a wrong local clock does not matter",
			a_wrong_local_clock_does_not_matter);
	g_test_add_func("/throttle/without a Date the local clock counts",
			without_a_date_the_local_clock_counts);
	g_test_add_func("/throttle/nothing said is nothing known",
			nothing_said_is_nothing_known);
	g_test_add_func("/throttle/no limit at all is no throttle",
			no_limit_at_all_is_no_throttle);
	g_test_add_func("/throttle/the first of two headers counts",
			the_first_of_two_headers_counts);
	g_test_add_func("/throttle/only some replies say come back later",
			only_some_replies_say_come_back_later);
	g_test_add_func("/throttle/the order of waits", the_order_of_waits);
	return g_test_run();
}
