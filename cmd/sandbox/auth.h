/*
 * Who may do what: the bearer credential of a request and its scopes.
 */
#ifndef FENTU_SANDBOX_AUTH_H
#define FENTU_SANDBOX_AUTH_H

#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/token.h"

/* The credential in "Authorization: Bearer", or NULL; borrowed. */
const char *auth_bearer(const struct request *request);

/*
 * Look the credential up. *ret_accepted is false for one that is missing,
 * unknown, revoked, expired or a refresh token; ret_token is then left alone.
 */
MUST_CHECK bool auth_check(struct sandbox *box, const struct request *request,
			   struct token *ret_token, bool *ret_accepted,
			   GError **error);

/* 401 and its WWW-Authenticate (RFC 6750, section 3); returns false. */
bool auth_refuse(struct call *call);

/* True if the token has the scope; else 403, naming it. */
bool auth_allow(struct call *call, const struct token *token,
		const char *scope);

#endif
