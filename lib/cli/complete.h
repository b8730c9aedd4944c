/*
 * Completion asked from the program: `fentu __complete WORD... LAST` prints
 * what the last word may become, one candidate a line, "word<TAB>summary" or
 * the word alone. The last line tells the shell what to do beside:
 *
 *	:none		nothing
 *	:more		the word may go on: put no space after it
 *	:files		offer the names of files
 *	:folders	offer the names of folders
 *
 * It needs no login, no network and no keyring.
 */
#ifndef FENTU_CLI_COMPLETE_H
#define FENTU_CLI_COMPLETE_H

#include "lib/cli/command.h"

/* What only the application knows. */
struct complete_source {
	/*
	 * Add the words for `values` (FIELDS, PROFILES, SETTINGS, SCOPES, and
	 * for TOPICS those of help) as g_strdup'ed strings, a summary after
	 * a tab; subject as in struct call. May be NULL.
	 */
	void (*words)(void *user, enum opt_values values, const void *subject,
		      GPtrArray *ret_words);
	void *user;
};

void complete(const struct command_tree *tree, struct strv words,
	      const struct complete_source *source, GString *out);

#endif
