#include "cmd/sandbox/token.h"

#include "cmd/sandbox/when.h"

#include <string.h>
#include <sys/random.h>

#define FRESH_BYTES 24

static const char *const known[] = { "read:work-orders",
				     "write:work-orders",
				     "read:customers",
				     "write:customers",
				     "read:assets",
				     "write:assets",
				     "admin",
				     NULL };

void token_release(struct token *token)
{
	g_free(token->kind);
	g_strfreev(token->scopes);
	*token = (struct token){ 0 };
}

bool token_create_table(struct sql *sql, GError **error)
{
	return sql_run(sql,
		       "CREATE TABLE IF NOT EXISTS tokens (digest TEXT PRIMARY "
		       "KEY, kind TEXT, scopes TEXT, expires_at INTEGER, "
		       "revoked INTEGER, created_at INTEGER)",
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

static char *digest(const char *text)
{
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

bool token_add(struct sql *sql, const char *text,
	       const struct token_facts *facts, GError **error)
{
	sqlite3_stmt *insert = sql_ready(
		sql, "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, 0, ?)",
		error);
	g_autofree char *hex = digest(text);

	if (!insert)
		return false;
	sql_text(insert, 1, hex);
	sql_text(insert, 2, facts->kind);
	sql_text(insert, 3, facts->scopes);
	sql_number(insert, 4, facts->expires_at);
	sql_number(insert, 5, when_now());
	return sql_done(sql, insert, error);
}

bool token_find(struct sql *sql, const char *text, struct token *ret_token,
		bool *ret_found, GError **error)
{
	sqlite3_stmt *select = sql_ready(
		sql,
		"SELECT kind, scopes, expires_at, revoked FROM tokens "
		"WHERE digest = ?",
		error);
	g_autofree char *hex = digest(text);
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
			.scopes = g_strsplit(sql_column(select, 1), " ", -1),
			.expires_at = sqlite3_column_int64(select, 2),
			.revoked = sqlite3_column_int(select, 3) != 0,
		};
		g_strlcpy(ret_token->digest, hex, sizeof(ret_token->digest));
	}
	sqlite3_reset(select);
	return true;
}

bool token_revoke(struct sql *sql, const char *text, GError **error)
{
	sqlite3_stmt *update = sql_ready(
		sql, "UPDATE tokens SET revoked = 1 WHERE digest = ?", error);
	g_autofree char *hex = digest(text);

	if (!update)
		return false;
	sql_text(update, 1, hex);
	return sql_done(sql, update, error);
}

bool token_may(const struct token *token, const char *scope)
{
	const char *const *scopes = (const char *const *)token->scopes;

	return g_strv_contains(scopes, scope) ||
	       g_strv_contains(scopes, "admin");
}

bool token_scopes_known(const char *scopes)
{
	g_auto(GStrv) words = g_strsplit(scopes, " ", -1);

	for (char **word = words; *word; word++)
		if (!g_strv_contains(known, *word))
			return false;
	return true;
}
