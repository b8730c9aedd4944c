/*
 * Credentials: API keys now, and room for OAuth tokens in the same table.
 *
 * Only the SHA-256 of a credential is stored.
 */
#ifndef FENTU_SANDBOX_TOKEN_H
#define FENTU_SANDBOX_TOKEN_H

#include "cmd/sandbox/sql.h"

/* Longer credentials than this are refused. */
#define TOKEN_MAX 4096

struct token {
	char digest[65]; /* SHA-256 in hex: what the sandbox calls it */
	char *kind;	 /* "api_key" */
	char **scopes;
	int64_t expires_at; /* Unix seconds; 0: never */
	bool revoked;
};

void token_release(struct token *token);

/* Make the table, unless it is there. */
MUST_CHECK bool token_create_table(struct sql *sql, GError **error);

/* A fresh random credential, owned by the caller. */
char *token_fresh(void);

struct token_facts {
	const char *kind;
	const char *scopes; /* as in OAuth: separated by spaces */
	int64_t expires_at; /* 0: never */
};

/* Accept a credential from now on; one that is known already is replaced. */
MUST_CHECK bool token_add(struct sql *sql, const char *text,
			  const struct token_facts *facts, GError **error);

/* *ret_found is false if it was never issued; see expires_at and revoked. */
MUST_CHECK bool token_find(struct sql *sql, const char *text,
			   struct token *ret_token, bool *ret_found,
			   GError **error);

/* One that was never issued is no failure. */
MUST_CHECK bool token_revoke(struct sql *sql, const char *text, GError **error);

/* True if it has this scope, or "admin". */
bool token_may(const struct token *token, const char *scope);

/* True for scopes that exist, separated by single spaces. */
bool token_scopes_known(const char *scopes);

#endif
