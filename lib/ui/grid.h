/*
 * Text in columns: measured, aligned, and cut to a width where that is asked
 * for.
 */
#ifndef FENTU_UI_GRID_H
#define FENTU_UI_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/auto.h"

struct grid_column {
	const char *heading; /* clean text; borrowed */
	bool is_right;	     /* aligned at its end */
	bool is_whole;	     /* never cut */
	bool wraps; /* not cut either, but goes on in the lines below; only for
		       the last column */
};

struct grid_style {
	unsigned width;	 /* columns of the terminal; 0: no limit */
	unsigned indent; /* spaces before each line */
	bool has_color;
	bool has_header;
};

struct grid;

struct grid *grid_new(const struct grid_column *columns, size_t count);
void grid_free(struct grid *grid);

/*
 * Add the next cell, row after row. `text` is clean (sanitize.h) and one line,
 * and is copied; `color` is a terminal sequence that outlives the grid, or
 * NULL.
 */
void grid_add(struct grid *grid, const char *text, const char *color);

/*
 * Append all rows. When they are wider than the style's width, the widest
 * columns that may be cut are, down to a readable minimum; what is cut ends
 * with an ellipsis. Lines bear no trailing spaces.
 */
void grid_append(GString *out, const struct grid *grid,
		 const struct grid_style *style);

#endif
