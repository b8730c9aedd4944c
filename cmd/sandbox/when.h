/*
 * Dates and times as the API writes them: YYYY-MM-DDTHH:MM:SSZ and YYYY-MM-DD,
 * always UTC. Points in time are Unix seconds.
 */
#ifndef FENTU_SANDBOX_WHEN_H
#define FENTU_SANDBOX_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#define WHEN_MINUTE ((int64_t)60)
#define WHEN_HOUR   (60 * WHEN_MINUTE)
#define WHEN_DAY    (24 * WHEN_HOUR)

/* The clock, in seconds and in milliseconds. */
int64_t when_now(void);
int64_t when_now_ms(void);

/* Owned by the caller. */
char *when_time(int64_t at);
char *when_date(int64_t at);

/* The form of RFC 9110, section 5.6.7, for header fields. */
char *when_http(int64_t at);

/* True for a date that exists, in exactly the form above. */
bool when_is_date(const char *text);

/* Likewise for a time; seconds may have fractions, the zone is Z. */
bool when_is_time(const char *text);

/* Midnight of a date that when_is_date approves. */
int64_t when_of_date(const char *text);

#endif
