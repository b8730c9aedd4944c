/* The store against helpers that are shell scripts. */
#include "lib/auth/store.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/auth/keyring_ask.h"
#include "lib/base/clock.h"

enum { LONG_MS = 30 * 1000, BRIEF_MS = 300, HANG_MS = 10 * 1000 };

static const struct cred_key key = { "https://api.example", "default",
				     CRED_SLOT_LOGIN };

struct fixture {
	char *folder;
	char *helper;
	struct store_keyring_config config;
	struct error err;
};

static void set_up(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	f->folder = g_dir_make_tmp("fentu-keyring-XXXXXX", NULL);
	f->helper = g_build_filename(f->folder, "helper", NULL);
	f->config.helper = f->helper;
	f->config.deadline_ms = LONG_MS;
	f->config.prompt_deadline_ms = LONG_MS;
}

static void tear_down(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	(void)g_unlink(f->helper);
	g_assert_cmpint(g_rmdir(f->folder), ==, 0);
	g_free(f->folder);
	g_free(f->helper);
	error_release(&f->err);
}

static void write_helper(struct fixture *f, const char *script)
{
	g_autofree char *text = g_strconcat("#!/bin/sh\n", script, "\n", NULL);

	g_assert_true(g_file_set_contents(f->helper, text, -1, NULL));
	g_assert_cmpint(g_chmod(f->helper, 0700), ==, 0);
}

/* A helper that answers with `members` whatever it is asked. */
static void write_answer(struct fixture *f, const char *members)
{
	g_autofree char *script = g_strdup_printf(
		"cat >/dev/null; echo '{\"protocol\":2,%s}'", members);

	write_helper(f, script);
}

static bool try_get(struct fixture *f, bool *ret_found)
{
	AUTO(store_release) struct store store = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };

	store_keyring(&f->config, &store);
	return store_get(&store, &key, &cred, ret_found, &f->err);
}

static bool try_put(struct fixture *f, const char *secret)
{
	AUTO(store_release) struct store store = { 0 };
	AUTO(cred_release) struct cred cred = { .kind = CRED_API_KEY };

	g_assert_true(
		sealed_set(&cred.access, secret, strlen(secret), &f->err));
	store_keyring(&f->config, &store);
	return store_put(&store, &key, &cred, &f->err);
}

/* Not had, for a reason that says `words`, with a remedy. */
static void expect_refusal(struct fixture *f, const char *words)
{
	bool found = true;

	error_clear(&f->err);
	g_assert_false(try_get(f, &found));
	g_assert_true(found); /* untouched */
	g_assert_cmpint(f->err.code, ==, ERR_LOGIN);
	if (!strstr(f->err.message, words))
		g_error("\"%s\" does not say \"%s\"", f->err.message, words);
	g_assert_nonnull(strstr(f->err.hint, "FENTU_API_KEY"));
}

static void says_what_a_reason_means(struct fixture *f, gconstpointer unused)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	(void)unused;
	for (unsigned i = 0; i < KEYRING_REASON_COUNT; i++) {
		g_assert_false(keyring_error((enum keyring_reason)i,
					     "its words", &f->err));
		g_assert_nonnull(f->err.message);
		g_assert_nonnull(f->err.hint);
		/* each one is told apart from all others */
		g_assert_true(g_hash_table_add(seen, g_strdup(f->err.message)));
	}
}

static void absent_is_an_answer(struct fixture *f, gconstpointer unused)
{
	bool found = true;

	(void)unused;
	write_answer(f, "\"outcome\":\"absent\"");
	g_assert_true(try_get(f, &found));
	g_assert_false(found);
}

static void outcomes_become_errors(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	write_answer(f, "\"outcome\":\"locked\",\"reason\":\"needs_person\"");
	expect_refusal(f, "is locked");
	write_answer(f, "\"outcome\":\"locked\",\"reason\":\"dismissed\"");
	expect_refusal(f, "was not unlocked");
	write_answer(f, "\"outcome\":\"unavailable\",\"reason\":\"no_bus\","
			"\"detail\":\"/run/bus\"");
	expect_refusal(f, "no D-Bus session: /run/bus");
	write_answer(f, "\"outcome\":\"failed\",\"reason\":\"refused\","
			"\"detail\":\"not today\"");
	expect_refusal(f, "refused: not today");
	write_answer(f, "\"outcome\":\"failed\"");
	expect_refusal(f, "no answer of use");
}

static void a_helper_may_be_missing(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	expect_refusal(f, "is missing");
	f->config.helper = NULL;
	expect_refusal(f, "is missing");
}

