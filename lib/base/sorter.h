/*
 * Records put in order by one of their fields.
 *
 * Numbers go by their value, times by the moment they mean, everything else
 * by its text without regard to case and to language. Equal ones stay in
 * the order they came in. What does not fit the kind comes behind what does,
 * and records without the field come last, in either direction.
 */
#ifndef FENTU_BASE_SORTER_H
#define FENTU_BASE_SORTER_H

#include "lib/base/field.h"
#include "lib/base/js.h"

struct sorter;

/* `field` is borrowed. */
struct sorter *sorter_new(const struct field *field, bool descending);
void sorter_free(struct sorter *sorter);
static inline void sorter_drop(struct sorter **sorter)
{
	sorter_free(*sorter);
}

/* The record is copied. */
void sorter_add(struct sorter *sorter, struct js record);

/* Has any of what was added the field? */
bool sorter_has_any(const struct sorter *sorter);

/* Put in order what was added. */
void sorter_sort(struct sorter *sorter);

/* The n-th record, borrowed; JS_NONE behind the last. */
struct js sorter_at(const struct sorter *sorter, size_t n);

#endif
