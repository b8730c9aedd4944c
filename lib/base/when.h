/*
 * Dates and times: what people type, what the API speaks, what a table shows.
 */
#ifndef FENTU_BASE_WHEN_H
#define FENTU_BASE_WHEN_H

#include <stdint.h>

#include "lib/base/error.h"

/*
 * A date in the words of the command line, as YYYY-MM-DD: a date,
 * "today", "yesterday", "tomorrow", or a distance from today such as "-7d",
 * "+2w", "-3m" (days, weeks, months). `now_s` is the present, in Unix
 * seconds; words count in the local time zone. Fails with ERR_USAGE on
 * anything else, a date that does not exist included. *ret_date is owned by
 * the caller.
 */
bool when_date(const char *words, int64_t now_s, char **ret_date,
	       struct error *err) MUST_CHECK;

/* A length of time: "90s", "10m", "2h", "3d", or bare seconds. */
bool when_span(const char *words, int64_t *ret_seconds,
	       struct error *err) MUST_CHECK;

/*
 * A moment in the words of the command line, in Unix seconds: a date as above
 * and a time behind it, "2025-03-04 09:00", "tomorrow 09:00:30",
 * "2025-03-04T09:00"; without a zone ("Z", "+01:00") it is local time. A date
 * alone is its first minute. ERR_USAGE: anything else, a time that a change
 * of clocks leaves out included.
 */
bool when_moment(const char *words, int64_t now_s, int64_t *ret_unix_s,
		 struct error *err) MUST_CHECK;

/* A duration in minutes: "90", "45m", "2h", "1h30m". ERR_USAGE else. */
bool when_minutes(const char *words, int64_t *ret_minutes,
		  struct error *err) MUST_CHECK;

/* Unix seconds of an ISO 8601 time with zone, or of a date (its midnight in
   UTC). False when it is neither; that is no error. */
bool when_parse(const char *text, int64_t *ret_unix_s) MUST_CHECK;

/* "2025-03-04 09:00" in the local time zone; owned by the caller. */
char *when_local(int64_t unix_s);

/* "2025-03-04T08:00:00Z"; owned by the caller. */
char *when_utc(int64_t unix_s);

/* "3 days ago", "in 2 h", "just now"; owned by the caller. */
char *when_relative(int64_t unix_s, int64_t now_s);

/* How long, for people: "45 s", "12 min", "3 h 05 min". Owned. */
char *when_length(int64_t seconds);

#endif
