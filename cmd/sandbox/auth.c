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
	if (!found || strcmp(token.kind, TOKEN_REFRESH) == 0 ||
	    !token_is_alive(&token, when_now()))
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
