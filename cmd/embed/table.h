/*
 * Tables of scdoc's language as text.
 *
 * A line starts with "[", "|" or "]" for a new row or with ":" for a new cell
 * of it; the character after that says how it is aligned, which we leave out.
 * A line that starts with a space goes on with the cell.
 */
#ifndef FENTU_EMBED_TABLE_H
#define FENTU_EMBED_TABLE_H

#include <glib.h>
#include <stdbool.h>

/* Rows, each a GPtrArray of strings. */
GPtrArray *table_new(void);
bool table_starts(const char *line);
void table_read(GPtrArray *table, const char *line);

/* Append it with `indent`; the last column is folded at `width`. */
void table_append(GString *out, const GPtrArray *table, size_t indent,
		  size_t width);

#endif
