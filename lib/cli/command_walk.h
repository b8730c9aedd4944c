/* What finding a command by a command line and by plain words share. */
#ifndef FENTU_CLI_COMMAND_WALK_H
#define FENTU_CLI_COMMAND_WALK_H

#include "lib/cli/command.h"

/* Where -h, --help goes. */
struct command_wish {
	bool help;
};

void command_found_init(struct command_found *found);

/* Go one step down; the call is about the node above from now on. */
void command_descend(struct command_found *found,
		     const struct command *command);

#endif
