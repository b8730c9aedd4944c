/*
 * Requests that steer the sandbox itself, below /_sandbox.
 *
 *	GET /_sandbox/log?last=N	the last requests, 100 by default
 *	GET /_sandbox/counters		how many of what, and how many keys and
 *					tokens are alive
 *	GET, POST /_sandbox/settings	as settings.h names them
 *	GET, POST, DELETE /_sandbox/faults	how many wait; add; forget all
 *	POST /_sandbox/keys		{"scopes": "read:assets admin"} and
 *					perhaps "key" and "expires_in" (seconds)
 *					answers {"key"}; {"revoke": KEY}
 *	POST /_sandbox/tokens		a pair as OAuth issues it, without a
 *					user: {} or any of "scopes",
 *					"access_ttl", "refresh_ttl" (seconds;
 *					negative: expired before), "client_id",
 *					"access_token", "refresh_token"
 *	POST /_sandbox/token		{"token": TEXT}: is this key or token
 *					"known", "alive", "revoked", "replaced"
 *	POST /_sandbox/clients		{"id", "secret"}: one more client
 *	POST /_sandbox/reset		forget log, counters, faults, and what
 *					was used of the rate limit
 *
 * They need no credential: the server can be reached from this machine only.
 * Requests that a web page might have made (a foreign Host, any Origin) are
 * refused.
 */
#ifndef FENTU_SANDBOX_CONTROL_H
#define FENTU_SANDBOX_CONTROL_H

#include "cmd/sandbox/sandbox.h"

/* True if the request is one of these. */
bool control_is_for(const struct request *request);

call_handler control_answer;

#endif
