#include "lib/auth/token_endpoint.h"

#include <string.h>

#include "lib/auth/form.h"

/* The answer of an endpoint goes when its tokens have been taken out. */
static void token_wipe_reply(struct http_reply *reply)
{
	if (reply->body)
		explicit_bzero(reply->body, reply->body_len);
	http_reply_release(reply);
}

static bool token_add_client(const struct token_endpoint *endpoint,
			     struct form *form, struct sealed *basic,
			     struct error *err)
{
	const struct sealed *secret = endpoint->client_secret;
	bool has_secret = secret && !sealed_is_empty(secret);

	if (has_secret && endpoint->auth == TOKEN_AUTH_BASIC) {
		form_hide(form, secret);
		return form_basic(endpoint->client_id, secret, basic, err);
	}
	return form_add(form, "client_id", endpoint->client_id, err) &&
	       form_add_secret(form, "client_secret", secret, err);
}

static bool token_post(const struct token_endpoint *endpoint,
		       enum token_grant grant, struct form *form,
		       struct token_answer *ret_answer,
		       enum token_verdict *ret_verdict, struct error *err)
{
	AUTO(token_wipe_reply) struct http_reply reply = { 0 };
	AUTO(sealed_release) struct sealed basic = { 0 };

	*ret_verdict = TOKEN_NOT_SPENT;
	if (!token_add_client(endpoint, form, &basic, err))
		return false;
	if (!form_post(endpoint->client, endpoint->url, form, &basic, &reply,
		       err)) {
		/* one that came and is no use has not been lost */
		if (!client_was_answered(endpoint->client) &&
		    client_may_have_acted(endpoint->client))
			*ret_verdict = TOKEN_UNKNOWN;
		return false;
	}
	if (!token_answer_read(&reply, grant, ret_answer, ret_verdict, err) ||
	    !client_hide(endpoint->client, &ret_answer->access, err) ||
	    !client_hide(endpoint->client, &ret_answer->refresh, err))
		return false;
	token_answer_check_scope(ret_answer, client_secrets(endpoint->client));
	return true;
}

bool token_endpoint_exchange(const struct token_endpoint *endpoint,
			     const struct token_code *code,
			     struct token_answer *ret_answer,
			     enum token_verdict *ret_verdict, struct error *err)
{
	AUTO(form_release) struct form form = { 0 };

	*ret_verdict = TOKEN_NOT_SPENT;
	return form_add(&form, "grant_type", "authorization_code", err) &&
	       form_add_secret(&form, "code", code->code, err) &&
	       form_add(&form, "redirect_uri", code->redirect_uri, err) &&
	       form_add_secret(&form, "code_verifier", code->verifier, err) &&
	       token_post(endpoint, TOKEN_BY_CODE, &form, ret_answer,
			  ret_verdict, err);
}

bool token_endpoint_refresh(const struct token_endpoint *endpoint,
			    const struct sealed *refresh,
			    struct token_answer *ret_answer,
			    enum token_verdict *ret_verdict, struct error *err)
{
	AUTO(form_release) struct form form = { 0 };

	*ret_verdict = TOKEN_NOT_SPENT;
	return form_add(&form, "grant_type", "refresh_token", err) &&
	       form_add_secret(&form, "refresh_token", refresh, err) &&
	       token_post(endpoint, TOKEN_BY_REFRESH, &form, ret_answer,
			  ret_verdict, err);
}
