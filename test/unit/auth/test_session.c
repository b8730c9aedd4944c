#include <string.h>

#include "test/unit/auth/session_fixture.h"

static void a_token_with_time_left_is_left_alone(struct session_fixture *f,
						 gconstpointer answers)
{
	bool changed = true;

	(void)answers;
	session_pass(f, 3600 - SESSION_SPARE_S - 1);
	g_assert_true(session_keep(&f->session, &changed, &f->err));
	g_assert_false(changed);
	session_expect_login(f, "access-0");
	g_assert_false(g_file_test(f->lock_path, G_FILE_TEST_EXISTS));
}

static void one_about_to_end_is_replaced(struct session_fixture *f,
					 gconstpointer answers)
{
	bool changed = false;

	(void)answers;
	session_pass(f, 3600 - SESSION_SPARE_S);
	g_assert_true(session_keep(&f->session, &changed, &f->err));
	g_assert_true(changed);
	g_assert_cmpstr(f->sent[0], ==, "refresh-0");
	session_expect_login(f, "access-1");
	session_expect_stored(f, "access-1", "refresh-1");
	g_assert_cmpint(f->login.created_at, ==, SESSION_START_S);
	g_assert_cmpint(f->login.oauth.access_expires_at, ==,
			SESSION_START_S + 3480 + 3600);
	g_assert_cmpint(f->login.oauth.refresh_expires_at, ==,
			SESSION_START_S + 3480 + 7200);
	g_assert_false(session_is_locked(f));
	g_assert_true(session_try(f));
}

static void a_short_life_leaves_a_quarter(struct session_fixture *f,
					  gconstpointer answers)
{
	(void)answers;
	f->login.oauth.access_expires_at = SESSION_START_S + 8;
	session_pass(f, 5);
	g_assert_true(session_try(f));
	session_expect_login(f, "access-0");
	session_pass(f, 1);
	session_put(f, "access-0", "refresh-0", SESSION_START_S + 8);
	g_assert_true(session_try(f));
	session_expect_login(f, "access-1");
}

static void a_kept_refresh_token_stays(struct session_fixture *f,
				       gconstpointer answers)
{
	(void)answers;
	f->login.oauth.refresh_expires_at = 0;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	session_expect_stored(f, "access-1", "refresh-0");
	g_assert_cmpint(f->login.oauth.refresh_expires_at, ==, 0);
}

static void what_another_process_stored_is_adopted(struct session_fixture *f,
						   gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	session_put(f, "other", "other-refresh", SESSION_START_S + 9000);
	g_assert_true(session_try(f));
	session_expect_login(f, "other");
}

/* Its refresh token is the one that counts, though its access token ended. */
static void the_newest_refresh_token_is_sent(struct session_fixture *f,
					     gconstpointer answers)
{
	(void)answers;
	session_pass(f, 10000);
	session_put(f, "other", "other-refresh", SESSION_START_S + 9000);
	g_assert_true(session_try(f));
	g_assert_cmpstr(f->sent[0], ==, "other-refresh");
	session_expect_login(f, "access-1");
}

static void a_lost_answer_is_asked_for_once_more(struct session_fixture *f,
						 gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	g_assert_cmpstr(f->sent[1], ==, "refresh-0");
	session_expect_stored(f, "access-2", "refresh-2");
}

static void twice_lost_leaves_the_login_as_it_was(struct session_fixture *f,
						  gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_false(session_try(f));
	g_assert_cmpint(f->err.code, ==, ERR_NETWORK);
	session_expect_stored(f, "access-0", "refresh-0");
	g_assert_false(session_is_locked(f));
}

static void a_login_that_ended_is_told_once(struct session_fixture *f,
					    gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_false(session_try(f));
	g_assert_cmpint(f->err.code, ==, ERR_LOGIN);
	session_expect_stored(f, "access-0", "");
	error_clear(&f->err);
	g_assert_false(session_try(f)); /* and nothing is asked */
	g_assert_cmpint(f->err.code, ==, ERR_LOGIN);
	g_assert_nonnull(strstr(f->err.message, "'work' has ended"));
	g_assert_nonnull(strstr(f->err.hint, "login --web"));
}

static void a_lost_and_spent_token_ends_the_login(struct session_fixture *f,
						  gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_false(session_try(f));
	g_assert_nonnull(
		strstr(f->err.message, "answer to a refresh was lost"));
	session_expect_stored(f, "access-0", "");
}

static void a_newer_login_is_never_removed(struct session_fixture *f,
					   gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(session_try(f));
	session_expect_login(f, "new");
	session_expect_stored(f, "new", "new-refresh");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	SESSION_CASE(a_token_with_time_left_is_left_alone, "");
	SESSION_CASE(one_about_to_end_is_replaced, "r");
	SESSION_CASE(a_short_life_leaves_a_quarter, "r");
	SESSION_CASE(a_kept_refresh_token_stays, "k");
	SESSION_CASE(what_another_process_stored_is_adopted, "");
	SESSION_CASE(the_newest_refresh_token_is_sent, "r");
	SESSION_CASE(a_lost_answer_is_asked_for_once_more, "lr");
	SESSION_CASE(twice_lost_leaves_the_login_as_it_was, "ll");
	SESSION_CASE(a_login_that_ended_is_told_once, "i");
	SESSION_CASE(a_lost_and_spent_token_ends_the_login, "li");
	SESSION_CASE(a_newer_login_is_never_removed, "n");
	return g_test_run();
}
