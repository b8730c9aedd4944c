#include <glib.h>

#include "lib/net/budget.h"

#define NOW INT64_C(1741075200000)

static void a_pace_spreads_what_is_left(void)
{
	const struct budget_state state = { 1000, 400, NOW + 1000000, NOW };
	struct budget_pace pace = { .is_wanted = true,
				    .needed = 1000,
				    .reserve_percent = 10,
				    .sent_unix_ms = NOW };

	/* 300 may go: one every 1000000 / 301 ms */
	g_assert_cmpint(budget_pace(&state, &pace, NOW), ==, 3322);
	g_assert_cmpint(budget_pace(&state, &pace, NOW + 3000), >, 0);
	g_assert_cmpint(budget_pace(&state, &pace, NOW + 4000), ==, 0);
	/* set back by a day */
	g_assert_cmpint(budget_pace(&state, &pace, NOW - 10000), <=, 3400);
	pace.needed = 300;
	g_assert_cmpint(budget_pace(&state, &pace, NOW), ==, 0);
	pace.is_wanted = false;
	g_assert_cmpint(budget_pace(&state, &pace, NOW), ==, 0);
}

static void a_pace_leaves_the_reserve(void)
{
	const struct budget_state state = { 1000, 100, NOW + 1000000, NOW };
	const struct budget_state unlimited = { -1, -1, 0, 0 };
	const struct budget_pace pace = { .is_wanted = true,
					  .needed = 1,
					  .reserve_percent = 10 };

	g_assert_cmpint(budget_pace(&state, &pace, NOW), ==, 1000000);
	g_assert_cmpint(budget_pace(&unlimited, &pace, NOW), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/budget/pace", a_pace_spreads_what_is_left);
	g_test_add_func("/budget/reserve", a_pace_leaves_the_reserve);
	return g_test_run();
}
