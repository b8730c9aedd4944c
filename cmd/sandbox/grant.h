/*
 * What a user has approved, and the code that stands for it until the client
 * fetches its tokens. Only the SHA-256 of a code is stored.
 */
#ifndef FENTU_SANDBOX_GRANT_H
#define FENTU_SANDBOX_GRANT_H

#include "cmd/sandbox/sql.h"

struct grant {
	char *client, *redirect_uri, *scopes;
	char *challenge; /* of PKCE, method S256 */
	char *family;	 /* of the tokens that are issued for it */
	int64_t expires_at;
	bool used;
};

void grant_release(struct grant *grant);

/* Make the table, unless it is there. */
MUST_CHECK bool grant_create_table(struct sql *sql, GError **error);

/* Note a grant, under a fresh code, owned by the caller; family is ignored. */
MUST_CHECK bool grant_add(struct sql *sql, const struct grant *grant,
			  char **ret_code, GError **error);

/* *ret_found is false if the code was never issued. */
MUST_CHECK bool grant_find(struct sql *sql, const char *code,
			   struct grant *ret_grant, bool *ret_found,
			   GError **error);

/* The code is used up. */
MUST_CHECK bool grant_use(struct sql *sql, const char *code, GError **error);

/* True if the verifier is well-formed, and the challenge was made of it. */
bool grant_is_verified(const struct grant *grant, const char *verifier);

/* True for what a challenge of the method S256 looks like. */
bool grant_is_challenge(const char *text);

#endif
