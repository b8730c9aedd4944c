#include "lib/base/when.h"

#include <string.h>

enum {
	WHEN_MINUTE = 60,
	WHEN_HOUR = 60 * WHEN_MINUTE,
	WHEN_DAY = 24 * WHEN_HOUR,
	WHEN_MONTH = 30 * WHEN_DAY,
	WHEN_YEAR = 365 * WHEN_DAY,
	WHEN_STEPS_MAX = 36500 /* of a distance: some hundred years of days */
};

/* A whole number at the start of `text`, without sign; *ret_rest is what
   comes behind it. */
static bool when_number(const char *text, guint64 max, guint64 *ret_number,
			const char **ret_rest)
{
	guint64 number = 0;
	const char *at = text;

	for (; g_ascii_isdigit(*at); at++) {
		number = number * 10 + (guint64)(*at - '0');
		if (number > max)
			return false;
	}
	if (at == text)
		return false;
	*ret_number = number;
	*ret_rest = at;
	return true;
}

/* Exactly YYYY-MM-DD, and a day that exists. */
static bool when_parse_date(const char *text, GDate *ret_date)
{
	static const char shape[] = "dddd-dd-dd";
	guint year, month, day;

	if (strlen(text) != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; shape[i]; i++) {
		if (shape[i] == 'd' ? !g_ascii_isdigit(text[i])
				    : text[i] != shape[i])
			return false;
	}
	year = (guint)g_ascii_strtoull(text, NULL, 10);
	month = (guint)g_ascii_strtoull(text + 5, NULL, 10);
	day = (guint)g_ascii_strtoull(text + 8, NULL, 10);
	/* GDate warns of a month that it does not know. */
	if (month < 1 || month > 12 || day < 1 || day > 31 ||
	    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month,
			      (GDateYear)year))
		return false;
	g_date_clear(ret_date, 1);
	g_date_set_dmy(ret_date, (GDateDay)day, (GDateMonth)month,
		       (GDateYear)year);
	return true;
}

static bool when_today(int64_t now_s, GDate *ret_date)
{
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(now_s);
	int year, month, day;

	if (!now)
		return false;
	g_date_time_get_ymd(now, &year, &month, &day);
	g_date_clear(ret_date, 1);
	g_date_set_dmy(ret_date, (GDateDay)day, (GDateMonth)month,
		       (GDateYear)year);
	return true;
}

static void when_step_days(GDate *date, bool back, guint days)
{
	if (back)
		g_date_subtract_days(date, days);
	else
		g_date_add_days(date, days);
}

/* GDate ends a month's arithmetic at the month's last day. */
static void when_step_months(GDate *date, bool back, guint months)
{
	if (back)
		g_date_subtract_months(date, months);
	else
		g_date_add_months(date, months);
}

/* The ceilings keep the result between the years 1 and 9999. */
static bool when_step(GDate *date, const char *words)
{
	bool back = words[0] == '-';
	guint64 count;
	const char *unit;

	if ((!back && words[0] != '+') ||
	    !when_number(words + 1, WHEN_STEPS_MAX, &count, &unit) ||
	    unit[0] == '\0' || unit[1] != '\0')
		return false;
	if (unit[0] == 'd') {
		when_step_days(date, back, (guint)count);
	} else if (unit[0] == 'w' && count * 7 <= WHEN_STEPS_MAX) {
		when_step_days(date, back, (guint)count * 7);
	} else if (unit[0] == 'm' && count * 28 <= WHEN_STEPS_MAX) {
		when_step_months(date, back, (guint)count);
	} else {
		return false;
	}
	return g_date_get_year(date) <= 9999;
}

static bool when_word(GDate *date, const char *word)
{
	if (!strcmp(word, "today"))
		return true;
	if (!strcmp(word, "yesterday"))
		return when_step(date, "-1d");
	if (!strcmp(word, "tomorrow"))
		return when_step(date, "+1d");
	return when_step(date, word);
}

bool when_date(const char *words, int64_t now_s, char **ret_date,
	       struct error *err)
{
	GDate date;

	if (!when_parse_date(words, &date) &&
	    (!when_today(now_s, &date) || !when_word(&date, words))) {
		error_set(err, ERR_USAGE, "'%s' is not a date", words);
		return error_hint(err, "give YYYY-MM-DD, today, yesterday, "
				       "tomorrow, or a distance such as "
				       "-7d, +2w or -3m");
	}
	*ret_date = g_strdup_printf("%04u-%02u-%02u",
				    (unsigned)g_date_get_year(&date),
				    (unsigned)g_date_get_month(&date),
				    (unsigned)g_date_get_day(&date));
	return true;
}

