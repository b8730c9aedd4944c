/*
 * Tokens as they are handed out: an access token, and perhaps a refresh token.
 */
#ifndef FENTU_SANDBOX_ISSUE_H
#define FENTU_SANDBOX_ISSUE_H

#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/token.h"

struct issue {
	const char *client, *family;
	const char *scopes;	   /* of the grant: those of a refresh token */
	const char *access_scopes; /* some of these */
	int64_t access_ttl, refresh_ttl; /* seconds; negative: expired */
	const char *access, *refresh;	 /* the tokens; NULL: fresh ones */
	bool without_refresh;
};

/* An issue with the lifetimes of the settings, and nothing else. */
struct issue issue_by_settings(const struct settings *settings);

/*
 * Make the tokens. *ret_answer, a new object, is what RFC 6749, section 5.1
 * has the client told.
 */
MUST_CHECK bool issue_tokens(struct sql *sql, const struct issue *issue,
			     struct json_object **ret_answer, GError **error);

#endif
