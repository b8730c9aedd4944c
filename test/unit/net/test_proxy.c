#include "lib/net/proxy.h"

#include <string.h>

/* The environment of a test: one variable, or two. */
static const char *names[2], *values[2];

static const char *lookup(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_strcmp0(names[i], name) == 0)
			return values[i];
	return NULL;
}

static void the_variable_in_force_is_named(void)
{
	static const struct {
		const char *first, *second, *https, *http;
	} rows[] = {
		{ NULL, NULL, NULL, NULL },
		{ "https_proxy", "HTTPS_PROXY", "https_proxy", NULL },
		{ "HTTPS_PROXY", "ALL_PROXY", "HTTPS_PROXY", "ALL_PROXY" },
		{ "all_proxy", "ALL_PROXY", "all_proxy", "all_proxy" },
		{ "http_proxy", "all_proxy", "all_proxy", "http_proxy" },
		{ "HTTP_PROXY", "no_proxy", NULL, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		names[0] = rows[i].first;
		names[1] = rows[i].second;
		values[0] = values[1] = "proxy:1";
		g_assert_cmpstr(proxy_variable(true, lookup), ==,
				rows[i].https);
		g_assert_cmpstr(proxy_variable(false, lookup), ==,
				rows[i].http);
		values[0] = values[1] = "";
		g_assert_null(proxy_variable(true, lookup));
	}
}

static void no_password_is_left(void)
{
	static const char *const variables[] = { "http_proxy",	"HTTP_PROXY",
						 "https_proxy", "HTTPS_PROXY",
						 "all_proxy",	"ALL_PROXY" };
	static const char *const shapes[] = {
		"http://usr:pa#s3cr3t@proxy:8080",
		"usr:pa#s3cr3t@proxy:8080",
		"http://pa#s3cr3t@proxy",
		"socks5h://usr:pa#s3cr3t@proxy:1080/",
		"http:/usr:pa#s3cr3t@proxy",
		"http://usr:pa%23s3cr3t@proxy",
		"http://usr:pa#s3cr3t@@proxy",
		"http://a@b:pa#s3cr3t@proxy?x",
		"://:pa#s3cr3t@",
		"pa#s3cr3t@",
	};

	names[1] = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(variables); i++)
		for (size_t n = 0; n < G_N_ELEMENTS(shapes); n++) {
			AUTO(error_release) struct error err = { 0 };
			struct redact *redact = redact_new();
			g_autofree char *said = g_strdup_printf(
				"bad proxy '%s'; 'pa#s3cr3t@proxy' and "
				"pa%%23s3cr3t",
				shapes[n]);

			names[0] = variables[i];
			values[0] = shapes[n];
			g_assert_true(proxy_hide(redact, lookup, &err));
			redact_text(redact, &said);
			g_assert_null(strstr(said, "s3cr3t"));
			redact_free(redact);
		}
}

static void what_has_no_password_is_left_alone(void)
{
	static const char *const shapes[] = { "", "http://proxy:8080", "proxy",
					      "://", "@" };

	names[0] = "https_proxy";
	for (size_t n = 0; n < G_N_ELEMENTS(shapes); n++) {
		AUTO(error_release) struct error err = { 0 };
		struct redact *redact = redact_new();
		g_autofree char *said = g_strdup("http://proxy:8080 proxy @");

		values[0] = shapes[n];
		g_assert_true(proxy_hide(redact, lookup, &err));
		redact_text(redact, &said);
		g_assert_cmpstr(said, ==, "http://proxy:8080 proxy @");
		redact_free(redact);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/proxy/the variable in force is named",
			the_variable_in_force_is_named);
	g_test_add_func("/proxy/no password is left", no_password_is_left);
	g_test_add_func("/proxy/what has no password is left alone",
			what_has_no_password_is_left_alone);
	return g_test_run();
}
