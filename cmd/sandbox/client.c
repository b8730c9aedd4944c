#include "cmd/sandbox/client.h"

#include "cmd/sandbox/store.h"
#include "cmd/sandbox/token.h"

#include <string.h>

bool client_create_table(struct sql *sql, GError **error)
{
	return sql_run(sql,
		       "CREATE TABLE IF NOT EXISTS clients (id TEXT PRIMARY "
		       "KEY, secret TEXT)",
		       error);
}

bool client_add(struct sql *sql, const char *id, const char *secret,
		GError **error)
{
	sqlite3_stmt *insert = sql_ready(
		sql, "INSERT OR REPLACE INTO clients VALUES (?, ?)", error);
	g_autofree char *digest = token_digest(secret);

	if (!insert)
		return false;
	sql_text(insert, 1, id);
	sql_text(insert, 2, digest);
	return sql_done(sql, insert, error);
}

/* The digest of its secret, owned by the caller; NULL: there is no such one. */
static bool secret_of(struct sql *sql, const char *id, char **ret_digest,
		      GError **error)
{
	sqlite3_stmt *select = sql_ready(
		sql, "SELECT secret FROM clients WHERE id = ?", error);
	bool row = false;

	if (!select)
		return false;
	sql_text(select, 1, id);
	if (!sql_step(sql, select, &row, error))
		return false;
	*ret_digest = row ? g_strdup(sql_column(select, 0)) : NULL;
	sqlite3_reset(select);
	return true;
}

bool client_exists(struct sql *sql, const char *id, bool *ret_exists,
		   GError **error)
{
	g_autofree char *digest = NULL;

	if (!secret_of(sql, id, &digest, error))
		return false;
	*ret_exists = digest != NULL;
	return true;
}

bool client_refuse(struct call *call)
{
	reply_header(call->reply, "WWW-Authenticate", "Basic realm=\"fentu\"");
	return problem_oauth(&call->problem, 401, "invalid_client",
			     "The client could not be authenticated");
}

/* Half of what Basic carries: a form-encoded word (RFC 6749, 2.3.1). */
static char *basic_word(const char *text)
{
	g_autofree char *spaced = g_strdelimit(g_strdup(text), "+", ' ');

	return g_uri_unescape_string(spaced, NULL);
}

/* False: the header is there, and is no proof. */
static bool read_basic(const char *header, char **ret_id, char **ret_secret)
{
	static const char scheme[] = "Basic ";
	gsize length = 0;
	g_autofree guchar *plain =
		g_base64_decode(header + strlen(scheme), &length);
	g_autofree char *text = g_strndup((const char *)plain, length);
	char *colon = strchr(text, ':');

	if (!colon)
		return false;
	*colon = '\0';
	*ret_id = basic_word(text);
	*ret_secret = basic_word(colon + 1);
	return *ret_id && *ret_secret;
}

static bool has_basic(const struct request *request)
{
	const char *header = request_header(request, "Authorization");

	return header && g_ascii_strncasecmp(header, "Basic ", 6) == 0;
}

/* Both are NULL if the form has no proof; owned by the caller. */
static bool read_proof(struct call *call, const struct form *form, char **id,
		       char **secret)
{
	const char *form_secret = form_get(form, "client_secret");
	const char *form_id = form_get(form, "client_id");

	if (!has_basic(call->request)) {
		if (!form_secret)
			return true;
		*id = g_strdup(form_id ? form_id : "");
		*secret = g_strdup(form_secret);
		return true;
	}
	if (form_secret)
		return problem_oauth(&call->problem, 400, "invalid_request",
				     "Credentials in two places");
	if (!read_basic(request_header(call->request, "Authorization"), id,
			secret) ||
	    (form_id && strcmp(form_id, *id) != 0))
		return client_refuse(call);
	return true;
}

bool client_check(struct call *call, const struct form *form, char **ret_id,
		  enum client_proof *ret_proof, GError **error)
{
	g_autofree char *id = NULL;
	g_autofree char *secret = NULL;
	g_autofree char *wanted = NULL;
	g_autofree char *given = NULL;

	*ret_id = NULL;
	*ret_proof = CLIENT_NONE;
	if (!read_proof(call, form, &id, &secret))
		return false;
	if (!id)
		return true;
	if (!secret_of(store_sql(call->box->store), id, &wanted, error))
		return false;
	given = token_digest(secret);
	if (g_strcmp0(wanted, given) != 0)
		return client_refuse(call);
	*ret_proof = has_basic(call->request) ? CLIENT_BASIC : CLIENT_FORM;
	*ret_id = g_steal_pointer(&id);
	return true;
}
