/* Every command there is. Adding one: its file, a line in commands.c, a line
   in cmd/meson.build, a man page and a bats file. */
#ifndef FENTU_CMD_COMMANDS_H
#define FENTU_CMD_COMMANDS_H

#include "lib/cli/command.h"

extern const struct command_tree command_tree;

#endif
