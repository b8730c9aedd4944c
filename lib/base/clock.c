#include "lib/base/clock.h"

#include <time.h>

static int64_t clock_read_ms(clockid_t which)
{
	struct timespec now = { 0 };

	/* Cannot fail: both clocks exist on every kernel that we run on. */
	(void)clock_gettime(which, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t clock_system_unix_ms(const struct clock *clock)
{
	(void)clock;
	return clock_read_ms(CLOCK_REALTIME);
}

static int64_t clock_system_mono_ms(const struct clock *clock)
{
	(void)clock;
	return clock_read_ms(CLOCK_BOOTTIME);
}

const struct clock clock_system = {
	.unix_ms = clock_system_unix_ms,
	.mono_ms = clock_system_mono_ms,
};
