#include "cmd/sandbox/when.h"

#include <glib.h>
#include <string.h>

int64_t when_now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

int64_t when_now_ms(void)
{
	return g_get_real_time() / 1000;
}

static char *formatted(int64_t at, const char *format)
{
	g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(at);

	return g_date_time_format(moment, format);
}

char *when_time(int64_t at)
{
	return formatted(at, "%Y-%m-%dT%H:%M:%SZ");
}

char *when_date(int64_t at)
{
	return formatted(at, "%Y-%m-%d");
}

char *when_http(int64_t at)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu",
					    "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr",
					      "May", "Jun", "Jul", "Aug",
					      "Sep", "Oct", "Nov", "Dec" };
	g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(at);

	/* Not by %a and %b: those follow the locale. */
	return g_strdup_printf(
		"%s, %02d %s %04d %02d:%02d:%02d GMT",
		days[g_date_time_get_day_of_week(moment) - 1],
		g_date_time_get_day_of_month(moment),
		months[g_date_time_get_month(moment) - 1],
		g_date_time_get_year(moment), g_date_time_get_hour(moment),
		g_date_time_get_minute(moment), g_date_time_get_second(moment));
}

/* Digits where the pattern has a zero, itself elsewhere. */
static bool looks_like(const char *text, const char *pattern)
{
	for (size_t i = 0; pattern[i]; i++) {
		bool digit = g_ascii_isdigit(text[i]);

		if (pattern[i] == '0' ? !digit : text[i] != pattern[i])
			return false;
	}
	return true;
}

static unsigned number(const char *digits, size_t count)
{
	unsigned value = 0;

	for (size_t i = 0; i < count; i++)
		value = value * 10 + (unsigned)(digits[i] - '0');
	return value;
}

static bool date_exists(const char *text)
{
	unsigned year = number(text, 4);
	unsigned month = number(text + 5, 2);
	unsigned day = number(text + 8, 2);

	return month <= 12 && day <= 31 &&
	       g_date_valid_dmy((GDateDay)day, (GDateMonth)month,
				(GDateYear)year);
}

bool when_is_date(const char *text)
{
	return strlen(text) == strlen("0000-00-00") &&
	       looks_like(text, "0000-00-00") && date_exists(text);
}

bool when_is_time(const char *text)
{
	const char *rest = text + strlen("0000-00-00T00:00:00");

	if (!looks_like(text, "0000-00-00T00:00:00") || !date_exists(text) ||
	    number(text + 11, 2) > 23 || number(text + 14, 2) > 59 ||
	    number(text + 17, 2) > 60)
		return false;
	if (*rest == '.') {
		size_t digits = strspn(rest + 1, "0123456789");

		if (digits == 0)
			return false;
		rest += 1 + digits;
	}
	return strcmp(rest, "Z") == 0;
}

int64_t when_of_date(const char *text)
{
	g_autoptr(GDateTime) midnight = g_date_time_new_utc(
		(int)number(text, 4), (int)number(text + 5, 2),
		(int)number(text + 8, 2), 0, 0, 0);

	return g_date_time_to_unix(midnight);
}
