/*
 * Logging in: what its ways have in common. cmd/login.c stores a key,
 * cmd/login_web.c goes through the browser.
 */
#ifndef FENTU_CMD_LOGIN_H
#define FENTU_CMD_LOGIN_H

#include "cmd/account.h"
#include "cmd/oauth.h"
#include "lib/base/strv.h"

struct login_opts {
	bool key_stdin;
	bool web;
	int store; /* of login_storages; -1: as the profile's settings say */
	bool no_verify;
	/* The rest goes with web. */
	const char *client_id;
	bool client_secret_stdin;
	struct strv scopes;
	const char *for_commands;
	long redirect_port; /* 0: as the settings say */
	bool no_browser;
	bool manual;
};

extern const char *const login_storages[]; /* "keyring", "file" */

bool login_web(struct ctx *ctx, const struct login_opts *opts,
	       struct error *err) MUST_CHECK;

/* Where the login goes: one of login_storages, borrowed, and its store, which
   becomes the account's. */
bool login_storage(struct ctx *ctx, const struct login_opts *opts,
		   struct account *account, const char **ret_storage,
		   struct error *err) MUST_CHECK;

/* Store the login in the account's store, and the secret of its client (NULL:
   none) beside it, in place of whatever is there, and let the profile remember
   where; if it cannot, put back what was there. What a store has kept although
   it did not say so in time is stored. */
bool login_put(struct ctx *ctx, const struct account *account,
	       const char *storage, const struct cred *login,
	       const struct oauth_client *client, struct error *err) MUST_CHECK;

/* The rest: forget what is elsewhere, and what the former login has read. */
void login_settle(struct ctx *ctx, const struct account *account,
		  const char *storage, const struct cred *login);

/* What stays valid of a login by OAuth when another takes its place; NULL: it
   is none. Owned by the caller. */
char *login_leaves(struct ctx *ctx, const struct cred *former);

/* "Logged in to ... as ...", what the login before leaves (or NULL), and a
   warning if that has no effect. */
void login_announce(struct ctx *ctx, const struct account *account,
		    const char *storage, const char *what, const char *left);

#endif
