/*
 * A change merged into a record: into all of it, for a verb that replaces all
 * of it, or into single objects, which a server might replace.
 *
 * Answers and bodies differ: a reference that is shown as "customer": {"id":
 * ...} is written as "customer_id", and some fields are not written at all.
 * So of the record go along: the fields that can be set, under their names in
 * a body, and every key that the tables do not know, as it is. What the tables
 * know as not writable (id, numbers and times that the server sets) is left
 * out. What is null stays null.
 */
#ifndef FENTU_API_MERGE_H
#define FENTU_API_MERGE_H

#include "lib/api/resource.h"
#include "lib/base/js.h"

/* The body of the PUT, owned by the caller. An object in the change is merged
   into the record's, so that the other parts of an address stay. */
char *merge_whole(const struct resource *resource, struct js record,
		  struct js change);

/* The change itself, in which the objects of these keys have the record's
   other parts as well. `keys` ends with NULL. Owned by the caller. */
char *merge_parts(struct js record, struct js change, const char *const *keys);

/* Is what the record has under each of these keys an object, or nothing?
   ERR_REJECTED: one is something without parts, which a part would replace.
   NULL keys: there are none. */
bool merge_check_parts(struct js record, const char *const *keys,
		       struct error *err) MUST_CHECK;

#endif
