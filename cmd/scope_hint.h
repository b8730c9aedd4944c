/*
 * What to run for a login that lacks a scope.
 *
 * A login by OAuth knows what it was given. Logging in again asks for
 * everything anew, so that the command named here keeps those scopes and adds
 * the ones that this command needs, not only the one that the API missed
 * first. Of keys and tokens from elsewhere the scopes are not known; the hint
 * about these (lib/api/failure.c) stays.
 */
#ifndef FENTU_CMD_SCOPE_HINT_H
#define FENTU_CMD_SCOPE_HINT_H

#include "cmd/ctx.h"
#include "lib/cli/command.h"

/* After a command that failed: replace the hint of an error that names a
   scope. Nothing is asked of anyone. */
void scope_hint(struct ctx *ctx, const struct call *call, struct error *err);

#endif
