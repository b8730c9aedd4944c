/*
 * What every store of credentials must do, run on one of them:
 *	test_store memory|file|keyring|keyring-file
 *
 * "keyring" needs a session with an unlocked keyring and the path of the
 * helper in KEYRING_HELPER; "keyring-file" the latter alone.
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "test/contract/store_kinds.h"

enum { LARGE_KEY = 60000 };

struct fixture {
	const struct store_kind *kind;
	struct store store;
	char *folder;
	struct error err;
};

/* ---- what the cases do ---- */

static void set_up(struct fixture *f, gconstpointer kind)
{
	f->kind = kind;
	f->folder = g_dir_make_tmp("fentu-store-XXXXXX", NULL);
	f->kind->open(&f->store, f->folder);
}

static void remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_tree(below);
	}
	g_assert_cmpint(g_remove(path), ==, 0);
}

static void tear_down(struct fixture *f, gconstpointer kind)
{
	g_autofree char *lock = g_strconcat(f->folder, ".lock", NULL);

	(void)kind;
	store_release(&f->store);
	error_release(&f->err);
	remove_tree(f->folder);
	(void)g_unlink(lock);
	g_free(f->folder);
}

static bool try_put(struct fixture *f, const struct cred_key *key,
		    const char *secret, size_t len)
{
	AUTO(cred_release)
	struct cred cred = {
		.kind = CRED_API_KEY,
		.access = store_kinds_seal(secret, len),
		.created_at = 1700000000,
	};

	return store_put(&f->store, key, &cred, &f->err);
}

static void put(struct fixture *f, const struct cred_key *key,
		const char *secret)
{
	if (!try_put(f, key, secret, strlen(secret)))
		g_error("%s", f->err.message);
}

static bool try_get(struct fixture *f, const struct cred_key *key)
{
	AUTO(cred_release) struct cred cred = { 0 };
	bool found;

	return store_get(&f->store, key, &cred, &found, &f->err);
}

static void expect(struct fixture *f, const struct cred_key *key,
		   const char *secret)
{
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = false;

	if (!store_get(&f->store, key, &cred, &found, &f->err))
		g_error("%s", f->err.message);
	g_assert_true(found);
	g_assert_cmpint(cred.kind, ==, CRED_API_KEY);
	g_assert_cmpstr(sealed_reveal(&cred.access), ==, secret);
	g_assert_cmpint(cred.created_at, ==, 1700000000);
}

static void expect_absent(struct fixture *f, const struct cred_key *key)
{
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = true;

	if (!store_get(&f->store, key, &cred, &found, &f->err))
		g_error("%s", f->err.message);
	g_assert_false(found);
	g_assert_cmpint(cred.kind, ==, CRED_NONE);
}

static void drop(struct fixture *f, const struct cred_key *key)
{
	if (!store_drop(&f->store, key, &f->err))
		g_error("%s", f->err.message);
}

/* ---- the cases ---- */

static void what_was_never_put_is_absent(struct fixture *f, gconstpointer kind)
{
	const struct cred_key key = { "https://absent.example", "default",
				      CRED_SLOT_LOGIN };

	(void)kind;
	expect_absent(f, &key);
}

static void what_is_put_is_got(struct fixture *f, gconstpointer kind)
{
	const struct cred_key key = { "https://put.example", "default",
				      CRED_SLOT_LOGIN };

	(void)kind;
	put(f, &key, "fk_live_1234567890");
	expect(f, &key, "fk_live_1234567890");
	expect(f, &key, "fk_live_1234567890");
}

static void the_source_is_named(struct fixture *f, gconstpointer kind)
{
	const struct cred_key key = { "https://source.example", "default",
				      CRED_SLOT_LOGIN };
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = false;

	(void)kind;
	put(f, &key, "key");
	g_assert_true(store_get(&f->store, &key, &cred, &found, &f->err));
	if (g_str_equal(f->kind->name, "keyring-file"))
		g_assert_cmpint(cred.source, ==, CRED_FROM_LIBSECRET_FILE);
	else if (g_str_equal(f->kind->name, "keyring"))
		g_assert_cmpint(cred.source, ==, CRED_FROM_KEYRING);
	else if (g_str_equal(f->kind->name, "file"))
		g_assert_cmpint(cred.source, ==, CRED_FROM_FILE);
}

