/*
 * Lists below records, such as the tasks of each work order: one request for
 * each record, several at once, taken in order.
 */
#ifndef FENTU_EXPORT_BELOW_H
#define FENTU_EXPORT_BELOW_H

#include "lib/api/resource.h"
#include "lib/base/strv.h"
#include "lib/export/pull.h"

/* Everything is borrowed. */
struct below {
	const struct api *api;
	const struct resource *resource; /* with parent_path and child_path */
	const char *query;
	unsigned concurrency;
	struct pull_count *count;
	const struct signals *signals; /* end it; NULL: none */
};

/*
 * The list of the index-th record; `records` is an array, or JS_NONE when the
 * record is no longer there. `failure`: why the list could not be read, if that
 * is about this record and not about the connection, the login or the limit;
 * NULL: it was read.
 */
typedef bool below_list_fn(void *user, size_t index, struct js records,
			   const struct error *failure, struct error *err);

/* The ids are ones that resource_id_fits. */
bool below_each(const struct below *below, struct strv ids, below_list_fn *list,
		void *user, struct error *err) MUST_CHECK;

#endif
