/*
 * A list of records within a record, such as the contacts of a customer, as a
 * small table. No resource says what is in the elements: columns are the keys
 * that are met, headings are made from them.
 */
#ifndef FENTU_UI_SUBLIST_H
#define FENTU_UI_SUBLIST_H

#include "lib/base/js.h"
#include "lib/ui/grid.h"

enum { SUBLIST_COLUMNS_MAX = 8 }; /* keys beyond are left out */

/* Is the value an array whose first element is an object? */
bool sublist_is_one(struct js value);

/* Append its rows; text is cleaned. */
void sublist_append(GString *out, struct js list,
		    const struct grid_style *style);

#endif
