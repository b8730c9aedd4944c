/*
 * Which rows of a list to ask for next: pure numbers.
 *
 * The API knows pages only: page p of size s holds the rows [s(p-1), sp). An
 * insert or a delete before that place moves rows across the border of two
 * pages, and rows are lost. So pages of different sizes are asked for, chosen
 * so that each begins some rows before the last one ended: a row that shows up
 * again proves that nothing between was passed over (seam.h). The choice
 * follows from `end` alone, so that several can be asked for at once and a run
 * that is taken up again asks as the first one would have. It costs a seventh
 * more requests than pages side by side, and no choice costs less.
 */
#ifndef FENTU_EXPORT_WINDOW_H
#define FENTU_EXPORT_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum { WINDOW_SIZE_MAX = 100 }; /* as documented */

struct window {
	int64_t page; /* from 1 */
	int64_t size;
};

static inline int64_t window_first(struct window window)
{
	return (window.page - 1) * window.size;
}

static inline int64_t window_end(struct window window)
{
	return window.page * window.size;
}

struct window_rule {
	int64_t size_max; /* the largest page that the server gives */
	int64_t overlap;  /* rows, 1 or more */
	bool is_plain;	  /* pages of that size side by side, no overlap */
};

/*
 * The window after the rows [0, end). False: pages of this size are too small
 * to overlap.
 */
bool window_next(const struct window_rule *rule, int64_t end,
		 struct window *ret_window);

/* The window that holds `row` (from 0) and reaches furthest behind it; with a
   row below 0 the first one. */
struct window window_at(const struct window_rule *rule, int64_t row);

/* About how many windows a list of so many rows takes. */
int64_t window_count(const struct window_rule *rule, int64_t rows);

#endif
