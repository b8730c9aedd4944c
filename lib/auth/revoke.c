#include "lib/auth/revoke.h"

#include <string.h>

#include "lib/net/url.h"

static void revoke_wipe(GString **form)
{
	explicit_bzero((*form)->str, (*form)->allocated_len);
	g_string_free(*form, TRUE);
}

bool revoke_token(struct client *client, const char *url,
		  const struct sealed *token, const char *hint, int *ret_status,
		  struct error *err)
{
	static const struct http_header form_type = {
		"Content-Type", "application/x-www-form-urlencoded"
	};
	/* Room for every byte as %XX: a string that grows leaves copies. */
	AUTO(revoke_wipe)
	GString *form = g_string_sized_new(3 * token->len + 64);
	AUTO(http_reply_release) struct http_reply reply = { 0 };
	struct client_request request = {
		.method = "POST",
		.url = url,
		.headers = &form_type,
		.header_count = 1,
	};

	g_string_append(form, "token=");
	url_append_encoded(form, sealed_reveal(token));
	if (hint)
		g_string_append_printf(form, "&token_type_hint=%s", hint);
	request.body = form->str;
	request.body_len = form->len;
	if (!client_send(client, &request, &reply, err))
		return false;
	*ret_status = reply.status;
	return true;
}
