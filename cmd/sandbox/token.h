/*
 * Credentials: API keys, and what OAuth issues.
 *
 * Only the SHA-256 of a credential is stored. Tokens that come from one grant
 * are a family: a refresh token, its successors, and the access tokens issued
 * for them.
 */
#ifndef FENTU_SANDBOX_TOKEN_H
#define FENTU_SANDBOX_TOKEN_H

#include "cmd/sandbox/sql.h"

/* Longer credentials than this are refused. */
#define TOKEN_MAX 4096

#define TOKEN_API_KEY "api_key"
#define TOKEN_ACCESS  "access_token"
#define TOKEN_REFRESH "refresh_token"

struct token {
	char digest[65];    /* SHA-256 in hex: what the sandbox calls it */
	char *kind;	    /* one of the words above */
	char *scopes;	    /* as in OAuth: separated by spaces */
	char *family;	    /* "" for an API key */
	char *client;	    /* that it was issued to; "" for an API key */
	int64_t expires_at; /* Unix seconds; 0: never */
	int64_t used_at_ms; /* a refresh token that was replaced; 0: it was not
			     */
	bool revoked;
};

void token_release(struct token *token);

/* Make the table, unless it is there. */
MUST_CHECK bool token_create_table(struct sql *sql, GError **error);

/* A fresh random credential, owned by the caller. */
char *token_fresh(void);

/* What the sandbox calls a credential: its SHA-256 in hex. */
char *token_digest(const char *text);

struct token_facts {
	const char *kind;
	const char *scopes;
	const char *family, *client; /* NULL: none */
	int64_t expires_at;	     /* 0: never */
};

/* Accept a credential from now on; one that is known already is replaced. */
MUST_CHECK bool token_add(struct sql *sql, const char *text,
			  const struct token_facts *facts, GError **error);

/* *ret_found is false if it was never issued; see token_is_alive. */
MUST_CHECK bool token_find(struct sql *sql, const char *text,
			   struct token *ret_token, bool *ret_found,
			   GError **error);

/* Neither revoked nor replaced nor expired. */
bool token_is_alive(const struct token *token, int64_t now);

/*
 * A refresh token takes its family with it, unless `alone`. One that was never
 * issued is no failure.
 */
MUST_CHECK bool token_revoke(struct sql *sql, const char *text, bool alone,
			     GError **error);

/* How many credentials are alive. */
MUST_CHECK bool token_count(struct sql *sql, int64_t now, int64_t *ret_count,
			    GError **error);

MUST_CHECK bool token_revoke_family(struct sql *sql, const char *family,
				    GError **error);

/* Note that a refresh token was replaced, unless it was before. */
MUST_CHECK bool token_use(struct sql *sql, const struct token *token,
			  int64_t now_ms, GError **error);

/* True if it has this scope, or "admin". */
bool token_may(const struct token *token, const char *scope);

#endif
