/*
 * A field's value as text: for people (table, card), and as data (csv, tsv,
 * id).
 */
#ifndef FENTU_UI_CELL_H
#define FENTU_UI_CELL_H

#include "lib/base/field.h"
#include "lib/base/js.h"
#include "lib/ui/sanitize.h"

/*
 * Append a value for people, cleaned: times in the local zone, durations as
 * "1 h 30", yes and no, an address in one line, records and lists by the
 * names in them. What is missing or null is empty; a value that is not what
 * its kind promises stands as it was written.
 */
void cell_append(GString *out, enum field_kind kind, struct js value,
		 enum sanitize_mode mode);

/*
 * Append a value as data, not cleaned: a string's text, a number or boolean
 * as it was written, a list or record as compact JSON, nothing for null.
 */
void cell_append_data(GString *out, struct js value);

/* Do values of this kind stand at the right of a column? */
bool cell_is_right(enum field_kind kind);

/* The terminal sequence that colours a status or priority by its meaning;
   NULL: none. CELL_PLAIN ends it. */
const char *cell_color(enum field_kind kind, const char *text);

#define CELL_BOLD  "\033[1m"
#define CELL_PLAIN "\033[0m"

#endif
