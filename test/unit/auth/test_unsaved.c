#include "lib/auth/unsaved.h"

#include <string.h>

#include "test/unit/auth/session_fixture.h"

static void what_cannot_be_stored_is_used_and_told(struct session_fixture *f,
						   gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	session_expect_login(f, "access-1");
	session_expect_stored(f, "access-0", "refresh-0");
	/* nobody may send the old one now */
	g_assert_true(session_is_locked(f));
	g_assert_false(session_finish(&f->session, &f->err));
	g_assert_false(session_is_locked(f));
	g_assert_cmpint(f->err.code, ==, ERR_LOGIN);
	g_assert_nonnull(strstr(f->err.message, "the keyring is locked"));
}

static void it_is_stored_as_soon_as_that_can_be(struct session_fixture *f,
						gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	f->store_fails = false;
	g_assert_true(session_finish(&f->session, &f->err));
	session_expect_stored(f, "access-1", "refresh-1");
	g_assert_false(session_is_locked(f));
}

static void the_next_refresh_starts_from_what_was_not_stored(
	struct session_fixture *f, gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	f->store_fails = false;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	g_assert_cmpstr(f->sent[1], ==, "refresh-1");
	session_expect_stored(f, "access-2", "refresh-2");
	g_assert_false(session_is_locked(f));
	g_assert_true(session_finish(&f->session, &f->err));
}

static void it_is_tried_again_while_a_command_runs(struct session_fixture *f,
						   gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	g_assert_true(session_try(f));
	g_assert_cmpuint(f->told, ==, 0); /* not at once again */
	session_pass(f, UNSAVED_AGAIN_S);
	g_assert_true(session_try(f));
	session_pass(f, UNSAVED_AGAIN_S);
	g_assert_true(session_try(f));
	g_assert_cmpuint(f->told, ==, 1);
	g_assert_true(session_is_locked(f));
	f->store_fails = false;
	g_assert_true(session_try(f));
	g_assert_true(session_is_locked(f));
	session_pass(f, UNSAVED_AGAIN_S);
	g_assert_true(session_try(f));
	session_expect_stored(f, "access-1", "refresh-1");
	g_assert_false(session_is_locked(f));
	g_assert_true(session_finish(&f->session, &f->err));
}

static void what_was_stored_too_late_is_no_failure(struct session_fixture *f,
						   gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	g_assert_true(session_is_locked(f));
	g_assert_true(session_finish(&f->session, &f->err));
	session_expect_stored(f, "access-1", "refresh-1");
	g_assert_false(session_is_locked(f));
}

static void the_login_that_has_to_be_repeated_is_named(
	struct session_fixture *f, gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	g_assert_false(session_finish(&f->session, &f->err));
	g_assert_nonnull(strstr(f->err.message, "profile 'work'"));
	g_assert_nonnull(strstr(f->err.hint, "'fentu -P work login --web'"));
	session_expect_stored(f, "access-0", "refresh-0");
}

static void a_newer_login_is_not_overwritten(struct session_fixture *f,
					     gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	session_expect_login(f, "access-1");
	session_expect_stored(f, "new", "new-refresh");
	g_assert_true(session_finish(&f->session, &f->err));
	session_expect_stored(f, "new", "new-refresh");
}

static void nor_one_from_while_ours_waits(struct session_fixture *f,
					  gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	f->store_fails = false;
	session_put(f, "new", "new-refresh", SESSION_START_S + 9000);
	g_assert_true(session_finish(&f->session, &f->err));
	session_expect_stored(f, "new", "new-refresh");
}

static void nor_one_from_just_before_the_write(struct session_fixture *f,
					       gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	session_expect_stored(f, "new", "new-refresh");
	g_assert_true(session_finish(&f->session, &f->err));
	session_expect_stored(f, "new", "new-refresh");
}

static void nor_is_one_said_to_have_ended(struct session_fixture *f,
					  gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_false(session_try(f));
	session_expect_stored(f, "new", "new-refresh");
}

static void a_logout_is_not_undone(struct session_fixture *f,
				   gconstpointer answers)
{
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = true;

	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	g_assert_true(session_finish(&f->session, &f->err));
	g_assert_true(store_get(&f->store, &f->session.config.key, &cred,
				&found, &f->err));
	g_assert_false(found);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	SESSION_CASE(what_cannot_be_stored_is_used_and_told, "b");
	SESSION_CASE(it_is_stored_as_soon_as_that_can_be, "b");
	SESSION_CASE(the_next_refresh_starts_from_what_was_not_stored, "br");
	SESSION_CASE(it_is_tried_again_while_a_command_runs, "b");
	SESSION_CASE(what_was_stored_too_late_is_no_failure, "B");
	SESSION_CASE(the_login_that_has_to_be_repeated_is_named, "b");
	SESSION_CASE(a_newer_login_is_not_overwritten, "m");
	SESSION_CASE(nor_one_from_while_ours_waits, "b");
	SESSION_CASE(nor_one_from_just_before_the_write, "w");
	SESSION_CASE(nor_is_one_said_to_have_ended, "x");
	SESSION_CASE(a_logout_is_not_undone, "o");
	return g_test_run();
}
