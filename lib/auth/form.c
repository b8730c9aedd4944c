#include "lib/auth/form.h"

#include <string.h>

#include "lib/base/wipe.h"
#include "lib/net/url.h"

bool form_add(struct form *form, const char *name, const char *value,
	      struct error *err)
{
	size_t len = value ? strlen(value) : 0;
	/* Room for every byte as %XX: a string that grows leaves copies. */
	AUTO(wipe_string)
	GString *part = g_string_sized_new(3 * len + strlen(name) + 8);

	if (len == 0)
		return true;
	if (!sealed_is_empty(&form->text))
		g_string_append_c(part, '&');
	g_string_append_printf(part, "%s=", name);
	url_append_encoded(part, value);
	return sealed_append(&form->text, part->str, part->len, err);
}

void form_hide(struct form *form, const struct sealed *secret)
{
	g_assert(form->secret_count < FORM_SECRETS_MAX);
	form->secret[form->secret_count++] = secret;
}

bool form_add_secret(struct form *form, const char *name,
		     const struct sealed *value, struct error *err)
{
	if (!value)
		return true;
	form_hide(form, value);
	return form_add(form, name, sealed_reveal(value), err);
}

void form_release(struct form *form)
{
	if (form)
		sealed_release(&form->text);
}

bool form_basic(const char *client_id, const struct sealed *client_secret,
		struct sealed *ret_value, struct error *err)
{
	size_t len = strlen(client_id) + client_secret->len;
	AUTO(wipe_string) GString *pair = g_string_sized_new(3 * len + 8);
	AUTO(wipe_text) char *base64 = NULL;

	url_append_encoded(pair, client_id);
	g_string_append_c(pair, ':');
	url_append_encoded(pair, sealed_reveal(client_secret));
	base64 = g_base64_encode((const guchar *)pair->str, pair->len);
	return sealed_set(ret_value, "Basic ", strlen("Basic "), err) &&
	       sealed_append(ret_value, base64, strlen(base64), err);
}

bool form_post(struct client *client, const char *url, const struct form *form,
	       const struct sealed *authorization, struct http_reply *ret_reply,
	       struct error *err)
{
	const struct http_header headers[] = {
		{ "Content-Type", "application/x-www-form-urlencoded" },
		{ "Authorization",
		  authorization ? sealed_reveal(authorization) : "" },
	};
	const bool has_own = authorization && !sealed_is_empty(authorization);
	const struct client_request request = {
		.method = "POST",
		.url = url,
		.headers = headers,
		.header_count = has_own ? 2 : 1,
		.body = sealed_reveal(&form->text),
		.body_len = form->text.len,
		.repeatable = form->repeatable,
		.is_grant = true,
	};

	for (size_t i = 0; i < form->secret_count; i++)
		if (!client_hide(client, form->secret[i], err))
			return false;
	return client_send(client, &request, ret_reply, err);
}
