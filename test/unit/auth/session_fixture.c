#include "test/unit/auth/session_fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static int64_t fixture_ms(const struct clock *clock)
{
	return ((const struct session_fixture *)clock)->now_ms;
}

static const struct cred_key whose = { "https://api.test", "work",
				       CRED_SLOT_LOGIN };

static void seal(struct sealed *s, const char *text)
{
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(sealed_set(s, text, strlen(text), &err));
}

void session_put(struct session_fixture *f, const char *access,
		 const char *refresh, int64_t expires_at)
{
	AUTO(cred_release)
	struct cred cred = {
		.kind = CRED_OAUTH,
		.created_at = SESSION_START_S,
		.oauth = {
			.access_expires_at = expires_at,
			.obtained_at = SESSION_START_S,
			.client_id = g_strdup("app"),
			.root = g_strdup("https://auth.test"),
		},
	};

	seal(&cred.access, access);
	if (refresh)
		seal(&cred.oauth.refresh, refresh);
	g_assert_true(store_put(&f->store, &whose, &cred, &f->err));
}

static struct cred stored(struct session_fixture *f)
{
	struct cred cred = { 0 };
	bool found = false;

	g_assert_true(store_get(&f->store, &whose, &cred, &found, &f->err));
	g_assert_true(found);
	return cred;
}

void session_expect_stored(struct session_fixture *f, const char *access,
			   const char *refresh)
{
	AUTO(cred_release) struct cred cred = stored(f);

	g_assert_cmpstr(sealed_reveal(&cred.access), ==, access);
	g_assert_cmpstr(sealed_reveal(&cred.oauth.refresh), ==, refresh);
}

/* ---- the server ---- */

static bool grant(struct session_fixture *f, bool replaces,
		  struct token_answer *ret_answer)
{
	g_autofree char *access = g_strdup_printf("access-%u", f->asked);
	g_autofree char *refresh = g_strdup_printf("refresh-%u", f->asked);

	seal(&ret_answer->access, access);
	if (replaces)
		seal(&ret_answer->refresh, refresh);
	ret_answer->expires_in_s = 3600;
	ret_answer->refresh_expires_in_s = 7200;
	return true;
}

static bool answer_by(struct session_fixture *f, char letter,
		      struct token_answer *ret_answer,
		      enum token_verdict *ret_verdict, struct error *err)
{
	switch (letter) {
	case 'r': /* replaces the refresh token */
	case 'k': /* keeps it */
		*ret_verdict = TOKEN_GRANTED;
		return grant(f, letter == 'r', ret_answer);
	case 'b': /* the keyring breaks in the meantime */
		f->store_fails = true;
		*ret_verdict = TOKEN_GRANTED;
		return grant(f, true, ret_answer);
	case 'B': /* or only says so */
		f->store_lies = true;
		*ret_verdict = TOKEN_GRANTED;
		return grant(f, true, ret_answer);
	case 'm': /* somebody logs in anew in the meantime */
		session_put(f, "new", "new-refresh", SESSION_START_S + 9000);
		*ret_verdict = TOKEN_GRANTED;
		return grant(f, true, ret_answer);
	case 'w': /* or between the look and the write */
		f->login_comes = true;
		*ret_verdict = TOKEN_GRANTED;
		return grant(f, true, ret_answer);
	case 'x':
		f->login_comes = true;
		*ret_verdict = TOKEN_INVALID_GRANT;
		return error_set(err, ERR_LOGIN, "invalid");
	case 'o': /* or out */
		*ret_verdict = TOKEN_GRANTED;
		return store_drop(&f->store, &whose, err) &&
		       grant(f, true, ret_answer);
	case 'n': /* somebody logs in anew in the meantime */
		session_put(f, "new", "new-refresh", SESSION_START_S + 9000);
		*ret_verdict = TOKEN_INVALID_GRANT;
		return error_set(err, ERR_LOGIN, "invalid");
	case 'i':
		*ret_verdict = TOKEN_INVALID_GRANT;
		return error_set(err, ERR_LOGIN, "invalid");
	case 'l': /* lost */
		*ret_verdict = TOKEN_UNKNOWN;
		return error_set(err, ERR_NETWORK, "lost");
	case 's': /* a whole answer of no use */
		*ret_verdict = TOKEN_SPENT;
		return error_set(err, ERR_OTHER, "makes no sense");
	case 'c':
		*ret_verdict = TOKEN_REFUSED;
		return error_set(err, ERR_LOGIN, "refused");
	default: /* '-': no connection */
		*ret_verdict = TOKEN_NOT_SPENT;
		return error_set(err, ERR_NETWORK, "no connection");
	}
}

