#include "cmd/sandbox/grant.h"

#include "cmd/sandbox/token.h"

#include <string.h>

/* RFC 7636, section 4.1; a SHA-256 in base64url has 43 characters, too. */
#define VERIFIER_LEAST	 43
#define VERIFIER_MOST	 128
#define CHALLENGE_LENGTH 43
#define UNRESERVED	 G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-._~"

void grant_release(struct grant *grant)
{
	g_free(grant->client);
	g_free(grant->redirect_uri);
	g_free(grant->scopes);
	g_free(grant->challenge);
	g_free(grant->family);
	*grant = (struct grant){ 0 };
}

bool grant_create_table(struct sql *sql, GError **error)
{
	return sql_run(sql,
		       "CREATE TABLE IF NOT EXISTS grants (digest TEXT PRIMARY "
		       "KEY, client TEXT, redirect_uri TEXT, scopes TEXT, "
		       "challenge TEXT, expires_at INTEGER, used INTEGER)",
		       error);
}

bool grant_add(struct sql *sql, const struct grant *grant, char **ret_code,
	       GError **error)
{
	sqlite3_stmt *insert = sql_ready(
		sql, "INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?, 0)", error);
	g_autofree char *code = token_fresh();
	g_autofree char *digest = token_digest(code);

	if (!insert)
		return false;
	sql_text(insert, 1, digest);
	sql_text(insert, 2, grant->client);
	sql_text(insert, 3, grant->redirect_uri);
	sql_text(insert, 4, grant->scopes);
	sql_text(insert, 5, grant->challenge);
	sql_number(insert, 6, grant->expires_at);
	if (!sql_done(sql, insert, error))
		return false;
	*ret_code = g_steal_pointer(&code);
	return true;
}

bool grant_find(struct sql *sql, const char *code, struct grant *ret_grant,
		bool *ret_found, GError **error)
{
	sqlite3_stmt *select =
		sql_ready(sql,
			  "SELECT client, redirect_uri, scopes, challenge, "
			  "expires_at, used FROM grants WHERE digest = ?",
			  error);
	g_autofree char *digest = token_digest(code);
	bool row = false;

	if (!select)
		return false;
	sql_text(select, 1, digest);
	if (!sql_step(sql, select, &row, error))
		return false;
	*ret_found = row;
	if (row)
		*ret_grant = (struct grant){
			.client = g_strdup(sql_column(select, 0)),
			.redirect_uri = g_strdup(sql_column(select, 1)),
			.scopes = g_strdup(sql_column(select, 2)),
			.challenge = g_strdup(sql_column(select, 3)),
			.family = g_steal_pointer(&digest),
			.expires_at = sqlite3_column_int64(select, 4),
			.used = sqlite3_column_int(select, 5) != 0,
		};
	sqlite3_reset(select);
	return true;
}

bool grant_use(struct sql *sql, const char *code, GError **error)
{
	sqlite3_stmt *update = sql_ready(
		sql, "UPDATE grants SET used = 1 WHERE digest = ?", error);
	g_autofree char *digest = token_digest(code);

	if (!update)
		return false;
	sql_text(update, 1, digest);
	return sql_done(sql, update, error);
}

/* Base64 for URLs, without padding (RFC 7636, section 3). */
static char *base64url(const guint8 *bytes, gsize length)
{
	char *text = g_base64_encode(bytes, length);

	for (char *at = text; *at; at++) {
		if (*at == '+')
			*at = '-';
		else if (*at == '/')
			*at = '_';
		else if (*at == '=')
			*at = '\0';
	}
	return text;
}

bool grant_is_verified(const struct grant *grant, const char *verifier)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	size_t length = strlen(verifier);
	guint8 bytes[32];
	gsize count = sizeof(bytes);
	g_autofree char *challenge = NULL;

	if (length < VERIFIER_LEAST || length > VERIFIER_MOST ||
	    strspn(verifier, UNRESERVED) != length)
		return false;
	g_checksum_update(sum, (const guchar *)verifier, (gssize)length);
	g_checksum_get_digest(sum, bytes, &count);
	challenge = base64url(bytes, count);
	return strcmp(challenge, grant->challenge) == 0;
}

bool grant_is_challenge(const char *text)
{
	size_t length = strlen(text);

	return length == CHALLENGE_LENGTH &&
	       strspn(text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_") ==
		       length;
}