static void a_second_put_replaces_the_first(struct fixture *f,
					    gconstpointer kind)
{
	const struct cred_key key = { "https://replace.example", "default",
				      CRED_SLOT_LOGIN };

	(void)kind;
	put(f, &key, "the-first-which-is-the-longer-one");
	put(f, &key, "second");
	expect(f, &key, "second");
	put(f, &key, "the-third-which-is-the-longest-of-all");
	expect(f, &key, "the-third-which-is-the-longest-of-all");
}

static void what_is_dropped_is_absent(struct fixture *f, gconstpointer kind)
{
	const struct cred_key key = { "https://drop.example", "default",
				      CRED_SLOT_LOGIN };

	(void)kind;
	put(f, &key, "key");
	drop(f, &key);
	expect_absent(f, &key);
	put(f, &key, "again");
	expect(f, &key, "again");
}

static void dropping_what_is_absent_is_no_error(struct fixture *f,
						gconstpointer kind)
{
	const struct cred_key key = { "https://never.example", "default",
				      CRED_SLOT_LOGIN };

	(void)kind;
	drop(f, &key);
	expect_absent(f, &key);
}

/* Two keys that differ in one way each keep their own. */
static void expect_apart(struct fixture *f, const struct cred_key *a,
			 const struct cred_key *b)
{
	put(f, a, "of-a");
	expect_absent(f, b);
	put(f, b, "of-b");
	expect(f, a, "of-a");
	expect(f, b, "of-b");
	drop(f, a);
	expect_absent(f, a);
	expect(f, b, "of-b");
}

static void profiles_are_apart(struct fixture *f, gconstpointer kind)
{
	const struct cred_key a = { "https://profiles.example", "work",
				    CRED_SLOT_LOGIN };
	const struct cred_key b = { "https://profiles.example", "work2",
				    CRED_SLOT_LOGIN };

	(void)kind;
	expect_apart(f, &a, &b);
}

static void origins_are_apart(struct fixture *f, gconstpointer kind)
{
	const struct cred_key a = { "https://one.example", "default",
				    CRED_SLOT_LOGIN };
	const struct cred_key b = { "https://one.example.org", "default",
				    CRED_SLOT_LOGIN };

	(void)kind;
	expect_apart(f, &a, &b);
}

static void ports_are_apart(struct fixture *f, gconstpointer kind)
{
	const struct cred_key a = { "https://ports.example", "default",
				    CRED_SLOT_LOGIN };
	const struct cred_key b = { "https://ports.example:8443", "default",
				    CRED_SLOT_LOGIN };

	(void)kind;
	expect_apart(f, &a, &b);
}

static void a_login_and_its_client_are_apart(struct fixture *f,
					     gconstpointer kind)
{
	const struct cred_key a = { "https://slots.example", "default",
				    CRED_SLOT_LOGIN };
	const struct cred_key b = { "https://slots.example", "default",
				    CRED_SLOT_CLIENT };

	(void)kind;
	expect_apart(f, &a, &b);
}

static void schemes_are_apart(struct fixture *f, gconstpointer kind)
{
	const struct cred_key a = { "https://127.0.0.1:8080", "default",
				    CRED_SLOT_LOGIN };
	const struct cred_key b = { "http://127.0.0.1:8080", "default",
				    CRED_SLOT_LOGIN };

	(void)kind;
	expect_apart(f, &a, &b);
}

static void names_outside_ascii_are_apart(struct fixture *f, gconstpointer kind)
{
	const struct cred_key a = { "https://utf8.example",
				    "Z\xc3\xbcrich \xe2\x98\x82",
				    CRED_SLOT_LOGIN };
	const struct cred_key b = { "https://utf8.example", "Zurich",
				    CRED_SLOT_LOGIN };

	(void)kind;
	expect_apart(f, &a, &b);
}

static void every_visible_character_comes_back(struct fixture *f,
					       gconstpointer kind)
{
	const struct cred_key key = { "https://chars.example", "default",
				      CRED_SLOT_LOGIN };
	char all['~' - '!' + 2] = "";

	(void)kind;
	for (char c = '!'; c <= '~'; c++)
		all[c - '!'] = c;
	put(f, &key, all);
	expect(f, &key, all);
}

