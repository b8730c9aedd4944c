#include "lib/net/throttle.h"

#include "lib/base/when.h"

/* Where one form of X-RateLimit-Reset ends and the next begins. */
static const double seconds_from_now_below = 1e8;
static const double unix_seconds_below = 1e11;

static int64_t clamp(double ms)
{
	if (ms <= 0)
		return 0;
	return ms < THROTTLE_MAX_MS ? (int64_t)ms : THROTTLE_MAX_MS;
}

/* A decimal number and nothing else; no hex, no "inf". */
static bool read_number(const char *value, double *ret_number)
{
	size_t len = strlen(value);
	char *end = NULL;
	double number;

	if (len == 0 || strspn(value, "0123456789.eE+-") != len)
		return false;
	number = g_ascii_strtod(value, &end);
	if (*end != '\0')
		return false;
	*ret_number = number;
	return true;
}

static int64_t read_count(const char *value)
{
	guint64 count;

	if (!value ||
	    !g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT64, &count, NULL))
		return -1;
	return (int64_t)count;
}

struct date {
	int year, day, hour, minute, second;
	char month[4];
};

static bool is_whole(const char *value, int fields, int end)
{
	return fields == 6 && end > 0 && value[end] == '\0';
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
static bool read_usual(const char *value, struct date *date)
{
	int end = 0;
	int fields = sscanf(value,
			    "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
			    &date->day, date->month, &date->year, &date->hour,
			    &date->minute, &date->second, &end);

	return is_whole(value, fields, end);
}

/* "Sunday, 06-Nov-94 08:49:37 GMT"; the year is the nearest of its century. */
static bool read_rfc850(const char *value, struct date *date)
{
	int end = 0;
	int fields = sscanf(value,
			    "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n",
			    &date->day, date->month, &date->year, &date->hour,
			    &date->minute, &date->second, &end);

	date->year += date->year < 70 ? 2000 : 1900;
	return is_whole(value, fields, end);
}

/* "Sun Nov  6 08:49:37 1994" */
static bool read_asctime(const char *value, struct date *date)
{
	int end = 0;
	int fields =
		sscanf(value, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n",
		       date->month, &date->day, &date->hour, &date->minute,
		       &date->second, &date->year, &end);

	return is_whole(value, fields, end);
}

static int month_number(const char *name)
{
	static const char *const names[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	};

	for (int i = 0; i < 12; i++)
		if (strcmp(name, names[i]) == 0)
			return i + 1;
	return 0;
}

bool throttle_http_date(const char *value, int64_t *ret_unix_s)
{
	g_autoptr(GDateTime) time = NULL;
	struct date date = { 0 };

	if (!read_usual(value, &date) && !read_rfc850(value, &date) &&
	    !read_asctime(value, &date))
		return false;
	/* A leap second counts as the one before. */
	time = g_date_time_new_utc(date.year, month_number(date.month),
				   date.day, date.hour, date.minute,
				   MIN(date.second, 59));
	if (!time)
		return false;
	*ret_unix_s = g_date_time_to_unix(time);
	return true;
}

static int64_t until(int64_t unix_s, int64_t server_unix_ms)
{
	return clamp((double)unix_s * 1000 - (double)server_unix_ms);
}

int64_t throttle_retry_after(const char *value, int64_t server_unix_ms)
{
	int64_t unix_s;
	double number;

	if (read_number(value, &number))
		return clamp(number * 1000);
	if (throttle_http_date(value, &unix_s))
		return until(unix_s, server_unix_ms);
	return -1;
}

int64_t throttle_reset(const char *value, int64_t server_unix_ms)
{
	int64_t unix_s;
	double number;

	if (read_number(value, &number)) {
		if (number < seconds_from_now_below)
			return clamp(number * 1000);
		if (number < unix_seconds_below)
			number *= 1000;
		return clamp(number - (double)server_unix_ms);
	}
	if (throttle_http_date(value, &unix_s) || when_parse(value, &unix_s))
		return until(unix_s, server_unix_ms);
	return -1;
}

struct throttle throttle_read(const struct http_reply *reply,
			      int64_t now_unix_ms)
{
	g_autofree char *date = http_reply_header(reply, "Date");
	g_autofree char *limit = http_reply_header(reply, "X-RateLimit-Limit");
	g_autofree char *remaining =
		http_reply_header(reply, "X-RateLimit-Remaining");
	g_autofree char *reset = http_reply_header(reply, "X-RateLimit-Reset");
	g_autofree char *retry = http_reply_header(reply, "Retry-After");
	struct throttle throttle = {
		.limit = read_count(limit),
		.remaining = read_count(remaining),
		.reset_ms = -1,
		.retry_ms = -1,
	};
	int64_t server_ms = now_unix_ms;
	int64_t date_s;

	if (date && throttle_http_date(date, &date_s))
		server_ms = date_s * 1000;
	if (reset)
		throttle.reset_ms = throttle_reset(reset, server_ms);
	if (retry)
		throttle.retry_ms = throttle_retry_after(retry, server_ms);
	/* "0" and words are how servers spell "unlimited". */
	if (limit && throttle.limit <= 0)
		throttle.limit = throttle.remaining = -1;
	return throttle;
}

bool throttle_applies(int http_status, const struct throttle *throttle)
{
	if (http_status == 429)
		return true;
	return http_status == 403 &&
	       (throttle->remaining == 0 || throttle->retry_ms >= 0);
}

int64_t throttle_wait(const struct throttle *throttle)
{
	if (throttle->retry_ms >= 0)
		return throttle->retry_ms;
	return throttle->remaining <= 0 ? throttle->reset_ms : -1;
}
