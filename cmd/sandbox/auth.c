#include "cmd/sandbox/auth.h"

#include "cmd/sandbox/store.h"
#include "cmd/sandbox/when.h"

#include <string.h>

const char *auth_bearer(const struct request *request)
{
	static const char scheme[] = "Bearer ";
	const char *value = request_header(request, "Authorization");

	if (!value || g_ascii_strncasecmp(value, scheme, strlen(scheme)) != 0)
		return NULL;
	return value + strlen(scheme);
}

bool auth_check(struct sandbox *box, const struct request *request,
		struct token *ret_token, bool *ret_accepted, GError **error)
{
	const char *bearer = auth_bearer(request);
	AUTO(token_release) struct token token = { 0 };
	bool found = false;

	*ret_accepted = false;
	if (!bearer || strlen(bearer) > TOKEN_MAX)
		return true;
	if (!token_find(store_sql(box->store), bearer, &token, &found, error))
		return false;
	if (!found || token.revoked ||
	    (token.expires_at != 0 && token.expires_at <= when_now()))
		return true;
	*ret_token = token;
	token = (struct token){ 0 };
	*ret_accepted = true;
	return true;
}

bool auth_refuse(struct call *call)
{
	bool given = request_header(call->request, "Authorization") != NULL;

	/* No error code when the request lacked any credential. */
	reply_header(call->reply, "WWW-Authenticate",
		     "Bearer realm=\"fentu\"%s",
		     given ? ", error=\"invalid_token\"" : "");
	return problem_set(&call->problem, 401,
			   given ? "The access token is not valid"
				 : "A bearer token is needed");
}

bool auth_allow(struct call *call, const struct token *token, const char *scope)
{
	if (token_may(token, scope))
		return true;
	reply_header(call->reply, "WWW-Authenticate",
		     "Bearer realm=\"fentu\", error=\"insufficient_scope\", "
		     "scope=\"%s\"",
		     scope);
	return problem_set(&call->problem, 403, "This needs the scope %s",
			   scope);
}

/* The value of a field in a form, decoded, or NULL. */
static char *form_field(const struct request *request, const char *name)
{
	g_autofree char *text = g_strndup((const char *)request->body->data,
					  request->body->len);
	g_autofree char *whole = g_strconcat("/?", text, NULL);
	AUTO(target_release) struct target form = { 0 };

	if (!target_parse(whole, &form))
		return NULL;
	return g_strdup(target_param(&form, name));
}

bool auth_revoke(struct call *call, GError **error)
{
	const char *bearer = auth_bearer(call->request);
	AUTO(token_release) struct token caller = { 0 };
	g_autofree char *text = NULL;
	bool accepted = false;

	if (!request_is(call->request, "application/x-www-form-urlencoded"))
		return problem_set(&call->problem, 415, "A form is expected");
	text = form_field(call->request, "token");
	if (!text)
		return problem_set(&call->problem, 400,
				   "The field token is missing");
	if (!auth_check(call->box, call->request, &caller, &accepted, error))
		return false;
	if (!accepted && bearer && strcmp(bearer, text) != 0)
		return auth_refuse(call);
	if (!token_revoke(store_sql(call->box->store), text, error))
		return false;
	call->reply->status = 200;
	return true;
}