static guint64 when_unit_seconds(const char *unit)
{
	if (!strcmp(unit, "") || !strcmp(unit, "s"))
		return 1;
	if (!strcmp(unit, "m"))
		return WHEN_MINUTE;
	if (!strcmp(unit, "h"))
		return WHEN_HOUR;
	if (!strcmp(unit, "d"))
		return WHEN_DAY;
	return 0;
}

bool when_span(const char *words, int64_t *ret_seconds, struct error *err)
{
	const guint64 max_s = 100LL * WHEN_YEAR;
	guint64 count = 0, factor = 0;
	const char *unit = "";

	if (when_number(words, max_s, &count, &unit))
		factor = when_unit_seconds(unit);
	if (factor == 0 || count > max_s / factor) {
		error_set(err, ERR_USAGE, "'%s' is not a length of time",
			  words);
		return error_hint(err, "give a number with s, m, h or d, such "
				       "as 90s or 2h");
	}
	*ret_seconds = (int64_t)(count * factor);
	return true;
}

bool when_parse(const char *text, int64_t *ret_unix_s)
{
	g_autofree char *full = NULL;
	g_autoptr(GDateTime) time = NULL;
	GDate date;

	if (when_parse_date(text, &date)) {
		full = g_strdup_printf("%sT00:00:00Z", text);
		text = full;
	}
	/* Without a default zone a time without one is refused. */
	time = g_date_time_new_from_iso8601(text, NULL);
	if (!time)
		return false;
	*ret_unix_s = g_date_time_to_unix(time);
	return true;
}

static char *when_format(GDateTime *time, int64_t unix_s, const char *format)
{
	g_autoptr(GDateTime) owned = time;

	/* Outside the years 1 to 9999 there is no date to show. */
	if (!owned)
		return g_strdup_printf("%" G_GINT64_FORMAT, unix_s);
	return g_date_time_format(owned, format);
}

char *when_local(int64_t unix_s)
{
	return when_format(g_date_time_new_from_unix_local(unix_s), unix_s,
			   "%Y-%m-%d %H:%M");
}

char *when_utc(int64_t unix_s)
{
	return when_format(g_date_time_new_from_unix_utc(unix_s), unix_s,
			   "%Y-%m-%dT%H:%M:%SZ");
}

static char *when_count(int64_t count, const char *one, const char *many)
{
	return g_strdup_printf("%" G_GINT64_FORMAT " %s", count,
			       count == 1 ? one : many);
}

static char *when_distance(int64_t seconds)
{
	if (seconds < WHEN_HOUR)
		return when_count(seconds / WHEN_MINUTE, "min", "min");
	if (seconds < WHEN_DAY)
		return when_count(seconds / WHEN_HOUR, "h", "h");
	if (seconds < 2 * (int64_t)WHEN_MONTH)
		return when_count(seconds / WHEN_DAY, "day", "days");
	if (seconds < 2 * (int64_t)WHEN_YEAR)
		return when_count(seconds / WHEN_MONTH, "month", "months");
	return when_count(seconds / WHEN_YEAR, "year", "years");
}

char *when_relative(int64_t unix_s, int64_t now_s)
{
	g_autofree char *distance = NULL;
	int64_t ahead_s = 0;

	/* Values from a server can be as far apart as they like. */
	if (__builtin_sub_overflow(unix_s, now_s, &ahead_s) ||
	    ahead_s == INT64_MIN)
		return when_utc(unix_s);
	if (ahead_s > -WHEN_MINUTE && ahead_s < WHEN_MINUTE)
		return g_strdup("just now");
	distance = when_distance(ahead_s < 0 ? -ahead_s : ahead_s);
	return ahead_s < 0 ? g_strdup_printf("%s ago", distance)
			   : g_strdup_printf("in %s", distance);
}

char *when_length(int64_t seconds)
{
	int64_t minutes = seconds / WHEN_MINUTE;

	if (seconds < WHEN_MINUTE)
		return g_strdup_printf("%" G_GINT64_FORMAT " s", seconds);
	if (minutes < 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " min", minutes);
	return g_strdup_printf("%" G_GINT64_FORMAT " h %02d min", minutes / 60,
			       (int)(minutes % 60));
}
