#include "lib/auth/revoke.h"

#include "lib/auth/form.h"
#include "lib/base/js.h"

static bool revoke_has(const struct sealed *secret)
{
	return secret && !sealed_is_empty(secret);
}

static bool revoke_authorize(const struct revoke_endpoint *endpoint,
			     struct form *form, struct sealed *header,
			     struct error *err)
{
	const struct sealed *secret = endpoint->client_secret;

	if (endpoint->auth == REVOKE_AUTH_BASIC && endpoint->client_id &&
	    revoke_has(secret)) {
		form_hide(form, secret);
		return form_basic(endpoint->client_id, secret, header, err);
	}
	if (endpoint->auth == REVOKE_AUTH_BEARER &&
	    revoke_has(endpoint->bearer) &&
	    (!sealed_set(header, "Bearer ", 7, err) ||
	     !sealed_append(header, sealed_reveal(endpoint->bearer),
			    endpoint->bearer->len, err)))
		return false;
	return form_add(form, "client_id", endpoint->client_id, err) &&
	       form_add_secret(form, "client_secret", secret, err);
}

/* The code of an error (RFC 7009, section 2.2.1) in brackets, or "". */
static char *revoke_said(const struct http_reply *reply)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *code = NULL;
	struct js root, value;

	if (!js_check(reply->body, reply->body_len, "the answer", &root,
		      &ignored))
		return g_strdup("");
	value = js_member(root, "error");
	if (js_type(value) != JS_STRING)
		return g_strdup("");
	code = js_text(value, NULL);
	return g_strdup_printf(" (%.100s)", code);
}

static bool revoke_refused(const struct http_reply *reply, struct error *err)
{
	g_autofree char *said = revoke_said(reply);

	error_set(err, reply->status >= 500 ? ERR_NETWORK : ERR_OTHER,
		  "the server answers %d%s to the revocation", reply->status,
		  said);
	err->http_status = reply->status;
	if (reply->status == 401 || reply->status == 403)
		return error_hint(err, "it may want to be told in another way "
				       "who asks: see oauth_revoke_auth in "
				       "'fentu config list'");
	if (reply->status == 404 || reply->status == 405)
		return error_hint(err, "check oauth_url and oauth_revoke_path "
				       "with 'fentu config list'");
	return error_hint(err, "try again later, or revoke it in Fentu under "
			       "Administration > Integrations > API");
}

bool revoke_token(const struct revoke_endpoint *endpoint,
		  const struct sealed *token, const char *hint,
		  struct error *err)
{
	AUTO(form_release) struct form form = { .repeatable = true };
	AUTO(sealed_release) struct sealed header = { 0 };
	AUTO(http_reply_release) struct http_reply reply = { 0 };

	if (!form_add_secret(&form, "token", token, err) ||
	    !form_add(&form, "token_type_hint", hint, err) ||
	    !revoke_authorize(endpoint, &form, &header, err) ||
	    !form_post(endpoint->client, endpoint->url, &form, &header, &reply,
		       err))
		return false;
	/* 410 is what a second request may get, and it is what was wanted */
	return (reply.status >= 200 && reply.status <= 299) ||
	       reply.status == 410 || revoke_refused(&reply, err);
}
