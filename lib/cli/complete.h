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

/* What is being typed. */
struct complete_wish {
	enum opt_values values;
	const char *option;   /* whose value it is; NULL: an operand */
	const void *subject;  /* as in struct call */
	struct strv operands; /* that are there already */
};

/* What only the application knows. */
struct complete_source {
	/*
	 * Add the words for the wish's values (FIELDS, PROFILES, SETTINGS,
	 * SCOPES, FILTER, and for TOPICS those of help) as g_strdup'ed strings,
	 * a summary after a tab. May be NULL.
	 */
	void (*words)(void *user, const struct complete_wish *wish,
		      GPtrArray *ret_words);
	void *user;
};

void complete(const struct command_tree *tree, struct strv words,
	      const struct complete_source *source, GString *out);

#endif
