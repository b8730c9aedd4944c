/*
 * What the rate-limit headers of a reply mean: pure functions of text and
 * numbers.
 *
 * The server's own clock (its Date header) is the reference, so a wrong local
 * clock does not matter. X-RateLimit-Reset is read in every form that is met:
 * seconds from now, Unix seconds, Unix milliseconds, an HTTP date, ISO 8601.
 */
#ifndef FENTU_NET_THROTTLE_H
#define FENTU_NET_THROTTLE_H

#include "lib/net/http.h"

struct throttle {
	int64_t limit;	   /* -1: not said, no number, or 0: no limit at all */
	int64_t remaining; /* -1: not said */
	int64_t reset_ms;  /* from now; -1: not said */
	int64_t retry_ms;  /* Retry-After, from now; -1: not said */
};

/* Read a reply's headers. now_unix_ms is the local clock, used when there is
   no Date. Values are clamped to [0, THROTTLE_MAX_MS], a hundred years. */
#define THROTTLE_MAX_MS (INT64_C(100) * 366 * 24 * 3600 * 1000)
struct throttle throttle_read(const struct http_reply *reply,
			      int64_t now_unix_ms);

/* A Retry-After value (RFC 9110, section 10.2.3): seconds or an HTTP date.
   -1 when it is neither. */
int64_t throttle_retry_after(const char *value, int64_t server_unix_ms);

/*
 * An X-RateLimit-Reset value, as the time from now. A number below 10^8 means
 * seconds from now, below 10^11 Unix seconds, else Unix milliseconds; it may
 * have a fraction or an exponent. -1 when it is no time at all.
 */
int64_t throttle_reset(const char *value, int64_t server_unix_ms);

/* An HTTP date in one of its three forms (RFC 9110, section 5.6.7). */
bool throttle_http_date(const char *value, int64_t *ret_unix_s);

/* Is this reply a "come back later": 429, or 403 with nothing remaining or
   with Retry-After? */
bool throttle_applies(int http_status, const struct throttle *throttle);

/* How long such a reply asks to wait: Retry-After, else the reset unless
   requests remain, else -1. */
int64_t throttle_wait(const struct throttle *throttle);

#endif
