#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/auth/store.h"

#define HOME_ORIGIN "https://api.example"

static const struct cred_key home = { HOME_ORIGIN, "default", CRED_SLOT_LOGIN };

static const char *look_up(const char *name)
{
	return g_getenv(name);
}

/* A store over the variables as they are now. */
static struct store open_store(void)
{
	const struct store_given_config config = { HOME_ORIGIN, look_up };
	struct store store;

	store_given(&config, &store);
	return store;
}

static void clear(void)
{
	g_unsetenv("FENTU_TOKEN");
	g_unsetenv("FENTU_API_KEY");
	g_unsetenv("FENTU_API_KEY_FILE");
	g_unsetenv("CREDENTIALS_DIRECTORY");
}

static bool get(const struct cred_key *key, struct cred *ret_cred,
		bool *ret_found, struct error *err)
{
	AUTO(store_release) struct store store = open_store();

	return store_get(&store, key, ret_cred, ret_found, err);
}

static void assert_given(const char *secret, enum cred_kind kind,
			 enum cred_source source, const char *detail)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = false;

	g_assert_true(get(&home, &cred, &found, &err));
	g_assert_true(found);
	g_assert_cmpstr(sealed_reveal(&cred.access), ==, secret);
	g_assert_cmpint(cred.kind, ==, kind);
	g_assert_cmpint(cred.source, ==, source);
	g_assert_cmpstr(cred.source_detail, ==, detail);
}

static void assert_absent(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = true;

	g_assert_true(get(&home, &cred, &found, &err));
	g_assert_false(found);
}

static void assert_refused(enum error_code code, const char *part)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = false;

	g_assert_false(get(&home, &cred, &found, &err));
	g_assert_cmpint(err.code, ==, code);
	g_assert_nonnull(strstr(err.message, part));
	g_assert_null(strstr(err.message, "canary"));
}

static char *write_key(const char *folder, const char *name, const char *text)
{
	char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(chmod(path, 0600), ==, 0);
	return path;
}

static void nothing_given_is_nothing_found(void)
{
	clear();
	assert_absent();
	g_setenv("FENTU_TOKEN", "", TRUE);
	g_setenv("FENTU_API_KEY", "", TRUE);
	g_setenv("FENTU_API_KEY_FILE", "", TRUE);
	assert_absent();
}

static void they_are_looked_at_in_their_order(void)
{
	g_autofree char *folder = g_dir_make_tmp("fentu-given-XXXXXX", NULL);
	g_autofree char *file = write_key(folder, "key", "from-file\n");
	g_autofree char *systemd =
		write_key(folder, "fentu-api-key", "from-systemd");

	clear();
	g_setenv("CREDENTIALS_DIRECTORY", folder, TRUE);
	assert_given("from-systemd", CRED_API_KEY, CRED_FROM_SYSTEMD, systemd);
	g_setenv("FENTU_API_KEY_FILE", file, TRUE);
	assert_given("from-file", CRED_API_KEY, CRED_FROM_KEY_FILE, file);
	g_setenv("FENTU_API_KEY", "from-variable\n", TRUE);
	assert_given("from-variable", CRED_API_KEY, CRED_FROM_ENVIRONMENT,
		     "FENTU_API_KEY");
	g_setenv("FENTU_TOKEN", "a-token", TRUE);
	assert_given("a-token", CRED_OAUTH, CRED_FROM_ENVIRONMENT,
		     "FENTU_TOKEN");
	g_unlink(file);
	g_unlink(systemd);
	g_rmdir(folder);
}

static void they_go_to_their_origin_and_no_other(void)
{
	static const char *const others[] = {
		"https://api.example:8443",  "http://api.example",
		"https://api.example.evil",  "https://evilapi.example",
		"https://api.example.",	     "https://API.example",
		"https://xn--api-example",   "https://api.example/",
		"https://other.api.example", "",
	};

	clear();
	g_setenv("FENTU_API_KEY", "canary", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		const struct cred_key other = { others[i], "default",
						CRED_SLOT_LOGIN };
		AUTO(error_release) struct error err = { 0 };
		AUTO(cred_release) struct cred cred = { 0 };
		bool found = false;

		g_assert_false(get(&other, &cred, &found, &err));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_nonnull(strstr(err.message, "FENTU_API_KEY"));
		g_assert_null(strstr(err.message, "canary"));
		g_assert_true(sealed_is_empty(&cred.access));
	}
}

