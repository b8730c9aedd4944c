/*
 * Time, as something a test can own.
 *
 * Whoever decides by time takes numbers; whoever needs the time takes a
 * `const struct clock *`. clock_system reads the system's clocks.
 */
#ifndef FENTU_BASE_CLOCK_H
#define FENTU_BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*unix_ms)(const struct clock *clock); /* wall clock, UTC */
	int64_t (*mono_ms)(const struct clock *clock); /* never goes back;
							  counts suspend */
};

extern const struct clock clock_system;

static inline int64_t clock_unix_ms(const struct clock *clock)
{
	return clock->unix_ms(clock);
}

static inline int64_t clock_unix_s(const struct clock *clock)
{
	return clock->unix_ms(clock) / 1000;
}

static inline int64_t clock_mono_ms(const struct clock *clock)
{
	return clock->mono_ms(clock);
}

#endif