static void a_helper_may_fail(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	write_helper(f, "exit 3");
	expect_refusal(f, "status 3");
	write_helper(f, "kill -SEGV $$");
	expect_refusal(f, "signal 11");
	write_helper(f,
		     "echo '{\"protocol\":2,\"outcome\":\"absent\"}'; exit 1");
	expect_refusal(f, "status 1");
	/* no interpreter: exec fails */
	g_assert_true(
		g_file_set_contents(f->helper, "#!/no/shell\n", -1, NULL));
	expect_refusal(f, "cannot be asked");
}

static void an_answer_may_make_no_sense(struct fixture *f, gconstpointer unused)
{
	static const char *const answers[] = {
		"",
		"[]",
		"{}",
		"{\"protocol\":2}",
		"{\"protocol\":1,\"outcome\":\"absent\"}",
		"{\"protocol\":2,\"outcome\":\"perhaps\"}",
		"{\"protocol\":2,\"outcome\":1}",
		"{\"protocol\":2,\"outcome\":\"failed\",\"reason\":\"odd\"}",
		"{\"protocol\":2,\"outcome\":\"absent\"} more",
	};

	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autofree char *script = g_strdup_printf(
			"cat >/dev/null; echo '%s'", answers[i]);

		write_helper(f, script);
		expect_refusal(f, "makes no sense");
	}
}

static void an_answer_may_have_no_end(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	write_helper(f, "cat >/dev/null; exec yes");
	expect_refusal(f, "cannot be asked");
}

static void expect_in_time(struct fixture *f, const char *words)
{
	int64_t start_ms = clock_mono_ms(&clock_system);

	expect_refusal(f, words);
	g_assert_cmpint(clock_mono_ms(&clock_system) - start_ms, <, HANG_MS);
}

static void the_deadline_holds(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	f->config.deadline_ms = BRIEF_MS;
	write_helper(f, "exec sleep 60");
	expect_in_time(f, "within 300 ms");
	write_helper(f, "trap '' TERM INT HUP; sleep 60; sleep 60");
	expect_in_time(f, "within 300 ms");
	/* a child of the helper that keeps its pipes open */
	write_helper(f, "sleep 60 & sleep 60");
	expect_in_time(f, "within 300 ms");
}

static void a_person_gets_more_time(struct fixture *f, gconstpointer unused)
{
	bool found = true;

	(void)unused;
	f->config.deadline_ms = 1;
	f->config.may_prompt = true;
	write_helper(f, "grep -q '\"may_prompt\":true' && sleep 0.2 && "
			"echo '{\"protocol\":2,\"outcome\":\"absent\"}'");
	g_assert_true(try_get(f, &found));
	g_assert_false(found);
	f->config.prompt_deadline_ms = BRIEF_MS;
	write_helper(f, "exec sleep 60");
	expect_in_time(f, "within 300 ms");
}

static void nobody_is_asked_twice(struct fixture *f, gconstpointer unused)
{
	AUTO(store_release) struct store store = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = true;

	(void)unused;
	f->config.may_prompt = true;
	f->config.prompt_deadline_ms = BRIEF_MS;
	write_helper(f, "grep -q '\"may_prompt\":true' && exec sleep 60; "
			"echo '{\"protocol\":2,\"outcome\":\"absent\"}'");
	store_keyring(&f->config, &store);
	g_assert_false(store_get(&store, &key, &cred, &found, &f->err));
	error_clear(&f->err);
	g_assert_true(store_get(&store, &key, &cred, &found, &f->err));
	g_assert_false(found);
}

/* The limit is that of the command. */
static void one_that_is_silent_is_not_asked_again(struct fixture *f,
						  gconstpointer unused)
{
	AUTO(store_release) struct store store = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	g_autofree char *first = NULL;
	bool found = true;

	(void)unused;
	f->config.deadline_ms = BRIEF_MS;
	write_helper(f, "exec sleep 60");
	store_keyring(&f->config, &store);
	g_assert_false(store_get(&store, &key, &cred, &found, &f->err));
	first = g_strdup(f->err.message);
	error_clear(&f->err);
	write_helper(f, "echo '{\"protocol\":2,\"outcome\":\"absent\"}'");
	g_assert_false(store_get(&store, &key, &cred, &found, &f->err));
	g_assert_cmpstr(f->err.message, ==, first);
	g_assert_cmpint(f->err.code, ==, ERR_LOGIN);
	g_assert_nonnull(f->err.hint);
	error_clear(&f->err);
	/* the machine may be busy */
	for (int tries = 0; found && tries < 50; tries++) {
		error_clear(&f->err);
		store_ask_again(&store);
		(void)!store_get(&store, &key, &cred, &found, &f->err);
	}
	g_assert_false(found);
}

