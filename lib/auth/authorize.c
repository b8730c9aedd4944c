#include "lib/auth/authorize.h"

#include "lib/net/url.h"

char *authorize_url(const struct authorize *ask)
{
	GString *url = g_string_new(ask->endpoint);

	url_append_query(url, "response_type", "code");
	url_append_query(url, "client_id", ask->client_id);
	url_append_query(url, "redirect_uri", ask->redirect_uri);
	if (ask->scope && *ask->scope)
		url_append_query(url, "scope", ask->scope);
	url_append_query(url, "state", sealed_reveal(ask->state));
	url_append_query(url, "code_challenge", ask->challenge);
	url_append_query(url, "code_challenge_method", "S256");
	return g_string_free(url, FALSE);
}
