/*
 * Help made from the tables: plain text, at most 80 columns.
 */
#ifndef FENTU_CLI_HELP_H
#define FENTU_CLI_HELP_H

#include "lib/cli/command.h"

/* The list of all commands. */
void help_overview(GString *out, const struct command_tree *tree);

/* One command or node. */
void help_command(GString *out, const struct command_tree *tree,
		  const struct command_found *found);

/* Rows as they stand in help: "  -L, --limit N   stop after ..." */
void help_options(GString *out, const struct opt *rows);

/* The same rows in scdoc's language, for the man pages. */
void help_options_scdoc(GString *out, const struct opt *rows);

#endif
