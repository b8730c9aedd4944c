/*
 * A word to whoever does with an admin token what a lesser one would do.
 *
 * Said to people alone, on a terminal, once a day for each profile; a stamp in
 * the state folder keeps count. Of API keys the scopes are not known.
 */
#ifndef FENTU_CMD_ADMIN_HINT_H
#define FENTU_CMD_ADMIN_HINT_H

#include "cmd/ctx.h"
#include "lib/cli/command.h"

/* After a command that went well. Whatever keeps it from being said, nothing
   fails. */
void admin_hint(struct ctx *ctx, const struct call *call);

#endif
