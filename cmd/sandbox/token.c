#include "cmd/sandbox/token.h"

#include "cmd/sandbox/scope.h"
#include "cmd/sandbox/when.h"

#include <string.h>
#include <sys/random.h>

#define FRESH_BYTES 24

void token_release(struct token *token)
{
	g_free(token->kind);
	g_free(token->scopes);
	g_free(token->family);
	g_free(token->client);
	*token = (struct token){ 0 };
}

bool token_create_table(struct sql *sql, GError **error)
{
	return sql_run(sql,
		       "CREATE TABLE IF NOT EXISTS tokens (digest TEXT PRIMARY "
		       "KEY, kind TEXT, scopes TEXT, family TEXT, client TEXT, "
		       "expires_at INTEGER, used_at_ms INTEGER, "
		       "revoked INTEGER, created_at INTEGER);"
		       "CREATE INDEX IF NOT EXISTS families ON tokens (family)",
		       error);
}

char *token_fresh(void)
{
	guint8 bytes[FRESH_BYTES];
	GString *text = g_string_new("sandbox_");

	/* Up to 256 bytes come whole once the kernel's pool is ready. */
	while (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		;
	for (size_t i = 0; i < sizeof(bytes); i++)
		g_string_append_printf(text, "%02x", bytes[i]);
	return g_string_free(text, FALSE);
}

char *token_digest(const char *text)
{
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

bool token_add(struct sql *sql, const char *text,
	       const struct token_facts *facts, GError **error)
{
	sqlite3_stmt *insert = sql_ready(sql,
					 "INSERT OR REPLACE INTO tokens "
					 "VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)",
					 error);
	g_autofree char *hex = token_digest(text);

	if (!insert)
		return false;
	sql_text(insert, 1, hex);
	sql_text(insert, 2, facts->kind);
	sql_text(insert, 3, facts->scopes);
	sql_text(insert, 4, facts->family ? facts->family : "");
	sql_text(insert, 5, facts->client ? facts->client : "");
	sql_number(insert, 6, facts->expires_at);
	sql_number(insert, 7, when_now());
	return sql_done(sql, insert, error);
}

bool token_find(struct sql *sql, const char *text, struct token *ret_token,
		bool *ret_found, GError **error)
{
	sqlite3_stmt *select = sql_ready(
		sql,
		"SELECT kind, scopes, family, client, expires_at, used_at_ms, "
		"revoked FROM tokens WHERE digest = ?",
		error);
	g_autofree char *hex = token_digest(text);
	bool row = false;

	if (!select)
		return false;
	sql_text(select, 1, hex);
	if (!sql_step(sql, select, &row, error))
		return false;
	*ret_found = row;
	if (row) {
		*ret_token = (struct token){
			.kind = g_strdup(sql_column(select, 0)),
			.scopes = g_strdup(sql_column(select, 1)),
			.family = g_strdup(sql_column(select, 2)),
			.client = g_strdup(sql_column(select, 3)),
			.expires_at = sqlite3_column_int64(select, 4),
			.used_at_ms = sqlite3_column_int64(select, 5),
			.revoked = sqlite3_column_int(select, 6) != 0,
		};
		g_strlcpy(ret_token->digest, hex, sizeof(ret_token->digest));
	}
	sqlite3_reset(select);
	return true;
}

bool token_is_alive(const struct token *token, int64_t now)
{
	return !token->revoked && token->used_at_ms == 0 &&
	       (token->expires_at == 0 || token->expires_at > now);
}

static bool revoke_where(struct sql *sql, const char *update, const char *value,
			 GError **error)
{
	sqlite3_stmt *statement = sql_ready(sql, update, error);

	if (!statement)
		return false;
	sql_text(statement, 1, value);
	return sql_done(sql, statement, error);
}

bool token_revoke_family(struct sql *sql, const char *family, GError **error)
{
	return revoke_where(sql,
			    "UPDATE tokens SET revoked = 1 WHERE family = ?",
			    family, error);
}

bool token_revoke(struct sql *sql, const char *text, bool alone, GError **error)
{
	AUTO(token_release) struct token token = { 0 };
	bool found = false;

	if (!token_find(sql, text, &token, &found, error))
		return false;
	if (!found)
		return true;
	if (!alone && strcmp(token.kind, TOKEN_REFRESH) == 0)
		return token_revoke_family(sql, token.family, error);
	return revoke_where(sql,
			    "UPDATE tokens SET revoked = 1 WHERE digest = ?",
			    token.digest, error);
}

bool token_count(struct sql *sql, int64_t now, int64_t *ret_count,
		 GError **error)
{
	sqlite3_stmt *select = sql_ready(
		sql,
		"SELECT count(*) FROM tokens WHERE NOT revoked AND "
		"used_at_ms = 0 AND (expires_at = 0 OR expires_at > ?)",
		error);
	bool row = false;

	if (!select)
		return false;
	sql_number(select, 1, now);
	if (!sql_step(sql, select, &row, error))
		return false;
	*ret_count = sqlite3_column_int64(select, 0);
	sqlite3_reset(select);
	return true;
}

bool token_use(struct sql *sql, const struct token *token, int64_t now_ms,
	       GError **error)
{
	sqlite3_stmt *update = sql_ready(sql,
					 "UPDATE tokens SET used_at_ms = ? "
					 "WHERE digest = ? AND used_at_ms = 0",
					 error);

	if (!update)
		return false;
	sql_number(update, 1, now_ms);
	sql_text(update, 2, token->digest);
	return sql_done(sql, update, error);
}

bool token_may(const struct token *token, const char *scope)
{
	return scope_all_within(scope, token->scopes) ||
	       scope_all_within("admin", token->scopes);
}
