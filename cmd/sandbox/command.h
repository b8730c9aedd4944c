/*
 * The command that the sandbox is for: "fentu-sandbox -- COMMAND".
 */
#ifndef FENTU_SANDBOX_COMMAND_H
#define FENTU_SANDBOX_COMMAND_H

#include "cmd/sandbox/auto.h"

struct command;

/*
 * Start it with this environment; its streams are ours. When it has ended, the
 * loop is left. SIGTERM and SIGHUP are passed on to it; SIGINT is not, for a
 * terminal sends that to both.
 */
MUST_CHECK bool command_start(char **words, char **environment, GMainLoop *loop,
			      struct command **ret_command, GError **error);

/* Its exit status, or 128 and the signal that ended it. */
int command_status(const struct command *command);

/* Accepts NULL. */
void command_free(struct command *command);

#endif
