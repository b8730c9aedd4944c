/* Ids as operands of a command that writes. */
#ifndef FENTU_CMD_IDS_H
#define FENTU_CMD_IDS_H

#include "lib/api/resource.h"
#include "lib/base/strv.h"

/* Before anything is sent: ERR_USAGE for an id that cannot be one, is plainly
   of something else, or is given twice. */
bool ids_check(const struct strv *ids, const struct resource *resource,
	       struct error *err) MUST_CHECK;

#endif
