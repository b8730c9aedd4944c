/*
 * The SQL of a resource's table, made from its list of columns.
 *
 * Every table has: n (the number), deleted, the resource's own columns, list
 * (JSON as lists show it), document (NULL: as the seed made it). The wide ones
 * come last, so that a filter need not read past them.
 */
#ifndef FENTU_SANDBOX_TABLE_H
#define FENTU_SANDBOX_TABLE_H

#include "cmd/sandbox/resource.h"
#include "cmd/sandbox/sql.h"

/* Make the tables of all resources, unless they are there. */
MUST_CHECK bool table_create_all(struct sql *sql, GError **error);

/*
 * Write the row of a record, replacing one of the same number. document is
 * stored only if store_it says so; the columns follow from it in any case.
 */
struct table_row {
	int64_t number;
	struct json_object *document;
	const char *list;
	bool store_it;
};
MUST_CHECK bool table_write(struct sql *sql, const struct resource *resource,
			    const struct table_row *row, GError **error);

#endif
