#include "lib/base/clock.h"

#include <glib.h>

static void the_wall_clock_agrees_with_glib(void)
{
	int64_t apart_ms =
		clock_unix_ms(&clock_system) - g_get_real_time() / 1000;

	g_assert_cmpint(ABS(apart_ms), <, 60 * 1000);
	g_assert_cmpint(clock_unix_s(&clock_system), >, 1600000000);
}

static void the_other_clock_never_goes_back(void)
{
	int64_t before_ms = clock_mono_ms(&clock_system);

	for (int i = 0; i < 1000; i++) {
		int64_t now_ms = clock_mono_ms(&clock_system);

		g_assert_cmpint(now_ms, >=, before_ms);
		before_ms = now_ms;
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clock/the wall clock agrees with glib",
			the_wall_clock_agrees_with_glib);
	g_test_add_func("/clock/the other clock never goes back",
			the_other_clock_never_goes_back);
	return g_test_run();
}