static bool ask(void *user, const struct cred *login,
		struct token_answer *ret_answer,
		enum token_verdict *ret_verdict, struct error *err)
{
	struct session_fixture *f = user;
	sigset_t blocked;

	g_assert_cmpint(sigprocmask(SIG_BLOCK, NULL, &blocked), ==, 0);
	g_assert_true(sigismember(&blocked, SIGINT) == 1);
	g_assert_true(sigismember(&blocked, SIGTSTP) == 1);
	g_assert_cmpuint(f->asked, <, strlen(f->answers));
	f->sent[f->asked++] = g_strdup(sealed_reveal(&login->oauth.refresh));
	return answer_by(f, f->answers[f->asked - 1], ret_answer, ret_verdict,
			 err);
}

/* ---- a store that may fail ---- */

static bool fail_put(void *self, const struct cred_key *key,
		     const struct cred *cred, const char *expect,
		     bool *ret_done, struct error *err)
{
	struct session_fixture *f = self;

	if (f->store_fails)
		return error_set(err, ERR_LOGIN, "the keyring is locked");
	if (f->login_comes)
		session_put(f, "new", "new-refresh", SESSION_START_S + 9000);
	f->login_comes = false;
	return f->store.ops->put(f->store.self, key, cred, expect, ret_done,
				 err) &&
	       (!f->store_lies ||
		error_set(err, ERR_LOGIN, "the keyring did not answer"));
}

static bool fail_get(void *self, const struct cred_key *key,
		     struct cred *ret_cred, bool *ret_found, struct error *err)
{
	struct session_fixture *f = self;

	if (f->store_fails)
		return error_set(err, ERR_LOGIN, "the keyring is locked");
	return store_get(&f->store, key, ret_cred, ret_found, err);
}

static const struct store_ops failing = { .name = "failing",
					  .get = fail_get,
					  .put = fail_put };

static void tell(void *user, const struct error *why)
{
	struct session_fixture *f = user;

	g_assert_nonnull(why->message);
	f->told++;
}

void session_set_up(struct session_fixture *f, gconstpointer answers)
{
	struct session_config config = { .key = whose,
					 .clock = &f->clock,
					 .ask = ask,
					 .tell = tell,
					 .user = f };

	f->clock = (struct clock){ fixture_ms, fixture_ms };
	f->now_ms = SESSION_START_S * INT64_C(1000);
	f->answers = answers;
	f->folder = g_dir_make_tmp("fentu-session-XXXXXX", NULL);
	f->lock_path = g_build_filename(f->folder, "lock", NULL);
	store_memory(&f->store);
	session_put(f, "access-0", "refresh-0", SESSION_START_S + 3600);
	f->login = stored(f);
	f->failing = (struct store){ &failing, f };
	config.store = &f->failing;
	config.lock_path = f->lock_path;
	session_init(&f->session, &config, &f->login);
}

void session_tear_down(struct session_fixture *f, gconstpointer answers)
{
	(void)answers;
	g_assert_cmpuint(f->asked, ==, strlen(f->answers));
	for (size_t i = 0; i < f->asked; i++)
		g_free(f->sent[i]);
	session_release(&f->session);
	cred_release(&f->login);
	store_release(&f->store);
	error_release(&f->err);
	cred_lock_forget_lost(f->lock_path);
	(void)g_unlink(f->lock_path);
	g_assert_cmpint(g_rmdir(f->folder), ==, 0);
	g_free(f->lock_path);
	g_free(f->folder);
}

void session_pass(struct session_fixture *f, int64_t seconds)
{
	f->now_ms += seconds * 1000;
}

bool session_try(struct session_fixture *f)
{
	bool changed;

	return session_keep(&f->session, &changed, &f->err);
}

bool session_is_locked(struct session_fixture *f)
{
	struct file_lock lock = { 0 };
	bool held = false;

	g_assert_true(file_lock_take(&lock, f->lock_path, 0, &held, &f->err));
	file_lock_release(&lock);
	return !held;
}

void session_expect_login(const struct session_fixture *f, const char *access)
{
	g_assert_cmpstr(sealed_reveal(&f->login.access), ==, access);
}
