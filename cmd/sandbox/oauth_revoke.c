#include "cmd/sandbox/oauth.h"

#include "cmd/sandbox/auth.h"
#include "cmd/sandbox/client.h"
#include "cmd/sandbox/store.h"

#include <string.h>

/* True if the request may revoke text; else the problem. */
static bool may_revoke(struct call *call, const struct form *form,
		       const char *text, char **client, GError **error)
{
	enum revoke_auth wanted =
		(enum revoke_auth)call->box->settings.revoke_auth;
	const char *bearer = auth_bearer(call->request);
	AUTO(token_release) struct token caller = { 0 };
	enum client_proof proof = CLIENT_NONE;
	bool accepted = false;

	if (!auth_check(call->box, call->request, &caller, &accepted, error) ||
	    !client_check(call, form, client, &proof, error))
		return false;
	if ((wanted == REVOKE_FORM && proof != CLIENT_FORM) ||
	    (wanted == REVOKE_BASIC && proof != CLIENT_BASIC))
		return client_refuse(call);
	if ((wanted == REVOKE_BEARER && !bearer) ||
	    (bearer && !accepted && strcmp(bearer, text) != 0))
		return auth_refuse(call);
	return true;
}

bool oauth_revoke(struct call *call, GError **error)
{
	bool alone = call->box->settings.revocation == REVOCATION_TOKEN;
	struct sql *sql = store_sql(call->box->store);
	AUTO(form_release) struct form form = { 0 };
	AUTO(token_release) struct token token = { 0 };
	g_autofree char *client = NULL;
	const char *text = NULL;
	bool found = false;

	if (!form_read(call, &form) ||
	    !form_need(call, &form, "token", &text) ||
	    !may_revoke(call, &form, text, &client, error) ||
	    !token_find(sql, text, &token, &found, error))
		return false;
	if (found && client && *token.client &&
	    strcmp(token.client, client) != 0)
		return problem_oauth(&call->problem, 400, "invalid_grant",
				     "The token is another client's");
	if (!token_revoke(sql, text, alone, error))
		return false;
	reply_header(call->reply, "Cache-Control", "no-store");
	call->reply->status = 200;
	return true;
}
