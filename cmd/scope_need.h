/*
 * Which scopes commands need, by what their records say (NEEDS_READ,
 * NEEDS_WRITE) and the resource they are about. Nothing is asked of anyone.
 */
#ifndef FENTU_CMD_SCOPE_NEED_H
#define FENTU_CMD_SCOPE_NEED_H

#include "lib/api/scope.h"
#include "lib/cli/command.h"

/* One command and the fewest scopes it does with. */
struct scope_need {
	char *command; /* "wo list" */
	unsigned set;  /* of scope.h */
};

/* Rows of struct scope_need, owned, for every command there is. */
GPtrArray *scope_need_all(const struct command_tree *tree);

/*
 * Rows for the commands that words name, one after the other: "wo", "list",
 * "assets", "view". A word may hold several, and commas between commands:
 * "wo list,assets view". A name with commands below it stands for all of
 * them. Where a command takes resources (NEEDS_READ without a subject), words
 * that name one, or "all", belong to it; without any it means all of them.
 *
 * Fails with ERR_USAGE for a word that is no command, and for a command whose
 * needs cannot be told (NEEDS_OTHER).
 */
bool scope_need_named(const struct command_tree *tree, struct strv words,
		      GPtrArray **ret_needs, struct error *err) MUST_CHECK;

/* All that the rows need together. */
unsigned scope_need_union(const GPtrArray *needs);

/* The same at once, for text such as "wo list,assets view". */
bool scope_need_text(const struct command_tree *tree, const char *text,
		     unsigned *ret_set, struct error *err) MUST_CHECK;

#endif
