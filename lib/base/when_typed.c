/* Moments and durations as people type them. */
#include "lib/base/when.h"

#include <string.h>

enum { WHEN_MINUTES_MAX = 1000000 }; /* some two years */

/* "09:00" or "09:00:30", and what comes behind it. */
struct clock_time {
	int hour, minute, second;
	const char *zone;
};

static bool two_digits(const char *text, int max, int *ret_number)
{
	if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]))
		return false;
	*ret_number = (text[0] - '0') * 10 + (text[1] - '0');
	return *ret_number <= max;
}

static bool read_clock(const char *text, struct clock_time *ret_time)
{
	struct clock_time time = { 0 };

	if (!two_digits(text, 23, &time.hour) || text[2] != ':' ||
	    !two_digits(text + 3, 59, &time.minute))
		return false;
	time.zone = text + 5;
	if (*time.zone == ':') {
		if (!two_digits(text + 6, 59, &time.second))
			return false;
		time.zone = text + 8;
	}
	*ret_time = time;
	return true;
}

/* Where the time begins: behind the last blank, or the T of "2025-03-04T".
   NULL: there is a date alone. */
static const char *find_clock(const char *words)
{
	const char *blank = strrchr(words, ' ');

	if (blank)
		return blank + 1;
	if (strlen(words) > 10 && words[10] == 'T' && words[4] == '-')
		return words + 11;
	return NULL;
}

static GTimeZone *zone_of(const char *text)
{
	if (*text == '\0')
		return g_time_zone_new_local();
	if (strcmp(text, "Z") != 0 && *text != '+' && *text != '-')
		return NULL;
	return g_time_zone_new_identifier(text);
}

/* When clocks are put forward there are times that do not exist: GLib would
   silently take another. */
static bool is_same_clock(GDateTime *moment, const struct clock_time *time)
{
	return g_date_time_get_hour(moment) == time->hour &&
	       g_date_time_get_minute(moment) == time->minute;
}

static bool not_a_time(const char *words, struct error *err)
{
	error_set(err, ERR_USAGE, "'%s' is not a time", words);
	return error_hint(err, "give '2025-03-04 09:00' or 'tomorrow 09:00' "
			       "for local time, or 2025-03-04T09:00:00Z");
}

static GDateTime *moment_of(const char *date, const struct clock_time *time)
{
	g_autoptr(GTimeZone) zone = zone_of(time->zone);

	if (!zone)
		return NULL;
	return g_date_time_new(zone, (int)g_ascii_strtoull(date, NULL, 10),
			       (int)g_ascii_strtoull(date + 5, NULL, 10),
			       (int)g_ascii_strtoull(date + 8, NULL, 10),
			       time->hour, time->minute, time->second);
}

bool when_moment(const char *words, int64_t now_s, int64_t *ret_unix_s,
		 struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };
	struct clock_time time = { .zone = "" };
	const char *clock = find_clock(words);
	g_autofree char *day =
		clock ? g_strndup(words, (gsize)(clock - words) - 1)
		      : g_strdup(words);
	g_autofree char *date = NULL;
	g_autoptr(GDateTime) moment = NULL;

	if ((clock && !read_clock(clock, &time)) ||
	    !when_date(g_strstrip(day), now_s, &date, &ignored))
		return not_a_time(words, err);
	moment = moment_of(date, &time);
	if (!moment)
		return not_a_time(words, err);
	if (!is_same_clock(moment, &time))
		return error_set(err, ERR_USAGE,
				 "'%s' does not exist: clocks are put forward "
				 "then",
				 words);
	*ret_unix_s = g_date_time_to_unix(moment);
	return true;
}

/* A whole number; *ret_rest is what comes behind it. */
static bool read_count(const char *text, int64_t *ret_count,
		       const char **ret_rest)
{
	int64_t count = 0;
	const char *at = text;

	for (; g_ascii_isdigit(*at); at++) {
		count = count * 10 + (*at - '0');
		if (count > WHEN_MINUTES_MAX)
			return false;
	}
	*ret_count = count;
	*ret_rest = at;
	return at > text;
}

static bool read_minutes(const char *words, int64_t *ret_minutes)
{
	int64_t hours = 0, minutes = 0;
	const char *rest;

	if (!read_count(words, &minutes, &rest))
		return false;
	if (*rest == 'h') {
		hours = minutes;
		minutes = 0;
		rest++;
		if (*rest && !read_count(rest, &minutes, &rest))
			return false;
	}
	if (*rest == 'm')
		rest++;
	*ret_minutes = hours * 60 + minutes;
	return *rest == '\0' && *ret_minutes <= WHEN_MINUTES_MAX;
}

bool when_minutes(const char *words, int64_t *ret_minutes, struct error *err)
{
	int64_t minutes = 0;

	if (!read_minutes(words, &minutes)) {
		error_set(err, ERR_USAGE, "'%s' is not a duration", words);
		return error_hint(err, "give minutes, such as 90, or hours and "
				       "minutes, such as 1h30m");
	}
	*ret_minutes = minutes;
	return true;
}
