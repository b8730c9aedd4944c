#include "lib/auth/revoke.h"

#include <string.h>

#include "lib/auth/form.h"
#include "lib/base/js.h"
#include "lib/net/errbody.h"

#define REVOKE_PLACE                                                           \
	"check oauth_url and oauth_revoke_path with 'fentu config list'"

static bool revoke_has(const struct sealed *secret)
{
	return secret && !sealed_is_empty(secret);
}

/* A header needs something to put there; without it the form has to do. */
static enum revoke_auth revoke_way(const struct revoke_endpoint *endpoint,
				   enum revoke_auth wanted)
{
	if (wanted == REVOKE_AUTH_BEARER && !revoke_has(endpoint->bearer))
		return REVOKE_AUTH_BODY;
	if (wanted == REVOKE_AUTH_BASIC &&
	    !(endpoint->client_id && revoke_has(endpoint->client_secret)))
		return REVOKE_AUTH_BODY;
	return wanted;
}

static bool revoke_authorize(const struct revoke_endpoint *endpoint,
			     enum revoke_auth way, struct form *form,
			     struct sealed *header, struct error *err)
{
	const struct sealed *secret = endpoint->client_secret;

	if (way == REVOKE_AUTH_BASIC) {
		form_hide(form, secret);
		return form_basic(endpoint->client_id, secret, header, err);
	}
	if (way == REVOKE_AUTH_BEARER)
		form_hide(form, endpoint->bearer);
	if (way == REVOKE_AUTH_BEARER &&
	    (!sealed_set(header, "Bearer ", 7, err) ||
	     !sealed_append(header, sealed_reveal(endpoint->bearer),
			    endpoint->bearer->len, err)))
		return false;
	return form_add(form, "client_id", endpoint->client_id, err) &&
	       form_add_secret(form, "client_secret", secret, err);
}

/* The code of an error (RFC 7009, section 2.2.1); NULL: none was given. */
static char *revoke_code(const struct http_reply *reply)
{
	AUTO(error_release) struct error ignored = { 0 };
	struct js root, value;

	if (!js_check(reply->body, reply->body_len, "the answer", &root,
		      &ignored))
		return NULL;
	value = js_member(root, "error");
	return js_type(value) == JS_STRING ? js_text(value, NULL) : NULL;
}

static bool revoke_refused(const struct http_reply *reply, const char *code,
			   struct error *err)
{
	AUTO(errbody_release) struct errbody body = { 0 };
	const char *said = code;

	errbody_read(reply->body, reply->body_len, &body);
	if (!said)
		said = body.message ? body.message : body.code;
	error_set(err, reply->status >= 500 ? ERR_NETWORK : ERR_OTHER,
		  "the server answers %d%s%.200s%s to the revocation",
		  reply->status, said ? " (" : "", said ? said : "",
		  said ? ")" : "");
	err->http_status = reply->status;
	if (reply->status == 401 || reply->status == 403 ||
	    g_strcmp0(code, "invalid_client") == 0)
		return error_hint(err, "the server may want to know which "
				       "registered app asks: give "
				       "FENTU_CLIENT_ID and "
				       "FENTU_CLIENT_SECRET, and see "
				       "oauth_revoke_auth in 'fentu config "
				       "list'");
	if (reply->status == 404 || reply->status == 405)
		return error_hint(err, REVOKE_PLACE);
	return error_hint(err, "try again later, or revoke it in Fentu under "
			       "Administration > Integrations > API");
}

/* Is it about who asks? Anything else is asked in vain another time. */
static bool revoke_is_about_client(int status, const char *code)
{
	if (status != 400 && status != 401)
		return false;
	return g_strcmp0(code, "unsupported_token_type") != 0 &&
	       g_strcmp0(code, "unauthorized_client") != 0;
}

static bool revoke_once(const struct revoke_endpoint *endpoint,
			enum revoke_auth way, const struct sealed *token,
			const char *hint, bool *ret_ask_again,
			struct error *err)
{
	AUTO(form_release) struct form form = { .repeatable = true };
	AUTO(sealed_release) struct sealed header = { 0 };
	AUTO(http_reply_release) struct http_reply reply = { 0 };
	g_autofree char *code = NULL;

	*ret_ask_again = false;
	if (!form_add_secret(&form, "token", token, err) ||
	    !form_add(&form, "token_type_hint", hint, err) ||
	    !revoke_authorize(endpoint, way, &form, &header, err) ||
	    !form_post(endpoint->client, endpoint->url, &form, &header, &reply,
		       err))
		return err->hint && strstr(err->hint, "--api-url")
			       ? error_hint(err, REVOKE_PLACE)
			       : false; /* it is not the API that has moved */
	/* 410 is what a second request may get, and it is what was wanted */
	if ((reply.status >= 200 && reply.status <= 299) || reply.status == 410)
		return true;
	code = revoke_code(&reply);
	*ret_ask_again = revoke_is_about_client(reply.status, code);
	return revoke_refused(&reply, code, err);
}

/* Does this way say something that the first did not? */
static bool revoke_is_worth_it(const struct revoke_endpoint *endpoint,
			       enum revoke_auth way)
{
	return revoke_way(endpoint, way) == way &&
	       way != revoke_way(endpoint, endpoint->auth) &&
	       (way != REVOKE_AUTH_BODY || endpoint->client_id);
}

bool revoke_token(struct revoke_endpoint *endpoint, const struct sealed *token,
		  const char *hint, struct error *err)
{
	enum revoke_auth way = revoke_way(endpoint, endpoint->auth);
	bool ask_again = true, done = false;

	for (unsigned i = 0; !done && ask_again && i < REVOKE_AUTH_COUNT; i++) {
		if (i > 0) {
			way = (endpoint->auth + i) % REVOKE_AUTH_COUNT;
			if (!revoke_is_worth_it(endpoint, way))
				continue;
		}
		error_clear(err);
		done = revoke_once(endpoint, way, token, hint, &ask_again, err);
	}
	if (done)
		endpoint->auth = way;
	return done;
}