static void a_large_one_comes_back(struct fixture *f, gconstpointer kind)
{
	const struct cred_key key = { "https://large.example", "default",
				      CRED_SLOT_LOGIN };
	g_autofree char *secret = g_strnfill(LARGE_KEY, 'k');

	(void)kind;
	secret[LARGE_KEY - 1] = 'z';
	put(f, &key, secret);
	expect(f, &key, secret);
}

static void one_too_large_is_refused_and_changes_nothing(struct fixture *f,
							 gconstpointer kind)
{
	const struct cred_key key = { "https://huge.example", "default",
				      CRED_SLOT_LOGIN };
	g_autofree char *secret = g_strnfill(SEALED_MAX, 'k');

	(void)kind;
	put(f, &key, "small");
	g_assert_false(try_put(f, &key, secret, SEALED_MAX));
	g_assert_cmpint(f->err.code, ==, ERR_OTHER);
	g_assert_null(strstr(f->err.message, "kkk"));
	expect(f, &key, "small");
}

static void a_newer_version_is_left_alone(struct fixture *f, gconstpointer kind)
{
	const struct cred_key key = { "https://newer.example", "default",
				      CRED_SLOT_LOGIN };
	const char *record = "{\"v\":2,\"kind\":\"api_key\",\"access\":\"n\"}";

	(void)kind;
	f->kind->plant(f->folder, &key, record);
	for (unsigned i = 0; i < 2; i++) {
		g_assert_false(try_get(f, &key));
		g_assert_cmpint(f->err.code, ==, ERR_OTHER);
		g_assert_nonnull(strstr(f->err.message, "newer"));
		error_clear(&f->err);
		g_assert_false(try_put(f, &key, "mine", 4));
		g_assert_cmpint(f->err.code, ==, ERR_OTHER);
		g_assert_nonnull(strstr(f->err.message, "newer"));
		error_clear(&f->err);
	}
	drop(f, &key);
	expect_absent(f, &key);
}

static void a_damaged_record_is_said_and_can_be_replaced(struct fixture *f,
							 gconstpointer kind)
{
	const struct cred_key key = { "https://damaged.example", "default",
				      CRED_SLOT_LOGIN };

	(void)kind;
	f->kind->plant(f->folder, &key, "{\"v\":1,\"kind\":\"api_key\"}");
	g_assert_false(try_get(f, &key));
	g_assert_nonnull(strstr(f->err.message, "damaged"));
	error_clear(&f->err);
	put(f, &key, "whole");
	expect(f, &key, "whole");
}

/* ---- */

#define CASE(name, needs_plant)                                                \
	{                                                                      \
#name, name, needs_plant                                       \
	}

static const struct test {
	const char *name;
	void (*run)(struct fixture *f, gconstpointer kind);
	bool needs_plant;
} tests[] = {
	CASE(what_was_never_put_is_absent, false),
	CASE(what_is_put_is_got, false),
	CASE(the_source_is_named, false),
	CASE(a_second_put_replaces_the_first, false),
	CASE(what_is_dropped_is_absent, false),
	CASE(dropping_what_is_absent_is_no_error, false),
	CASE(profiles_are_apart, false),
	CASE(origins_are_apart, false),
	CASE(ports_are_apart, false),
	CASE(schemes_are_apart, false),
	CASE(a_login_and_its_client_are_apart, false),
	CASE(names_outside_ascii_are_apart, false),
	CASE(every_visible_character_comes_back, false),
	CASE(a_large_one_comes_back, false),
	CASE(one_too_large_is_refused_and_changes_nothing, false),
	CASE(a_newer_version_is_left_alone, true),
	CASE(a_damaged_record_is_said_and_can_be_replaced, true),
};

int main(int argc, char **argv)
{
	const struct store_kind *kind;

	g_test_init(&argc, &argv, NULL);
	kind = store_kind(argv[1]);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strdup_printf(
			"/store/%s/%s", kind->name, tests[i].name);

		if (kind->plant || !tests[i].needs_plant)
			g_test_add(path, struct fixture, kind, set_up,
				   tests[i].run, tear_down);
	}
	return g_test_run();
}
