#include <string.h>

#include "lib/conf/conf.h"

static void every_built_in_value_is_a_good_one(void)
{
	for (const struct conf_key *key = conf_keys; key->name; key++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_true(conf_find_key(key->name) == key);
		g_assert_nonnull(key->help);
		if (key->fallback)
			g_assert_true(conf_check_value(key, key->fallback, NULL,
						       &err));
	}
	g_assert_null(conf_find_key("nothing"));
}

static void values_must_fit_their_setting(void)
{
	static const struct {
		const char *key, *value;
		bool ok;
	} cases[] = {
		{ "timeout", "1", true },
		{ "timeout", "3600", true },
		{ "timeout", "0", false },
		{ "timeout", "3601", false },
		{ "timeout", "5s", false },
		{ "timeout", "", false },
		{ "timeout", "-1", false },
		{ "timeout", "99999999999999999999", false },
		{ "retries", "0", true },
		{ "read_only", "true", true },
		{ "read_only", "yes", false },
		{ "storage", "file", true },
		{ "storage", "memory", false },
		{ "api_url", "http://127.0.0.1:8080/v1", true },
		{ "api_url", "ftp://host", false },
		{ "api_url", "https://user:pw@host", false },
		{ "api_url", "https://host/v1?key=a", false },
		{ "oauth_url", "https://host/#key", false },
		{ "api_url", "https://ho\nst", false },
		{ "oauth_token_path", "/oauth/token", true },
		{ "oauth_token_path", "oauth", false },
		{ "ca_cert", "/etc/my ca.pem", true },
		{ "ca_cert", "ca.pem", false },
		{ "profile", "work", true },
		{ "profile", "a/b", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		bool ok = conf_check_value(conf_find_key(cases[i].key),
					   cases[i].value, NULL, &err);

		g_assert_true(ok == cases[i].ok);
		g_assert_cmpint(err.code, ==, ok ? ERR_NONE : ERR_USAGE);
	}
}

static void profile_names_are_one_plain_word(void)
{
	static const char *const good[] = { "a", "Work", "work.2", "_x-1" };
	static const char *const bad[] = { "",	   ".",	   "..",       ".a",
					   "-a",   "a/b",  "a b",      "a\nb",
					   "a\rb", "a\tb", "\xc3\xa4", "a]b",
					   "[a" };
	g_autofree char *longest = g_strnfill(64, 'a');
	g_autofree char *too_long = g_strnfill(65, 'a');

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_true(conf_check_profile(good[i], "x", &err));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_false(conf_check_profile(bad[i], "--profile", &err));
		g_assert_true(g_str_has_prefix(err.message, "--profile: "));
	}
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(conf_check_profile(longest, "x", &err));
	g_assert_false(conf_check_profile(too_long, "x", &err));
}

static void what_looks_like_a_key_is_not_repeated(void)
{
	static const char secret[] = "fk_4f9a8b7c6d5e4f3a2b1c0d9e";
	static const char *const names[] = { "profile", "timeout", "storage",
					     "api_url" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_false(conf_check_value(conf_find_key(names[i]), secret,
						"here", &err));
		g_assert_null(strstr(err.message, secret));
		g_assert_true(g_str_has_prefix(err.message, "here: "));
	}
	AUTO(error_release) struct error err = { 0 };

	g_assert_false(conf_check_value(conf_find_key("oauth_url"),
					"https://host/?k=canary", NULL, &err));
	g_assert_null(strstr(err.message, "canary"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conf_keys/every built-in value is a good one",
			every_built_in_value_is_a_good_one);
	g_test_add_func("/conf_keys/values must fit their setting",
			values_must_fit_their_setting);
	g_test_add_func("/conf_keys/profile names are one plain word",
			profile_names_are_one_plain_word);
	g_test_add_func("/conf_keys/what looks like a key is not repeated",
			what_looks_like_a_key_is_not_repeated);
	return g_test_run();
}
