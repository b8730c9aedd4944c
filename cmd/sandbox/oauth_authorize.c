#include "cmd/sandbox/oauth.h"

#include "cmd/sandbox/client.h"
#include "cmd/sandbox/consent.h"
#include "cmd/sandbox/grant.h"
#include "cmd/sandbox/page.h"
#include "cmd/sandbox/redirect.h"
#include "cmd/sandbox/scope.h"
#include "cmd/sandbox/store.h"
#include "cmd/sandbox/when.h"

#include <string.h>

/* Back to the application, with a code or an error. */
static bool send_back(struct call *call, const struct wish *wish,
		      const char *name, const char *value)
{
	g_autoptr(GString) uri = g_string_new(wish->redirect_uri);

	redirect_add(uri, name, value);
	redirect_add(uri, "state", wish->state);
	if (call->box->settings.iss)
		redirect_add(uri, "iss", call->box->origin);
	call->reply->status = 302;
	reply_header(call->reply, "Location", "%s", uri->str);
	reply_header(call->reply, "Cache-Control", "no-store");
	return true;
}

static bool approve(struct call *call, const struct wish *wish, GError **error)
{
	const struct grant grant = {
		.client = wish->client,
		.redirect_uri = wish->redirect_uri,
		.scopes = wish->scopes,
		.challenge = wish->challenge,
		.expires_at = when_now() + call->box->settings.code_ttl,
	};
	g_autofree char *code = NULL;

	return grant_add(store_sql(call->box->store), &grant, &code, error) &&
	       send_back(call, wish, "code", code);
}

static bool deny(struct call *call, const struct wish *wish)
{
	return send_back(call, wish, "error", "access_denied");
}

/*
 * The error that the application is told of, or NULL. Without a client and a
 * place to go back to, there is nobody to tell.
 */
static const char *wrong_with(const struct target *target,
			      const struct wish *wish)
{
	const char *type = target_param(target, "response_type");
	const char *method = target_param(target, "code_challenge_method");

	if (!type)
		return "invalid_request";
	if (strcmp(type, "code") != 0)
		return "unsupported_response_type";
	if (!wish->challenge || !grant_is_challenge(wish->challenge) ||
	    g_strcmp0(method, "S256") != 0)
		return "invalid_request";
	if (!scope_all_known(wish->scopes))
		return "invalid_scope";
	return NULL;
}

static struct wish *read_wish(const struct target *target)
{
	struct wish *wish = g_new0(struct wish, 1);
	const char *scopes = target_param(target, "scope");

	wish->client = g_strdup(target_param(target, "client_id"));
	wish->redirect_uri = g_strdup(target_param(target, "redirect_uri"));
	wish->challenge = g_strdup(target_param(target, "code_challenge"));
	wish->state = g_strdup(target_param(target, "state"));
	wish->scopes = g_strdup(scopes && *scopes ? scopes : SCOPE_DEFAULT);
	return wish;
}

/* True if there is somebody to go back to; else *ret_why says why not. */
static bool has_way_back(struct call *call, const struct wish *wish,
			 const char **ret_why, GError **error)
{
	bool known = false;

	*ret_why = NULL;
	if (form_repeated(&call->request->target))
		*ret_why = "A parameter is given twice";
	else if (!wish->client)
		*ret_why = "client_id is missing";
	else if (!client_exists(store_sql(call->box->store), wish->client,
				&known, error))
		return false;
	else if (!known)
		*ret_why = "No application has this client_id";
	else if (!wish->redirect_uri ||
		 !redirect_is_allowed(wish->redirect_uri))
		*ret_why = "redirect_uri must lead to this computer: "
			   "http://127.0.0.1, any port";
	return !*ret_why;
}

static void ask_take(struct call *call, struct wish *wish)
{
	page_ask(wish, consents_ask_take(call->box->consents, wish),
		 call->reply);
}

bool oauth_authorize(struct call *call, GError **error)
{
	const struct target *target = &call->request->target;
	AUTO(wish_drop) struct wish *wish = read_wish(target);
	const char *why = NULL, *wrong = NULL;

	if (!has_way_back(call, wish, &why, error)) {
		if (why)
			page_refuse(call->reply, "%s", why);
		return why != NULL;
	}
	wrong = wrong_with(target, wish);
	if (wrong)
		return send_back(call, wish, "error", wrong);
	switch ((enum consent)call->box->settings.consent) {
	case CONSENT_APPROVE:
		return approve(call, wish, error);
	case CONSENT_DENY:
		return deny(call, wish);
	case CONSENT_ASK:
		break;
	}
	ask_take(call, g_steal_pointer(&wish));
	return true;
}

/* A form of ours says so itself; what is no browser says nothing. */
static bool is_from_our_page(const struct call *call)
{
	const char *origin = request_header(call->request, "Origin");

	return !origin || strcmp(origin, call->box->origin) == 0;
}

bool oauth_decide(struct call *call, GError **error)
{
	AUTO(form_release) struct form form = { 0 };
	AUTO(wish_drop) struct wish *wish = NULL;
	const char *ticket = NULL, *decision = NULL;

	if (!form_read(call, &form) ||
	    !form_need(call, &form, "ticket", &ticket) ||
	    !form_need(call, &form, "decision", &decision))
		return false;
	if (is_from_our_page(call))
		wish = consents_answer(call->box->consents, ticket);
	if (!wish) {
		page_refuse(call->reply, "This page is out of date");
		return true;
	}
	return strcmp(decision, "approve") == 0 ? approve(call, wish, error)
						: deny(call, wish);
}
