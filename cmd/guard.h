/*
 * What stands before a write: the profile's read_only and protected, and
 * questions.
 */
#ifndef FENTU_CMD_GUARD_H
#define FENTU_CMD_GUARD_H

#include "cmd/ctx.h"

/*
 * May this profile write? Call it once per command, when everything that can
 * be checked without the API was found good, before the login is looked up.
 * With --dry-run nothing is written, and nothing is asked.
 *
 * read_only	refused with ERR_USAGE
 * protected	`confirm` (of --confirm; NULL: not given) must be the
 *		profile's name; else it is asked for, and without a terminal
 *		refused with ERR_USAGE
 *
 * With --verbose, profile and address are said on stderr.
 */
bool guard_write(struct ctx *ctx, const char *confirm,
		 struct error *err) MUST_CHECK;

/* The row of --confirm for a command whose record is T. */
#define GUARD_OPTION(T, member)                                                \
	OPT_ROW_STRING("confirm", 0, T, member, "NAME", OPT_VALUES_PROFILES,   \
		       "the profile's name, for one that is protected")

#endif
