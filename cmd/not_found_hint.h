/*
 * The hint after "no work order 'wo-9'": the command that lists the ids.
 */
#ifndef FENTU_CMD_NOT_FOUND_HINT_H
#define FENTU_CMD_NOT_FOUND_HINT_H

#include "lib/base/error.h"
#include "lib/cli/command.h"

/* Put the line in front of the hint of a record that was not found; 'fentu api'
   is told where paths are described. Leaves every other error alone. */
void not_found_hint(const struct call *call, struct error *err);

#endif
