/*
 * The endpoints of OAuth 2.0: RFC 6749 with PKCE (RFC 7636), the rules for
 * native applications (RFC 8252), revocation (RFC 7009) and the issuer in the
 * answer (RFC 9207).
 *
 * Errors have the shape of RFC 6749 whatever shape the API's are to have.
 */
#ifndef FENTU_SANDBOX_OAUTH_H
#define FENTU_SANDBOX_OAUTH_H

#include "cmd/sandbox/sandbox.h"

/*
 * GET /oauth/authorize: ask the user, on a page, or do what the setting consent
 * says. POST: the answer of that page.
 */
call_handler oauth_authorize;
call_handler oauth_decide;

/*
 * POST /oauth/token: authorization_code and refresh_token. A code that is used
 * again, and a refresh token that was replaced longer ago than the setting
 * reuse-grace, revoke everything that came of the same grant.
 */
call_handler oauth_token;

/*
 * POST /oauth/revoke; also for API keys. Who may is the setting revoke-auth:
 * by default whoever holds a credential, but what proof is given must be good,
 * unless it is the very credential that is to go. What goes with a refresh
 * token is the setting revocation.
 */
call_handler oauth_revoke;

#endif
