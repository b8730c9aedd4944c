/*
 * What the made-up data depend on, kept in the database, and which tables have
 * been filled from it.
 */
#ifndef FENTU_SANDBOX_WORLD_H
#define FENTU_SANDBOX_WORLD_H

#include "cmd/sandbox/pool.h"
#include "cmd/sandbox/resource.h"
#include "cmd/sandbox/sql.h"

/* Write world into a new database, or read what an old one has. */
MUST_CHECK bool world_keep(struct sql *sql, struct world *world,
			   GError **error);

MUST_CHECK bool world_is_filled(struct sql *sql,
				const struct resource *resource,
				bool *ret_filled, GError **error);
MUST_CHECK bool world_filled(struct sql *sql, const struct resource *resource,
			     GError **error);

#endif
