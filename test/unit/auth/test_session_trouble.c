#include <string.h>

#include "test/unit/auth/session_fixture.h"

static void a_refused_client_keeps_its_login(struct session_fixture *f,
					     gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_false(session_try(f));
	g_assert_cmpint(f->err.code, ==, ERR_LOGIN);
	session_expect_stored(f, "access-0", "refresh-0");
}

/* With reuse detection a second request would end what the first one gave. */
static void after_a_whole_answer_nothing_is_sent_again(
	struct session_fixture *f, gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_false(session_try(f));
	g_assert_cmpint(f->err.code, ==, ERR_OTHER);
	g_assert_cmpuint(f->asked, ==, 1);
	error_clear(&f->err);
	g_assert_false(session_try(f));
	g_assert_cmpint(f->err.code, ==, ERR_LOGIN);
	g_assert_cmpuint(f->asked, ==, 1);
	g_assert_true(f->login.oauth.has_ended);
}

static void an_unknown_end_is_no_end(struct session_fixture *f,
				     gconstpointer answers)
{
	bool changed = false;

	(void)answers;
	f->login.oauth.access_expires_at = 0;
	session_pass(f, 400000);
	g_assert_true(session_try(f));
	session_expect_login(f, "access-0");
	g_assert_true(session_refused(&f->session, &changed, &f->err));
	g_assert_true(changed);
	f->login.oauth.access_expires_at = 0;
	session_pass(f, SESSION_REFUSED_S - 1);
	g_assert_true(session_refused(&f->session, &changed, &f->err));
	g_assert_false(changed);
}

static void what_has_not_ended_is_used_on(struct session_fixture *f,
					  gconstpointer answers)
{
	(void)answers;
	session_pass(f, 3500);
	g_assert_true(session_try(f));
	session_expect_login(f, "access-0");
	g_assert_true(session_try(f)); /* not at once again */
	session_pass(f, SESSION_AGAIN_S);
	g_assert_true(session_try(f));
	session_expect_login(f, "access-2");
}

static void without_the_lock_nothing_is_sent(struct session_fixture *f,
					     gconstpointer answers)
{
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	bool held = false;

	(void)answers;
	g_assert_true(file_lock_take(&lock, f->lock_path, 0, &held, &f->err));
	g_assert_true(held);
	session_pass(f, 4000);
	g_assert_false(session_try(f));
	g_assert_cmpint(f->err.code, ==, ERR_NETWORK);
	g_assert_nonnull(strstr(f->err.message, "another fentu"));
	g_assert_nonnull(strstr(f->err.hint, "kill -CONT"));
	/* what is stored by then will do */
	session_put(f, "other", "other-refresh", SESSION_START_S + 9000);
	g_assert_true(session_try(f));
	session_expect_login(f, "other");
}

static void a_refused_token_is_replaced_once(struct session_fixture *f,
					     gconstpointer answers)
{
	bool changed = false;

	(void)answers;
	g_assert_true(session_refused(&f->session, &changed, &f->err));
	g_assert_true(changed);
	session_expect_login(f, "access-1");
	g_assert_true(session_refused(&f->session, &changed, &f->err));
	g_assert_false(changed);
	session_pass(f, SESSION_REFUSED_S);
	g_assert_true(session_refused(&f->session, &changed, &f->err));
	g_assert_true(changed);
	session_expect_login(f, "access-2");
}

static void a_refused_token_may_be_replaced_already(struct session_fixture *f,
						    gconstpointer answers)
{
	bool changed = false;

	(void)answers;
	session_put(f, "other", "other-refresh", SESSION_START_S + 9000);
	g_assert_true(session_refused(&f->session, &changed, &f->err));
	g_assert_true(changed);
	session_expect_login(f, "other");
}

static void on_request_it_is_replaced_in_any_case(struct session_fixture *f,
						  gconstpointer answers)
{
	bool changed = true;

	(void)answers;
	g_assert_true(session_renew(&f->session, 3599, &changed, &f->err));
	g_assert_false(changed);
	g_assert_true(session_renew(&f->session, 3600, &changed, &f->err));
	g_assert_true(changed);
	g_assert_true(session_renew(&f->session, -1, &changed, &f->err));
	session_expect_login(f, "access-2");
	/* that the present one is good is no excuse */
	g_assert_false(session_renew(&f->session, -1, &changed, &f->err));
}

static void a_logout_meanwhile_is_respected(struct session_fixture *f,
					    gconstpointer answers)
{
	(void)answers;
	session_pass(f, 4000);
	g_assert_true(store_drop(&f->store, &f->session.config.key, &f->err));
	g_assert_false(session_try(f));
	g_assert_cmpint(f->err.code, ==, ERR_LOGIN);
	g_assert_nonnull(strstr(f->err.message, "logged out"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	SESSION_CASE(a_refused_client_keeps_its_login, "c");
	SESSION_CASE(after_a_whole_answer_nothing_is_sent_again, "s");
	SESSION_CASE(an_unknown_end_is_no_end, "r");
	SESSION_CASE(what_has_not_ended_is_used_on, "-r");
	SESSION_CASE(without_the_lock_nothing_is_sent, "");
	SESSION_CASE(a_refused_token_is_replaced_once, "rr");
	SESSION_CASE(a_refused_token_may_be_replaced_already, "");
	SESSION_CASE(on_request_it_is_replaced_in_any_case, "rr-");
	SESSION_CASE(a_logout_meanwhile_is_respected, "");
	return g_test_run();
}
