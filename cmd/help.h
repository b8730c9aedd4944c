#ifndef FENTU_CMD_HELP_H
#define FENTU_CMD_HELP_H

#include "lib/cli/command.h"
#include "lib/ui/io.h"

/* The help of a command or node, or the overview, on stdout: for `help` and
   -h, --help. */
bool help_print(struct io *io, const struct command_found *found,
		struct error *err) MUST_CHECK;

#endif
