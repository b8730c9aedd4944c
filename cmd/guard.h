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

/* What would be lost for good. */
struct guard_loss {
	const char *profile;  /* whose it is: not always the one in force */
	const char *question; /* "Revoke the key ...? It cannot be restored." */
	const char *what;     /* "revoking a key" */
	const char *undone;   /* "nothing was revoked" */
	bool yes;	      /* --yes */
	const char *confirm;  /* --confirm; NULL: not given */
};

/*
 * May it be lost? Asks on the terminal; without one --yes answers, or for a
 * protected profile its name in --confirm, which --yes does not replace: else
 * ERR_USAGE, as after another name. ERR_OTHER: the answer was no.
 */
bool guard_loss(struct ctx *ctx, const struct guard_loss *loss,
		struct error *err) MUST_CHECK;

/* The same for what is lost at the server: a read_only profile is refused. */
bool guard_revoke(struct ctx *ctx, const struct guard_loss *loss,
		  struct error *err) MUST_CHECK;

/* The row of --confirm for a command whose record is T. */
#define GUARD_OPTION(T, member)                                                \
	OPT_ROW_STRING("confirm", 0, T, member, "NAME", OPT_VALUES_PROFILES,   \
		       "the profile's name, for one that is protected")

/* "in profile 'work' (api.fentu.io)", as each write and each question before
   one says where it goes; owned by the caller. */
bool guard_where(struct ctx *ctx, char **ret_where,
		 struct error *err) MUST_CHECK;

#endif