static void the_secret_goes_through_the_pipe(struct fixture *f,
					     gconstpointer unused)
{
	(void)unused;
	/* one that looks at itself: status 9 if it sees the secret */
	write_helper(
		f,
		"request=$(cat)\n"
		"tr '\\0' '\\n' </proc/$$/cmdline | grep -q canary && exit 9\n"
		"env | grep -q canary && exit 9\n"
		"case $request in *canary*) ;; *) exit 8 ;; esac\n"
		"record=${request#*\\\"record\\\":}\n"
		"echo \"{\\\"protocol\\\":2,\\\"outcome\\\":\\\"done\\\","
		"\\\"record\\\":$record\"");
	if (!try_put(f, "canary-123"))
		g_error("%s", f->err.message);
}

static void what_came_back_is_compared(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	write_answer(f, "\"outcome\":\"done\",\"record\":{\"v\":1,"
			"\"kind\":\"api_key\",\"access\":\"canary-12\"}");
	g_assert_false(try_put(f, "canary-123"));
	g_assert_nonnull(strstr(f->err.message, "did not keep"));
	g_assert_null(strstr(f->err.message, "canary"));
	error_clear(&f->err);
	write_answer(f, "\"outcome\":\"done\",\"record\":{\"v\":1,"
			"\"kind\":\"oauth\",\"access\":\"canary-123\"}");
	g_assert_false(try_put(f, "canary-123"));
	error_clear(&f->err);
	write_answer(f, "\"outcome\":\"done\"");
	g_assert_false(try_put(f, "canary-123"));
}

static void facts_are_handed_on(struct fixture *f, gconstpointer unused)
{
	AUTO(store_release) struct store store = { 0 };
	AUTO(store_keyring_facts_release)
	struct store_keyring_facts facts = { 0 };
	enum keyring_reason reason;

	(void)unused;
	write_answer(f, "\"outcome\":\"found\",\"backend\":\"service\","
			"\"provider\":\"p\",\"collection\":\"c\","
			"\"locked\":true,\"duplicates\":2");
	store_keyring(&f->config, &store);
	g_assert_true(
		store_keyring_probe(&store, &key, &facts, &reason, &f->err));
	g_assert_cmpstr(facts.provider, ==, "p");
	g_assert_cmpstr(facts.collection, ==, "c");
	g_assert_true(facts.is_locked);
	g_assert_false(facts.is_file);
	g_assert_cmpint(facts.duplicates, ==, 2);
	store_keyring_facts_release(&facts);
	write_answer(f, "\"outcome\":\"absent\",\"backend\":\"file\"");
	g_assert_true(
		store_keyring_probe(&store, &key, &facts, &reason, &f->err));
	g_assert_true(facts.is_file);
	g_assert_null(facts.provider);
	g_assert_cmpint(reason, ==, KEYRING_NO_REASON);
}

static void a_probe_tells_why_it_failed(struct fixture *f, gconstpointer unused)
{
	AUTO(store_release) struct store store = { 0 };
	struct store_keyring_facts facts = { 0 };
	enum keyring_reason reason = KEYRING_DIED;

	(void)unused;
	write_answer(f, "\"outcome\":\"unavailable\",\"reason\":\"no_bus\"");
	store_keyring(&f->config, &store);
	g_assert_false(
		store_keyring_probe(&store, &key, &facts, &reason, &f->err));
	g_assert_cmpint(reason, ==, KEYRING_NO_BUS);
	error_clear(&f->err);
	write_answer(f, "\"outcome\":\"perhaps\"");
	g_assert_false(
		store_keyring_probe(&store, &key, &facts, &reason, &f->err));
	g_assert_cmpint(reason, ==, KEYRING_NO_REASON);
}

#define TEST(name)                                                             \
	g_test_add("/store_keyring/" #name, struct fixture, NULL, set_up,      \
		   name, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TEST(says_what_a_reason_means);
	TEST(absent_is_an_answer);
	TEST(outcomes_become_errors);
	TEST(a_helper_may_be_missing);
	TEST(a_helper_may_fail);
	TEST(an_answer_may_make_no_sense);
	TEST(an_answer_may_have_no_end);
	TEST(the_deadline_holds);
	TEST(a_person_gets_more_time);
	TEST(nobody_is_asked_twice);
	TEST(one_that_is_silent_is_not_asked_again);
	TEST(the_secret_goes_through_the_pipe);
	TEST(what_came_back_is_compared);
	TEST(facts_are_handed_on);
	TEST(a_probe_tells_why_it_failed);
	return g_test_run();
}
