/*
 * How a login, or the credential that goes before it, is mended.
 *
 * lib/ says "run 'fentu login'". Here it is known that a variable or a file
 * gave the credential, where a login changes nothing, and which profile the
 * command was about.
 */
#ifndef FENTU_CMD_LOGIN_HINT_H
#define FENTU_CMD_LOGIN_HINT_H

#include "cmd/ctx.h"
#include "lib/cli/command.h"

/* After a command that failed: make the hint of an error about its credential
   fit where that came from. Nothing is asked of anyone. */
void login_hint(struct ctx *ctx, const struct call *call, struct error *err);

/* The same for an error that is surely about the credential in force. */
void login_hint_refused(struct ctx *ctx, struct error *err);

/* The beginning of a command about the same login as this one: "fentu", "fentu
   -P work". Owned by the caller. */
char *login_hint_begin(struct ctx *ctx);

#endif
