#include "lib/auth/authorize.h"

#include <string.h>

static char *url_for(const char *endpoint, const char *scope)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed state = { 0 };
	const struct authorize ask = {
		.endpoint = endpoint,
		.client_id = "app one&more",
		.redirect_uri = "http://127.0.0.1:4711/callback",
		.scope = scope,
		.state = &state,
		.challenge = "abc-_",
	};

	g_assert_true(sealed_set(&state, "st-1", 4, &err));
	return authorize_url(&ask);
}

static void everything_is_asked_and_encoded(void)
{
	g_autofree char *url = url_for("https://auth.test/oauth/authorize",
				       "read:assets read:customers");

	g_assert_cmpstr(url, ==,
			"https://auth.test/oauth/authorize?response_type=code"
			"&client_id=app%20one%26more"
			"&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback"
			"&scope=read%3Aassets%20read%3Acustomers&state=st-1"
			"&code_challenge=abc-_&code_challenge_method=S256");
}

static void a_query_of_the_endpoint_stays(void)
{
	g_autofree char *url = url_for("https://auth.test/in?tenant=7", NULL);

	g_assert_true(g_str_has_prefix(
		url, "https://auth.test/in?tenant=7&response_type=code&"));
	g_assert_null(strstr(url, "scope"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/authorize/everything is asked and encoded",
			everything_is_asked_and_encoded);
	g_test_add_func("/authorize/a query of the endpoint stays",
			a_query_of_the_endpoint_stays);
	return g_test_run();
}
