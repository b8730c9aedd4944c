/*
 * How every store of credentials lets many write one record: what was read is
 * replaced or removed only while it is still there. Run as test_store is.
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/contract/store_kinds.h"

enum { WRITERS = 3, TURNS = 4 };

struct fixture {
	const struct store_kind *kind;
	struct store store;
	char *folder;
	struct error err;
};

static const struct cred_key whose = { "https://swap.example", "default",
				       CRED_SLOT_LOGIN };

static void remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_tree(below);
	}
	(void)g_remove(path);
}

static void set_up(struct fixture *f, gconstpointer kind)
{
	g_autofree char *folder = NULL;

	f->kind = kind;
	f->folder = g_dir_make_tmp("fentu-swap-XXXXXX", NULL);
	folder = g_build_filename(f->folder, "store", NULL);
	g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
	f->kind->open(&f->store, folder);
	g_assert_true(store_drop(&f->store, &whose, &f->err));
}

static void tear_down(struct fixture *f, gconstpointer kind)
{
	(void)kind;
	store_release(&f->store);
	error_release(&f->err);
	remove_tree(f->folder);
	g_free(f->folder);
}

static struct cred made_of(const char *secret)
{
	return (struct cred){ .kind = CRED_API_KEY,
			      .access = store_kinds_seal(secret,
							 strlen(secret)) };
}

static void put(struct fixture *f, const char *secret)
{
	AUTO(cred_release) struct cred cred = made_of(secret);

	if (!store_put(&f->store, &whose, &cred, &f->err))
		g_error("%s", f->err.message);
}

static bool get(struct fixture *f, struct cred *ret_cred)
{
	bool found = false;

	if (!store_get(&f->store, &whose, ret_cred, &found, &f->err))
		g_error("%s", f->err.message);
	return found;
}

/* secret NULL: nothing is there. */
static void expect(struct fixture *f, const char *secret)
{
	AUTO(cred_release) struct cred cred = { 0 };

	if (get(f, &cred))
		g_assert_cmpstr(sealed_reveal(&cred.access), ==, secret);
	else
		g_assert_null(secret);
}

static bool replace(struct fixture *f, const struct cred *was,
		    const char *secret)
{
	AUTO(cred_release) struct cred cred = made_of(secret);
	bool done = false;

	if (!store_replace(&f->store, &whose, was, &cred, &done, &f->err))
		g_error("%s", f->err.message);
	return done;
}

static bool drop(struct fixture *f, const struct cred *was)
{
	bool done = false;

	if (!store_remove(&f->store, &whose, was, &done, &f->err))
		g_error("%s", f->err.message);
	return done;
}

/* ---- the cases ---- */

static void what_is_as_it_was_read_is_replaced(struct fixture *f,
					       gconstpointer kind)
{
	AUTO(cred_release) struct cred was = { 0 };

	(void)kind;
	put(f, "first");
	g_assert_true(get(f, &was));
	g_assert_true(replace(f, &was, "second"));
	expect(f, "second");
}

static void what_changed_since_is_left_alone(struct fixture *f,
					     gconstpointer kind)
{
	AUTO(cred_release) struct cred was = { 0 };

	(void)kind;
	put(f, "first");
	g_assert_true(get(f, &was));
	put(f, "another");
	g_assert_false(replace(f, &was, "second"));
	g_assert_false(drop(f, &was));
	g_assert_false(drop(f, NULL));
	expect(f, "another");
	/* and the next attempt, from what is there, is made */
	cred_release(&was);
	g_assert_true(get(f, &was));
	g_assert_true(replace(f, &was, "second"));
	expect(f, "second");
}

static void what_was_removed_does_not_come_back(struct fixture *f,
						gconstpointer kind)
{
	AUTO(cred_release) struct cred was = { 0 };

	(void)kind;
	put(f, "first");
	g_assert_true(get(f, &was));
	g_assert_true(drop(f, &was));
	expect(f, NULL);
	g_assert_false(replace(f, &was, "second"));
	expect(f, NULL);
	g_assert_true(drop(f, &was)); /* gone is gone */
}

static void nothing_is_replaced_by_the_first_alone(struct fixture *f,
						   gconstpointer kind)
{
	(void)kind;
	g_assert_true(replace(f, NULL, "first"));
	expect(f, "first");
	g_assert_false(replace(f, NULL, "second"));
	expect(f, "first");
}

static void what_no_store_has_read_replaces_nothing(struct fixture *f,
						    gconstpointer kind)
{
	AUTO(cred_release) struct cred made = made_of("first");

	(void)kind;
	g_assert_false(replace(f, &made, "second"));
	expect(f, NULL);
	put(f, "first");
	g_assert_false(replace(f, &made, "second"));
	expect(f, "first");
}

/* A write that was reported as failed may have been made. */
static void what_is_there_already_is_done(struct fixture *f, gconstpointer kind)
{
	AUTO(cred_release) struct cred was = { 0 };

	(void)kind;
	put(f, "first");
	g_assert_true(get(f, &was));
	g_assert_true(replace(f, &was, "second"));
	g_assert_true(replace(f, &was, "second"));
	expect(f, "second");
}

static unsigned count(const struct cred *cred)
{
	return (unsigned)strlen(sealed_reveal(&cred->access));
}

/* One more letter, behind whatever is there. */
static void add_one(struct fixture *f, char letter)
{
	for (unsigned tries = 0; tries < 1000; tries++) {
		AUTO(cred_release) struct cred was = { 0 };
		g_autofree char *more = NULL;

		g_assert_true(get(f, &was));
		more = g_strdup_printf("%s%c", sealed_reveal(&was.access),
				       letter);
		if (replace(f, &was, more))
			return;
	}
	g_error("the record never stays as it was read");
}

static void of_many_writers_none_is_lost(struct fixture *f, gconstpointer kind)
{
	AUTO(cred_release) struct cred last = { 0 };
	pid_t pids[WRITERS];

	if (strcmp(((const struct store_kind *)kind)->name, "memory") == 0)
		return; /* no other process sees it */
	put(f, "x");
	for (unsigned i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		for (unsigned turn = 0; turn < TURNS; turn++)
			add_one(f, (char)('a' + i));
		_exit(0);
	}
	for (unsigned i = 0; i < WRITERS; i++) {
		int status = -1;

		g_assert_cmpint(waitpid(pids[i], &status, 0), ==, pids[i]);
		g_assert_cmpint(status, ==, 0);
	}
	g_assert_true(get(f, &last));
	g_assert_cmpuint(count(&last), ==, 1 + WRITERS * TURNS);
}

/* ---- */

#define CASE(name)                                                             \
	{                                                                      \
#name, name                                                    \
	}

static const struct test {
	const char *name;
	void (*run)(struct fixture *f, gconstpointer kind);
} tests[] = {
	CASE(what_is_as_it_was_read_is_replaced),
	CASE(what_changed_since_is_left_alone),
	CASE(what_was_removed_does_not_come_back),
	CASE(nothing_is_replaced_by_the_first_alone),
	CASE(what_no_store_has_read_replaces_nothing),
	CASE(what_is_there_already_is_done),
	CASE(of_many_writers_none_is_lost),
};

int main(int argc, char **argv)
{
	const struct store_kind *kind;

	g_test_init(&argc, &argv, NULL);
	kind = store_kind(argv[1]);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strdup_printf(
			"/store_swap/%s/%s", kind->name, tests[i].name);

		g_test_add(path, struct fixture, kind, set_up, tests[i].run,
			   tear_down);
	}
	return g_test_run();
}