static void one_that_is_no_key_is_refused_and_nothing_else_tried(void)
{
	g_autofree char *large = g_strnfill(SEALED_MAX + 1, 'x');

	clear();
	g_setenv("FENTU_API_KEY", "good-key", TRUE);
	g_setenv("FENTU_TOKEN", "canary\r\ncanary", TRUE);
	assert_refused(ERR_USAGE, "FENTU_TOKEN has a line end at position 7");
	g_setenv("FENTU_TOKEN", "canary canary", TRUE);
	assert_refused(ERR_USAGE, "a space at position 7");
	g_setenv("FENTU_TOKEN", "\n", TRUE);
	assert_refused(ERR_USAGE, "FENTU_TOKEN is empty");
	g_setenv("FENTU_TOKEN", large, TRUE);
	assert_refused(ERR_USAGE, "FENTU_TOKEN: a secret of 65537 bytes");
}

static void a_key_file_may_be_readable_but_not_writable(void)
{
	g_autofree char *folder = g_dir_make_tmp("fentu-given-XXXXXX", NULL);
	g_autofree char *file = write_key(folder, "key", "from-file");

	clear();
	g_setenv("FENTU_API_KEY_FILE", file, TRUE);
	g_assert_cmpint(chmod(file, 0444), ==, 0);
	assert_given("from-file", CRED_API_KEY, CRED_FROM_KEY_FILE, file);
	g_assert_cmpint(chmod(file, 0666), ==, 0);
	assert_refused(ERR_OTHER, file);
	g_unlink(file);
	g_rmdir(folder);
}

static void a_missing_file_is_a_failure_only_when_it_was_named(void)
{
	clear();
	g_setenv("CREDENTIALS_DIRECTORY", "/nonexistent", TRUE);
	assert_absent();
	g_setenv("FENTU_API_KEY_FILE", "/nonexistent/key", TRUE);
	assert_refused(ERR_LOGIN, "which does not exist");
	g_setenv("FENTU_API_KEY_FILE", "canary_0123456789abcdef", TRUE);
	assert_refused(ERR_LOGIN, "FENTU_API_KEY_FILE: that looks like a key");
	g_setenv("FENTU_API_KEY_FILE", "/etc", TRUE);
	assert_refused(ERR_OTHER, "not a regular file");
}

static void a_relative_folder_of_credentials_is_ignored(void)
{
	g_autofree char *folder = g_dir_make_tmp("fentu-given-XXXXXX", NULL);
	g_autofree char *file = write_key(folder, "fentu-api-key", "planted");
	g_autofree char *before = g_get_current_dir();

	clear();
	g_assert_cmpint(chdir(folder), ==, 0);
	g_setenv("CREDENTIALS_DIRECTORY", ".", TRUE);
	assert_absent();
	g_assert_cmpint(chdir(before), ==, 0);
	g_unlink(file);
	g_rmdir(folder);
}

static void nothing_can_be_stored_there(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(store_release) struct store store = { 0 };
	const struct cred cred = { .kind = CRED_API_KEY };

	clear();
	store = open_store();
	g_assert_false(store_put(&store, &home, &cred, &err));
	g_assert_nonnull(strstr(err.message, "environment"));
	g_assert_false(store_drop(&store, &home, &err));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store_given/nothing given is nothing found",
			nothing_given_is_nothing_found);
	g_test_add_func("/store_given/they are looked at in their order",
			they_are_looked_at_in_their_order);
	g_test_add_func("/store_given/they go to their origin and no other",
			they_go_to_their_origin_and_no_other);
	g_test_add_func("/store_given/one that is no key is refused and "
			"nothing else tried",
			one_that_is_no_key_is_refused_and_nothing_else_tried);
	g_test_add_func("/store_given/a key file may be readable but not "
			"writable",
			a_key_file_may_be_readable_but_not_writable);
	g_test_add_func("/store_given/a missing file is a failure only when "
			"it was named",
			a_missing_file_is_a_failure_only_when_it_was_named);
	g_test_add_func("/store_given/a relative folder of credentials is "
			"ignored",
			a_relative_folder_of_credentials_is_ignored);
	g_test_add_func("/store_given/nothing can be stored there",
			nothing_can_be_stored_there);
	return g_test_run();
}
