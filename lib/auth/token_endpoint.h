/*
 * Asking a token endpoint (RFC 6749, sections 4.1.3 and 6).
 *
 * One request for each call, never a repeat where the server may have acted:
 * a code is good once, and so is a refresh token at a server that replaces
 * it. What the answer means for the grant is the verdict; what to do about it
 * is the caller's affair.
 */
#ifndef FENTU_AUTH_TOKEN_ENDPOINT_H
#define FENTU_AUTH_TOKEN_ENDPOINT_H

#include "lib/auth/token_answer.h"
#include "lib/net/client.h"

/* How a client's secret is given to a server (RFC 6749, section 2.3.1). */
enum token_auth {
	TOKEN_AUTH_BODY, /* in the form, as this API documents it */
	TOKEN_AUTH_BASIC /* in an Authorization header */
};

/* Everything is borrowed. */
struct token_endpoint {
	struct client *client; /* of the endpoint's origin; it carries no
				  credential of its own */
	const char *url;
	enum token_auth auth;
	const char *client_id;
	const struct sealed *client_secret; /* empty: a public client */
};

/* What came back from the browser; all borrowed. */
struct token_code {
	const struct sealed *code;
	const char *redirect_uri;      /* exactly as it was asked with */
	const struct sealed *verifier; /* of PKCE (RFC 7636) */
};

/* Trade a code for tokens. *ret_answer is released by the caller. */
bool token_endpoint_exchange(const struct token_endpoint *endpoint,
			     const struct token_code *code,
			     struct token_answer *ret_answer,
			     enum token_verdict *ret_verdict,
			     struct error *err) MUST_CHECK;

/* Trade a refresh token for an access token, with the scopes it has. */
bool token_endpoint_refresh(const struct token_endpoint *endpoint,
			    const struct sealed *refresh,
			    struct token_answer *ret_answer,
			    enum token_verdict *ret_verdict,
			    struct error *err) MUST_CHECK;

#endif
