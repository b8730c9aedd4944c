/*
 * OAuth of a profile: where its endpoints are, and as whom fentu speaks to
 * them. Settings and environment become plain values here.
 */
#ifndef FENTU_CMD_OAUTH_H
#define FENTU_CMD_OAUTH_H

#include "cmd/account.h"
#include "lib/auth/revoke.h"
#include "lib/auth/token_endpoint.h"

struct oauth {
	struct url root;
	char *root_text; /* what a login remembers as cred_oauth.root */
	char *authorize_url, *token_url, *revoke_url;
	enum token_auth token_auth;
	enum revoke_auth revoke_auth;
};

/*
 * `issued_by` is the root that a login remembers: its tokens go there
 * whatever the settings say now. NULL: FENTU_OAUTH_URL, the setting oauth_url,
 * or the API's origin. The paths are settings in both cases.
 */
bool oauth_open(struct ctx *ctx, const struct account *account,
		const char *issued_by, struct oauth *ret_oauth,
		struct error *err) MUST_CHECK;
void oauth_release(struct oauth *oauth);

/* An app that is registered with Fentu. */
struct oauth_client {
	char *id;	      /* NULL: none is known */
	struct sealed secret; /* empty: none is known, or it has none */
};

/*
 * As whom: FENTU_CLIENT_ID and FENTU_CLIENT_SECRET, else what the profile
 * keeps, else whom its login belongs to. With an `id`, the secret of that
 * client and of no other. A secret of the environment is refused (ERR_USAGE)
 * where a key of the environment would be: for an API that is not the
 * environment's.
 */
bool oauth_client_find(struct ctx *ctx, const struct account *account,
		       const char *id, struct oauth_client *ret_client,
		       struct error *err) MUST_CHECK;
void oauth_client_release(struct oauth_client *client);

/* Tell of members of a grant that could not be understood. */
void oauth_note_odd(struct ctx *ctx, const struct token_answer *answer);

/* Refresh a login at the server that issued it, once; stores nothing. */
bool oauth_refresh(struct ctx *ctx, const struct account *account,
		   const struct cred *login, struct token_answer *ret_answer,
		   enum token_verdict *ret_verdict,
		   struct error *err) MUST_CHECK;

#endif
