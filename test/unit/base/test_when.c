#include "lib/base/when.h"

#include <stdlib.h>

/* 2025-03-31 23:30 UTC: in Berlin it is the next day already. */
enum { LAST_OF_MARCH = 1743463800 };

static void in_zone(const char *zone)
{
	g_setenv("TZ", zone, TRUE);
}

static char *date_of(const char *words)
{
	AUTO(error_release) struct error err = { 0 };
	char *date = NULL;

	if (!when_date(words, LAST_OF_MARCH, &date, &err)) {
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_nonnull(strstr(err.message, words));
		g_assert_nonnull(strstr(error_hint_text(&err), "YYYY-MM-DD"));
	}
	return date;
}

static void assert_date(const char *words, const char *wanted)
{
	g_autofree char *date = date_of(words);

	g_assert_cmpstr(date, ==, wanted);
}

static void words_name_days(void)
{
	in_zone("UTC");
	assert_date("today", "2025-03-31");
	assert_date("yesterday", "2025-03-30");
	assert_date("tomorrow", "2025-04-01");
	assert_date("2024-02-29", "2024-02-29");
}

static void days_begin_at_local_midnight(void)
{
	in_zone("Europe/Berlin");
	assert_date("today", "2025-04-01");
	in_zone("Pacific/Kiritimati");
	assert_date("today", "2025-04-01");
	in_zone("Pacific/Honolulu");
	assert_date("today", "2025-03-31");
}

static void distances_count_from_today(void)
{
	in_zone("UTC");
	assert_date("-7d", "2025-03-24");
	assert_date("+2w", "2025-04-14");
	assert_date("+0d", "2025-03-31");
	assert_date("-36500d", "1925-04-25");
}

static void months_end_at_their_last_day(void)
{
	in_zone("UTC");
	assert_date("-1m", "2025-02-28");
	assert_date("+1m", "2025-04-30");
	assert_date("-13m", "2024-02-29");
	assert_date("-12m", "2024-03-31");
}

static void everything_else_is_refused(void)
{
	static const char *const words[] = { "",
					     "2025-02-30",
					     "2025-02-29",
					     "2025-13-01",
					     "2025-00-10",
					     "2025-1-1",
					     "2025-01-32",
					     "2025-01-00",
					     "0000-01-01",
					     "25-01-01",
					     "2025/01/01",
					     "2025-01-01 ",
					     " today",
					     "Today",
					     "7d",
					     "-7",
					     "-d",
					     "+-7d",
					     "-7dd",
					     "-7y",
					     "-36501d",
					     "+5300w",
					     "-1400m",
					     "-99999999999999999999d",
					     "2025-01-01T00:00:00Z" };

	in_zone("UTC");
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		assert_date(words[i], NULL);
}

static void spans_have_units(void)
{
	static const struct {
		const char *words;
		int64_t seconds; /* -1: refused */
	} spans[] = {
		{ "0", 0 },
		{ "90", 90 },
		{ "90s", 90 },
		{ "10m", 600 },
		{ "2h", 7200 },
		{ "3d", 259200 },
		{ "", -1 },
		{ "s", -1 },
		{ "-1s", -1 },
		{ "1.5h", -1 },
		{ "1w", -1 },
		{ "1 h", -1 },
		{ "1hh", -1 },
		{ "3153600001", -1 },
		{ "99999999999999999999", -1 },
		{ "3153600000d", -1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
		AUTO(error_release) struct error err = { 0 };
		int64_t seconds = -1;
		bool ok = when_span(spans[i].words, &seconds, &err);

		g_assert_true(ok == (spans[i].seconds >= 0));
		g_assert_cmpint(seconds, ==, spans[i].seconds);
		g_assert_cmpint(err.code, ==, ok ? ERR_NONE : ERR_USAGE);
	}
}

static void times_of_the_api_are_understood(void)
{
	static const struct {
		const char *text;
		int64_t unix_s; /* -1: no time */
	} times[] = {
		{ "1970-01-01T00:00:10Z", 10 },
		{ "2025-03-04T08:00:00Z", 1741075200 },
		{ "2025-03-04T09:00:00+01:00", 1741075200 },
		{ "2025-03-04T08:00:00.250Z", 1741075200 },
		{ "2025-03-04", 1741046400 },
		{ "2025-03-04T08:00:00", -1 },
		{ "2025-02-30", -1 },
		{ "2025-02-30T08:00:00Z", -1 },
		{ "yesterday", -1 },
		{ "", -1 },
	};

	in_zone("America/New_York");
	for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
		int64_t unix_s = -1;
		bool ok = when_parse(times[i].text, &unix_s);

		g_assert_true(ok == (times[i].unix_s >= 0));
		g_assert_cmpint(unix_s, ==, times[i].unix_s);
	}
}

static void times_are_written_here_and_in_utc(void)
{
	g_autofree char *utc = when_utc(1741075200);
	g_autofree char *winter = NULL;
	g_autofree char *summer = NULL;
	g_autofree char *beyond = NULL;

	g_assert_cmpstr(utc, ==, "2025-03-04T08:00:00Z");
	in_zone("Europe/Berlin");
	winter = when_local(1741075200);
	g_assert_cmpstr(winter, ==, "2025-03-04 09:00");
	summer = when_local(1751616000);
	g_assert_cmpstr(summer, ==, "2025-07-04 10:00");
	beyond = when_utc(INT64_MAX);
	g_assert_cmpstr(beyond, ==, "9223372036854775807");
}

static void assert_relative(int64_t ahead_s, const char *wanted)
{
	g_autofree char *text =
		when_relative(LAST_OF_MARCH + ahead_s, LAST_OF_MARCH);

	g_assert_cmpstr(text, ==, wanted);
}

static void distances_are_said_in_words(void)
{
	g_autofree char *beyond = NULL;

	assert_relative(0, "just now");
	assert_relative(-59, "just now");
	assert_relative(-60, "1 min ago");
	assert_relative(7200, "in 2 h");
	assert_relative(-86400, "1 day ago");
	assert_relative(-3 * 86400, "3 days ago");
	assert_relative(90 * 86400, "in 3 months");
	assert_relative(-800 * 86400, "2 years ago");
	beyond = when_relative(INT64_MAX, -5);
	g_assert_cmpstr(beyond, ==, "9223372036854775807");
}

static void lengths_are_said_in_words(void)
{
	static const struct {
		int64_t seconds;
		const char *wanted;
	} lengths[] = {
		{ 0, "0 s" },
		{ 45, "45 s" },
		{ 60, "1 min" },
		{ 720, "12 min" },
		{ 3600, "1 h 00 min" },
		{ 11100, "3 h 05 min" },
		{ 360000, "100 h 00 min" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		g_autofree char *text = when_length(lengths[i].seconds);

		g_assert_cmpstr(text, ==, lengths[i].wanted);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/when/words name days", words_name_days);
	g_test_add_func("/when/days begin at local midnight",
			days_begin_at_local_midnight);
	g_test_add_func("/when/distances count from today",
			distances_count_from_today);
	g_test_add_func("/when/months end at their last day",
			months_end_at_their_last_day);
	g_test_add_func("/when/everything else is refused",
			everything_else_is_refused);
	g_test_add_func("/when/spans have units", spans_have_units);
	g_test_add_func("/when/times of the api are understood",
			times_of_the_api_are_understood);
	g_test_add_func("/when/times are written here and in utc",
			times_are_written_here_and_in_utc);
	g_test_add_func("/when/distances are said in words",
			distances_are_said_in_words);
	g_test_add_func("/when/lengths are said in words",
			lengths_are_said_in_words);
	return g_test_run();
}
