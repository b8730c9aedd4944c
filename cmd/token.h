/* The commands below `fentu token` that have files of their own. */
#ifndef FENTU_CMD_TOKEN_H
#define FENTU_CMD_TOKEN_H

#include "lib/cli/command.h"

extern const struct command token_list;
extern const struct command token_refresh;
extern const struct command token_revoke;
extern const struct command token_rotate;

#endif
