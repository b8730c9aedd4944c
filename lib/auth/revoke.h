/*
 * Asking a server to revoke a token (RFC 7009).
 *
 * The answer says little: success also stands for a token that was never
 * valid (section 2.2), and whether API keys are covered is the server's
 * affair. So nothing is concluded here; whoever must know tries the token
 * afterwards.
 */
#ifndef FENTU_AUTH_REVOKE_H
#define FENTU_AUTH_REVOKE_H

#include "lib/base/sealed.h"
#include "lib/net/client.h"

/*
 * What the Authorization header holds. The API documents that there is one
 * and not what is in it; an access token, which only its owner has, gives
 * away the least. The client's id and secret are in the form unless they are
 * in the header. Some servers refuse a request that names the client in two
 * ways (RFC 6749, section 2.3), so the others are tried after a refusal, in
 * this order and around.
 */
enum revoke_auth {
	REVOKE_AUTH_BEARER, /* an access token or key */
	REVOKE_AUTH_BODY,   /* nothing */
	REVOKE_AUTH_BASIC,  /* the client's id and secret */
	REVOKE_AUTH_COUNT
};

/* Everything is borrowed. */
struct revoke_endpoint {
	struct client *client; /* of the endpoint's origin; it carries no
				  credential of its own */
	const char *url;
	enum revoke_auth auth;	     /* tried first; then the one that worked */
	const struct sealed *bearer; /* empty: send no header */
	const char *client_id;	     /* NULL: none */
	const struct sealed *client_secret; /* NULL, empty: none */
};

/*
 * POST the token as a form. `hint` is "access_token" or "refresh_token"
 * (section 2.1), NULL to leave it out. To revoke twice does no harm, so it is
 * sent again like a read, and after a 400 or 401 in the next way for which
 * the endpoint has what it needs, unless the server's words are about the
 * token and not about who asks. Fails when the server did not say that it is
 * done: ERR_NETWORK when it is in trouble or the answer did not come (it may
 * be done), ERR_THROTTLED, or ERR_OTHER for what it refuses.
 */
bool revoke_token(struct revoke_endpoint *endpoint, const struct sealed *token,
		  const char *hint, struct error *err) MUST_CHECK;

#endif
