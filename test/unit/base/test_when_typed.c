#include "lib/base/when.h"

/* 2025-03-31 23:30 UTC: in Berlin it is the next day already. */
enum { LAST_OF_MARCH = 1743463800 };

static char *moment_of(const char *words)
{
	AUTO(error_release) struct error err = { 0 };
	int64_t unix_s = 0;

	if (when_moment(words, LAST_OF_MARCH, &unix_s, &err))
		return when_utc(unix_s);
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	g_assert_nonnull(strstr(err.message, words));
	return NULL;
}

static void assert_moment(const char *words, const char *wanted)
{
	g_autofree char *moment = moment_of(words);

	g_assert_cmpstr(moment, ==, wanted);
}

static void a_moment_is_local_unless_it_has_a_zone(void)
{
	static const struct {
		const char *words, *utc;
	} cases[] = {
		{ "2025-03-04 09:00", "2025-03-04T08:00:00Z" },
		{ "2025-07-04 09:00", "2025-07-04T07:00:00Z" },
		{ "2025-03-04T09:00", "2025-03-04T08:00:00Z" },
		{ "2025-03-04T09:00:30", "2025-03-04T08:00:30Z" },
		{ "2025-03-04T09:00:00Z", "2025-03-04T09:00:00Z" },
		{ "2025-03-04T09:00Z", "2025-03-04T09:00:00Z" },
		{ "2025-03-04T09:00:00-05:30", "2025-03-04T14:30:00Z" },
		{ "tomorrow 09:00", "2025-04-02T07:00:00Z" },
		{ "today 00:00", "2025-03-31T22:00:00Z" },
		{ "yesterday  23:59:59", "2025-03-31T21:59:59Z" },
		{ "+2w 12:00", "2025-04-15T10:00:00Z" },
		{ "tomorrow", "2025-04-01T22:00:00Z" },
		{ "2025-03-04", "2025-03-03T23:00:00Z" },
	};

	g_setenv("TZ", "Europe/Berlin", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_moment(cases[i].words, cases[i].utc);
}

static void refuses_what_is_no_moment(void)
{
	static const char *const words[] = {
		"",
		" ",
		"9:00",
		"09:00",
		"tomorrow 9:00",
		"tomorrow 24:00",
		"tomorrow 09:60",
		"tomorrow 09:00:60",
		"tomorrow 09:00x",
		"tomorrow09:00",
		"2025-02-30 09:00",
		"2025-03-04T09",
		"2025-03-04T09:00:00+25:00x",
		"2025-03-04T09:00:00 Z",
		"2025-03-04T09:00:00 CET",
		/* clocks go from 02:00 to 03:00 */
		"2025-03-30 02:30",
	};

	g_setenv("TZ", "Europe/Berlin", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		assert_moment(words[i], NULL);
}

static void reads_durations(void)
{
	static const struct {
		const char *words;
		int64_t minutes; /* -1: refused */
	} cases[] = {
		{ "0", 0 },	   { "90", 90 },     { "45m", 45 },
		{ "2h", 120 },	   { "1h30m", 90 },  { "1h30", 90 },
		{ "0h90m", 90 },   { "", -1 },	     { "h", -1 },
		{ "m", -1 },	   { "-5", -1 },     { "+5", -1 },
		{ "1.5h", -1 },	   { "1h 30m", -1 }, { "1h30m5", -1 },
		{ "1d", -1 },	   { "1m30h", -1 },  { "99999999999", -1 },
		{ "999999h", -1 }, { "90 min", -1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		int64_t minutes = -1;
		bool done = when_minutes(cases[i].words, &minutes, &err);

		g_assert_cmpint(done, ==, cases[i].minutes >= 0);
		g_assert_cmpint(minutes, ==, cases[i].minutes);
		if (!done)
			g_assert_cmpint(err.code, ==, ERR_USAGE);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/when/a moment is local unless it has a zone",
			a_moment_is_local_unless_it_has_a_zone);
	g_test_add_func("/when/refuses what is no moment",
			refuses_what_is_no_moment);
	g_test_add_func("/when/reads durations", reads_durations);
	return g_test_run();
}
