/*
 * What a login through the browser is made of, step by step. Only
 * cmd/login_web*.c look into it.
 */
#ifndef FENTU_CMD_LOGIN_WEB_H
#define FENTU_CMD_LOGIN_WEB_H

#include "cmd/login.h"
#include "lib/auth/redirect.h"
#include "lib/net/loopback.h"

struct web {
	struct ctx *ctx;
	const struct login_opts *opts;
	struct account account;
	const char *storage; /* one of login_storages */
	char *left;	     /* see login_leaves */
	struct oauth oauth;
	struct oauth_client client;
	char *scope; /* what is asked for */
	struct loopback *loopback;
	struct sealed verifier, state;
	char *redirect_uri;
	char *url; /* where the person says yes or no */
	struct redirect_wish wish;
	struct redirect answer;
};

/* As whom: options, environment, keyring, or a question. */
bool login_web_client(struct web *web, struct error *err) MUST_CHECK;

/* What to ask for: --scope and --for, else everything that may be read. */
bool login_web_scope(struct web *web, struct error *err) MUST_CHECK;

/* Send the person to web->url and wait for web->answer, of any kind but
   REDIRECT_FOREIGN. */
bool login_web_ask(struct web *web, struct error *err) MUST_CHECK;

#endif
