#include "lib/export/window.h"

#include <glib.h>

static const struct window_rule rule = { .size_max = 100, .overlap = 1 };

static void begins_with_the_largest_page(void)
{
	struct window window;

	g_assert_true(window_next(&rule, 0, &window));
	g_assert_cmpint(window.page, ==, 1);
	g_assert_cmpint(window.size, ==, 100);
}

static void overlaps_whatever_the_end_is(void)
{
	for (int64_t overlap = 1; overlap <= 8; overlap++)
		for (int64_t end = 100; end < 5000; end++) {
			const struct window_rule wide = { 100, overlap, false };
			struct window window;

			g_assert_true(window_next(&wide, end, &window));
			g_assert_cmpint(window_first(window), <=,
					end - overlap);
			g_assert_cmpint(window_end(window), >, end);
			g_assert_cmpint(window.size, <=, 100);
		}
}

/* Requests for a list of so many rows. */
static int64_t count(const struct window_rule *of, int64_t rows)
{
	int64_t end = of->size_max, windows = 1;

	while (end < rows) {
		struct window window;

		g_assert_true(window_next(of, end, &window));
		end = window_end(window);
		windows++;
	}
	return windows;
}

static void costs_a_seventh_more_at_most(void)
{
	g_assert_cmpint(count(&rule, 1000), ==, 11);
	g_assert_cmpint(count(&rule, 25000), <=, 287);
	g_assert_cmpint(count(&rule, 1000000), <=, 11450);
}

static void guesses_the_count(void)
{
	static const int64_t rows[] = { 100, 1000, 25000, 1000000 };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int64_t real = count(&rule, rows[i]);
		int64_t guess = window_count(&rule, rows[i]);

		g_assert_cmpint(ABS(guess - real), <=, real / 20 + 1);
	}
	g_assert_cmpint(window_count(&rule, 0), ==, 1);
}

static void stands_side_by_side_when_plain(void)
{
	const struct window_rule plain = { 50, 1, true };
	struct window window;

	for (int64_t page = 1; page < 100; page++) {
		g_assert_true(window_next(&plain, (page - 1) * 50, &window));
		g_assert_cmpint(window.page, ==, page);
		g_assert_cmpint(window.size, ==, 50);
	}
	g_assert_cmpint(window_count(&plain, 101), ==, 3);
}

static void finds_the_window_of_a_row(void)
{
	g_assert_cmpint(window_at(&rule, -5).page, ==, 1);
	for (int64_t row = 0; row < 3000; row++) {
		struct window window = window_at(&rule, row);

		g_assert_cmpint(window_first(window), <=, row);
		g_assert_cmpint(window_end(window), >, row);
	}
}

static void refuses_pages_that_cannot_overlap(void)
{
	const struct window_rule one = { 1, 1, false };
	const struct window_rule ten = { 10, 1, false };
	struct window window;

	g_assert_false(window_next(&one, 1, &window));
	g_assert_true(window_next(&ten, 10, &window));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/window/begins", begins_with_the_largest_page);
	g_test_add_func("/window/overlaps", overlaps_whatever_the_end_is);
	g_test_add_func("/window/costs", costs_a_seventh_more_at_most);
	g_test_add_func("/window/guesses", guesses_the_count);
	g_test_add_func("/window/plain", stands_side_by_side_when_plain);
	g_test_add_func("/window/at", finds_the_window_of_a_row);
	g_test_add_func("/window/refuses", refuses_pages_that_cannot_overlap);
	return g_test_run();
}
