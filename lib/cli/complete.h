/*
 * Completion asked from the program: `fentu __complete WORD... LAST` prints
 * what the last word may become, one candidate a line, "word<TAB>summary".
 * A last line ":files", ":folders" or ":none" tells the shell what to do
 * beside. It needs no login, no network and no keyring.
 */
#ifndef FENTU_CLI_COMPLETE_H
#define FENTU_CLI_COMPLETE_H

#include "lib/cli/command.h"

/* What only the application knows. */
struct complete_source {
	/* Add the words for `values` (of enum opt_values) as g_strdup'ed
	   strings; subject as in struct call. */
	void (*words)(void *user, enum opt_values values, const void *subject,
		      GPtrArray *ret_words);
	void *user;
};

void complete(const struct command_tree *tree, struct strv words,
	      const struct complete_source *source, GString *out);

#endif
