/*
 * Help made from the tables: plain text, at most HELP_WIDTH columns.
 */
#ifndef FENTU_CLI_HELP_H
#define FENTU_CLI_HELP_H

#include "lib/cli/command.h"

enum { HELP_WIDTH = 80 };

/* The list of all commands, and the global options. */
void help_overview(GString *out, const struct command_tree *tree);

/* One command or node; the overview at depth 0. */
void help_command(GString *out, const struct command_tree *tree,
		  const struct command_found *found);

/* Rows as they stand in help: "  -L, --limit N   stop after ..." */
void help_options(GString *out, const struct opt *rows);

/* The same rows in scdoc's language, for the man pages. */
void help_options_scdoc(GString *out, const struct opt *rows);

/* What a row's value means, as one line: help, range, choices. */
void help_option_text(GString *out, const struct opt *row);

/*
 * Append `text`, broken at spaces so that no line is wider than HELP_WIDTH.
 * The first line goes on at column `at`; the next ones are indented by
 * `indent`. Ends with a line end.
 */
void help_wrap(GString *out, const char *text, size_t at, size_t indent);

#endif
