/*
 * CSV (RFC 4180) read row by row, out of text that is in memory.
 *
 * Cells are separated by commas; lines end by LF, CR LF or CR; a cell in
 * quotes may hold commas, line ends and, doubled, quotes. A byte order mark in
 * front and lines with nothing on them are skipped. What other readers guess
 * at is refused, with its line: a quote within a cell that does not begin with
 * one, anything between a closing quote and the next comma, a quote that is
 * never closed, invalid UTF-8, a NUL, a cell or a row beyond the limits.
 *
 * Memory is that of the longest row.
 */
#ifndef FENTU_BASE_CSV_H
#define FENTU_BASE_CSV_H

#include <stddef.h>

#include "lib/base/error.h"

enum { CSV_CELL_MAX = 128 * 1024, CSV_CELLS_MAX = 1000 };

struct csv;

/* The text is borrowed for life. */
struct csv *csv_new(const char *text, size_t len);
void csv_free(struct csv *csv);
static inline void csv_drop(struct csv **csv)
{
	csv_free(*csv);
}

/* Borrowed until the next call. */
struct csv_row {
	const char *const *cells; /* NUL-terminated */
	size_t count;		  /* 0: there was no further row */
	size_t line;		  /* on which it begins, counted from 1 */
};

/* The next row. Fails with ERR_USAGE; where the row after it would begin is
   not known then, and no further call may be made. */
bool csv_next(struct csv *csv, struct csv_row *ret_row,
	      struct error *err) MUST_CHECK;

#endif
