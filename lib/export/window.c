#include "lib/export/window.h"

#include <glib.h>

/* The page of that size in which a row lies. */
static struct window holding(int64_t row, int64_t size)
{
	return (struct window){ row / size + 1, size };
}

struct window window_at(const struct window_rule *rule, int64_t row)
{
	struct window best = { 1, rule->size_max };

	for (int64_t size = rule->size_max; size > 0 && row >= 0; size--) {
		struct window window = holding(row, size);

		if (window_end(window) > window_end(best))
			best = window;
	}
	return best;
}

/*
 * The one that reaches furthest is the best choice for the whole list, too:
 * whatever can follow on a nearer end can follow on a further one.
 */
bool window_next(const struct window_rule *rule, int64_t end,
		 struct window *ret_window)
{
	if (rule->is_plain || end <= 0) {
		*ret_window = holding(MAX(end, 0), rule->size_max);
		return true;
	}
	*ret_window = window_at(rule, end - rule->overlap);
	return window_end(*ret_window) > end;
}

int64_t window_count(const struct window_rule *rule, int64_t rows)
{
	int64_t gain = rule->size_max;

	/* What fits best leaves an eighth of a page unused: measured. */
	if (!rule->is_plain && rows > rule->size_max)
		gain = MAX(gain * 7 / 8 + 1 - rule->overlap, 1);
	return MAX((rows + gain - 1) / gain, 1);
}
