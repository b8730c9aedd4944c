#include "cmd/sandbox/oauth.h"

#include "cmd/sandbox/client.h"
#include "cmd/sandbox/grant.h"
#include "cmd/sandbox/issue.h"
#include "cmd/sandbox/scope.h"
#include "cmd/sandbox/store.h"
#include "cmd/sandbox/when.h"

#include <string.h>

/* A request for tokens, from a client that is known by now. */
struct ask {
	struct call *call;
	const struct form *form;
	const char *client;
};

static struct sql *sql_of(const struct ask *ask)
{
	return store_sql(ask->call->box->store);
}

/* The one answer to every code and token that will not do; returns false. */
PRINTF_LIKE(2, 3)
static bool bad_grant(const struct ask *ask, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	return problem_oauth(&ask->call->problem, 400, "invalid_grant", "%s",
			     text);
}

static bool give(const struct ask *ask, const struct issue *issue,
		 GError **error)
{
	g_autoptr(json_object) answer = NULL;

	if (!issue_tokens(sql_of(ask), issue, &answer, error))
		return false;
	reply_value(ask->call->reply, 200, answer);
	return true;
}

/* False, and the problem, unless the code is good and these are its own. */
static bool grant_is_ours(const struct ask *ask, const struct grant *grant,
			  const char *redirect_uri, const char *verifier)
{
	if (grant->expires_at <= when_now())
		return bad_grant(ask, "The code has expired");
	if (strcmp(grant->client, ask->client) != 0)
		return bad_grant(ask, "The code is another client's");
	if (strcmp(grant->redirect_uri, redirect_uri) != 0)
		return bad_grant(ask, "redirect_uri is not the one before");
	if (!grant_is_verified(grant, verifier))
		return bad_grant(ask, "code_verifier does not fit");
	return true;
}

static bool by_code(const struct ask *ask, GError **error)
{
	AUTO(grant_release) struct grant grant = { 0 };
	struct issue issue = issue_by_settings(&ask->call->box->settings);
	const char *code = NULL, *redirect_uri = NULL, *verifier = NULL;
	bool found = false;

	if (!form_need(ask->call, ask->form, "code", &code) ||
	    !form_need(ask->call, ask->form, "redirect_uri", &redirect_uri) ||
	    !form_need(ask->call, ask->form, "code_verifier", &verifier) ||
	    !grant_find(sql_of(ask), code, &grant, &found, error))
		return false;
	if (!found)
		return bad_grant(ask, "There is no such code");
	if (grant.used)
		return token_revoke_family(sql_of(ask), grant.family, error) &&
		       bad_grant(ask, "The code was used before");
	if (!grant_is_ours(ask, &grant, redirect_uri, verifier) ||
	    !grant_use(sql_of(ask), code, error))
		return false;
	issue.client = grant.client;
	issue.family = grant.family;
	issue.scopes = issue.access_scopes = grant.scopes;
	return give(ask, &issue, error);
}

/* A refresh token that was replaced, too long ago to be sent again. */
static bool is_reuse(const struct ask *ask, const struct token *token)
{
	int64_t grace_ms = ask->call->box->settings.reuse_grace * 1000;

	return token->used_at_ms != 0 &&
	       when_now_ms() >= token->used_at_ms + grace_ms;
}

/* False, and the problem, unless the token can be used to get others. */
static bool can_refresh(const struct ask *ask, const struct token *token,
			GError **error)
{
	if (strcmp(token->kind, TOKEN_REFRESH) != 0)
		return bad_grant(ask, "This is no refresh token");
	if (strcmp(token->client, ask->client) != 0)
		return bad_grant(ask, "The token is another client's");
	if (is_reuse(ask, token))
		return token_revoke_family(sql_of(ask), token->family, error) &&
		       bad_grant(ask, "The token was used before");
	if (token->revoked)
		return bad_grant(ask, "The token was revoked");
	if (token->expires_at <= when_now())
		return bad_grant(ask, "The token has expired");
	return true;
}

static bool by_refresh_token(const struct ask *ask, GError **error)
{
	AUTO(token_release) struct token token = { 0 };
	const struct settings *settings = &ask->call->box->settings;
	struct issue issue = issue_by_settings(settings);
	const char *text = NULL;
	bool found = false;

	if (!form_need(ask->call, ask->form, "refresh_token", &text) ||
	    !token_find(sql_of(ask), text, &token, &found, error))
		return false;
	if (!found)
		return bad_grant(ask, "There is no such token");
	if (!can_refresh(ask, &token, error))
		return false;
	issue.client = token.client;
	issue.family = token.family;
	issue.scopes = token.scopes;
	issue.access_scopes = form_get(ask->form, "scope");
	issue.without_refresh = !settings->rotation;
	if (!issue.access_scopes)
		issue.access_scopes = token.scopes;
	if (!scope_all_within(issue.access_scopes, token.scopes))
		return problem_oauth(&ask->call->problem, 400, "invalid_scope",
				     "That is more than was granted");
	if (settings->rotation &&
	    !token_use(sql_of(ask), &token, when_now_ms(), error))
		return false;
	return give(ask, &issue, error);
}

static const struct {
	const char *type;
	bool (*give)(const struct ask *ask, GError **error);
} grants[] = {
	{ "authorization_code", by_code },
	{ "refresh_token", by_refresh_token },
};

bool oauth_token(struct call *call, GError **error)
{
	AUTO(form_release) struct form form = { 0 };
	g_autofree char *client = NULL;
	struct ask ask = { .call = call, .form = &form };
	enum client_proof proof = CLIENT_NONE;
	const char *type = NULL;

	reply_header(call->reply, "Cache-Control", "no-store");
	reply_header(call->reply, "Pragma", "no-cache");
	if (!form_read(call, &form) ||
	    !client_check(call, &form, &client, &proof, error))
		return false;
	if (proof == CLIENT_NONE)
		return client_refuse(call);
	ask.client = client;
	if (!form_need(call, &form, "grant_type", &type))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(grants); i++)
		if (strcmp(grants[i].type, type) == 0)
			return grants[i].give(&ask, error);
	return problem_oauth(&call->problem, 400, "unsupported_grant_type",
			     "Only authorization_code and refresh_token");
}
