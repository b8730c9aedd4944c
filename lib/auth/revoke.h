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
 * POST the token to `url` as a form. `hint` is "access_token" or
 * "refresh_token" (section 2.1), NULL to leave it out. *ret_status is that of
 * the reply. Fails when there was none.
 */
bool revoke_token(struct client *client, const char *url,
		  const struct sealed *token, const char *hint, int *ret_status,
		  struct error *err) MUST_CHECK;

#endif
