/*
 * Revoking what a profile holds, or a token found elsewhere, at the server.
 */
#ifndef FENTU_CMD_REVOCATION_H
#define FENTU_CMD_REVOCATION_H

#include "cmd/account.h"
#include "cmd/oauth.h"

/*
 * Revoke a stored credential: of a login its refresh token and then its access
 * token, as RFC 7009 has it, since the first takes the second along at many
 * servers and never the other way round. Then the API is asked whether it
 * still accepts it: the server's word alone says the same of a token that it
 * does not know.
 *
 * *ret_left: the parts (lib/auth/validity.h) that the server may still accept,
 * set in any case; 0 when this is true. Fails with ERR_NETWORK when the server
 * is out of reach or in trouble and nothing was revoked, ERR_USAGE for
 * settings, and else with ERR_PARTIAL: refused, or not certain.
 */
bool revocation_run(struct ctx *ctx, const struct account *account,
		    const struct cred *cred, unsigned *ret_left,
		    struct error *err) MUST_CHECK;

/* The same for a login that was granted to `client` a moment ago and could not
   be kept: no store is asked for anything. */
bool revocation_of_grant(struct ctx *ctx, const struct account *account,
			 const struct cred *login,
			 const struct oauth_client *client, unsigned *ret_left,
			 struct error *err) MUST_CHECK;

/* Say until when access tokens that were replaced may be accepted, if any. */
void revocation_tell_replaced(struct ctx *ctx, const struct cred *cred);

/* Before the login is forgotten: a replacement that was cut short has left a
   key that works. */
void revocation_warn_of_former(struct ctx *ctx, const struct account *account);

/* Says which tokens a refresh may have left at the server, which cannot be
   revoked since they are not known here; NULL: none. Owned by the caller. To be
   asked before the login is forgotten. */
char *revocation_lost(struct ctx *ctx, const struct account *account,
		      const struct cred *cred);

/* Fails because of them, when all else is revoked. Always false. */
bool revocation_explain_lost(const struct account *account, const char *lost,
			     struct error *err);

/* Ask the person whether a key may be revoked, which is for good; true for a
   login, which can be made anew. */
bool revocation_is_meant(struct ctx *ctx, const struct account *account,
			 const struct cred *cred, bool yes, const char *confirm,
			 struct error *err) MUST_CHECK;

/* With the lock held: is it still the key that the person was asked about?
   True for a login, which nobody is asked about. */
bool revocation_is_same(const struct account *account,
			const struct sealed *asked, const struct cred *cred,
			struct error *err) MUST_CHECK;

/* Ask the server to revoke a key, and no more than that; err->http_status is
   what it answered instead. */
bool revocation_ask(struct ctx *ctx, const struct account *account,
		    const struct sealed *key, struct error *err) MUST_CHECK;

/* The same as revocation_run for one token that nothing else is known of. No
   store is asked unless the server wants to know which app asks. */
bool revocation_of_token(struct ctx *ctx, const struct account *account,
			 const struct sealed *token,
			 struct error *err) MUST_CHECK;

#endif
