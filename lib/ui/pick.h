/*
 * Parts of a record, found in one walk over it.
 *
 * Dotted paths are kept as a tree, so that a record is read once however many
 * paths there are; the same tree puts the parts together again as JSON. A
 * number in a path is an element's position in an array.
 */
#ifndef FENTU_UI_PICK_H
#define FENTU_UI_PICK_H

#include "lib/base/js.h"

struct pick;

/* Paths differ from each other; one may lie below another. They are copied. */
struct pick *pick_new(const char *const *paths, size_t count);
void pick_free(struct pick *pick);

/* ret_values gets one value for each path, in their order: a slice of the
   record, or JS_NONE. With `spills` a value that a path should lead into, and
   does not, is that of the first such path: "flat" of "customer.id" where
   "customer" is no object. */
void pick_values(const struct pick *pick, struct js record, bool spills,
		 struct js *ret_values);

/*
 * Append a JSON object with just these values, nested as their paths say:
 * "id" and "customer.name" make {"id":...,"customer":{"name":...}}. Values
 * stand as they were written; what is missing is null. Elements of an array
 * keep their position, the ones before them being null.
 */
void pick_append_json(GString *out, const struct pick *pick,
		      const struct js *values);

#endif
