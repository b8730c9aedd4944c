/*
 * Numbers as pictures made of characters: columns over time, and bars side by
 * side. Labels are clean text. In a locale without UTF-8, ASCII does.
 */
#ifndef FENTU_UI_CHART_H
#define FENTU_UI_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/auto.h"

struct chart_style {
	unsigned width; /* of a line; at least 20 are used */
	bool has_color;
	bool is_ascii;
};

struct chart_column {
	int64_t value;	   /* 0 or more */
	const char *label; /* under it, if there is room; NULL: none */
	bool is_marked;	   /* pointed at, and in another colour */
};

/*
 * Append columns with a scale on their left and labels below. Where there are
 * more than fit, neighbours share one, which shows the larger value.
 */
void chart_columns(GString *out, const struct chart_column *column,
		   size_t count, const struct chart_style *style);

struct chart_bar {
	const char *label;
	int64_t value; /* 0 or more */
};

/* Append one line for each: label, bar, value, share of all. */
void chart_bars(GString *out, const struct chart_bar *bar, size_t count,
		const struct chart_style *style);

/* Does the locale, as the environment names it, speak UTF-8? LC_ALL goes
   before LC_CTYPE, and that before LANG. */
bool chart_has_utf8(const char *(*env)(const char *name));

#endif
