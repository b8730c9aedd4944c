/*
 * What an asset has besides itself: service history, parts, warranty.
 */
#ifndef FENTU_SANDBOX_EXTRA_H
#define FENTU_SANDBOX_EXTRA_H

#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/sql.h"

/* Make the table of parts that were added, unless it is there. */
MUST_CHECK bool extra_create_table(struct sql *sql, GError **error);

call_handler extra_history;
call_handler extra_parts;
call_handler extra_add_part;
call_handler extra_warranty;

#endif
