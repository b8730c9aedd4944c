#include "lib/auth/session.h"

#include <signal.h>

/* Another process that was refused because of us has stored its own, newer
   token by then, or there is none. */
static const int session_look_again_ms[] = { 25, 50, 100 };

void session_init(struct session *session, const struct session_config *config,
		  struct cred *login)
{
	*session = (struct session){ .config = *config, .login = login };
}

void session_release(struct session *session)
{
	if (!session)
		return;
	file_lock_release(&session->lock);
	unsaved_release(&session->unsaved);
}

int64_t session_spare_s(const struct cred *login)
{
	int64_t lifetime_s =
		login->oauth.access_expires_at - login->oauth.obtained_at;

	return CLAMP(lifetime_s / 4, 0, SESSION_SPARE_S);
}

/* ---- what is wanted, and whether it is there ---- */

struct session_wish {
	int64_t left_s; /* more than this; -1: any that is not `not_this` */
	struct sealed not_this;
};

static void session_wish_release(struct session_wish *wish)
{
	sealed_release(&wish->not_this);
}

static int64_t session_now_s(const struct session *session)
{
	return clock_unix_s(session->config.clock);
}

static bool session_suits(const struct session *session,
			  const struct cred *cred,
			  const struct session_wish *wish)
{
	if (sealed_equal(&cred->access, &wish->not_this))
		return false;
	return !cred_is_ending(cred, session_now_s(session),
			       MAX(wish->left_s, 0));
}

static bool session_has_ended(const struct session *session, struct error *err)
{
	const struct cred_oauth *oauth = &session->login->oauth;

	if (oauth->has_ended)
		error_set(err, ERR_LOGIN, "the login of profile '%s' has ended",
			  session->config.key.profile);
	else
		error_set(err, ERR_LOGIN,
			  "the login has no refresh token to get another "
			  "access token with");
	return error_hint(err, "run 'fentu login --web'");
}

/* ---- the record ---- */

static void session_adopt(struct session *session, struct cred *cred)
{
	cred_release(session->login);
	*session->login = *cred;
	*cred = (struct cred){ 0 };
}

static bool session_read(struct session *session, struct cred *ret_cred,
			 struct error *err)
{
	bool found = false;

	if (!store_get(session->config.store, &session->config.key, ret_cred,
		       &found, err))
		return error_wrap(err, "the login was not refreshed");
	if (found)
		return true;
	error_set(err, ERR_LOGIN, "profile '%s' was logged out meanwhile",
		  session->config.key.profile);
	return error_hint(err, "run 'fentu login'");
}

/* Take over what is stored, if it is what is wanted. */
static bool session_look(struct session *session,
			 const struct session_wish *wish, bool *ret_suits,
			 struct error *err)
{
	AUTO(cred_release) struct cred stored = { 0 };

	if (!session_read(session, &stored, err))
		return false;
	*ret_suits = session_suits(session, &stored, wish);
	session_adopt(session, &stored);
	if (*ret_suits)
		trace_line(session->config.trace,
			   "* another process has refreshed the login");
	return true;
}

/* What the server no longer accepts is not sent again; unless somebody stored
   another one, it goes. One that may be spent stays, to be revoked some day.
   The access token may still be good. */
static bool session_end(struct session *session,
			const struct session_wish *wish, bool is_refused,
			bool *ret_suits, struct error *err)
{
	AUTO(error_release) struct error problem = { 0 };
	AUTO(sealed_release) struct sealed sent = { 0 };
	bool done;

	if (!sealed_set(&sent, sealed_reveal(&session->login->oauth.refresh),
			session->login->oauth.refresh.len, err))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(session_look_again_ms); i++) {
		g_usleep((gulong)session_look_again_ms[i] * 1000);
		error_clear(&problem);
		if (!session_look(session, wish, ret_suits, &problem))
			return false; /* with the error that led here */
		if (*ret_suits ||
		    !sealed_equal(&session->login->oauth.refresh, &sent))
			return *ret_suits;
	}
	if (is_refused)
		sealed_release(&session->login->oauth.refresh);
	session->login->oauth.has_ended = true;
	/* A record that stays leads to the same answer once more, no worse;
	   one that has changed since that look is left alone. */
	(void)!store_replace(session->config.store, &session->config.key,
			     session->login, session->login, &done, &problem);
	return false;
}

/* ---- the exchange ---- */

static bool session_ask_once(struct session *session,
			     enum token_verdict *ret_verdict, struct error *err)
{
	int64_t asked_at = session_now_s(session);
	AUTO(token_answer_release) struct token_answer answer = { 0 };
	bool is_replaced;

	if (!unsaved_begin(&session->unsaved, session->login, err) ||
	    !session->config.ask(session->config.user, session->login, &answer,
				 ret_verdict, err))
		return false;
	is_replaced =
		!sealed_is_empty(&answer.refresh) &&
		!sealed_equal(&answer.refresh, &session->login->oauth.refresh);
	token_answer_move(&answer, asked_at, session->login);
	unsaved_store(&session->unsaved, &session->config, session->login,
		      is_replaced);
	return true;
}

/* An answer that was lost may have held the only token that is good now. */
static bool session_ask_again(struct session *session,
			      enum token_verdict *ret_verdict,
			      struct error *err)
{
	trace_line(session->config.trace,
		   "* the answer was lost; asking once more");
	error_clear(err);
	if (session_ask_once(session, ret_verdict, err))
		return true;
	if (*ret_verdict == TOKEN_INVALID_GRANT)
		return error_wrap(err, "the answer to a refresh was lost");
	return false;
}

/* Ctrl-C between the request and the record would cost the login, and so would
   Ctrl-Z, if it is left at that. What they should have ended goes on for as
   long as one request takes. */
static bool session_exchange(struct session *session,
			     enum token_verdict *ret_verdict, struct error *err)
{
	const char *lock_path = session->config.lock_path;
	bool is_lost = cred_lock_lost_at(lock_path) > 0;
	sigset_t held, before;
	bool ok;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGTSTP);
	(void)sigprocmask(SIG_BLOCK, &held, &before);
	cred_lock_note_lost(lock_path);
	ok = session_ask_once(session, ret_verdict, err);
	if (!ok && *ret_verdict == TOKEN_UNKNOWN) {
		is_lost = true;
		ok = session_ask_again(session, ret_verdict, err);
	}
	if (ok ? unsaved_is_none(&session->unsaved) : !is_lost)
		cred_lock_forget_lost(lock_path);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}

/* The lock is held. */
static bool session_turn(struct session *session,
			 const struct session_wish *wish, struct error *err)
{
	enum token_verdict verdict = TOKEN_NOT_SPENT;
	bool suits = false;

	/* What could not be stored is newer than what is. */
	if (unsaved_is_none(&session->unsaved) &&
	    !session_look(session, wish, &suits, err))
		return false;
	if (suits)
		return true;
	if (!cred_is_renewable(session->login))
		return session_has_ended(session, err);
	trace_line(session->config.trace, "* refreshing the login");
	if (session_exchange(session, &verdict, err))
		return true;
	if ((verdict != TOKEN_INVALID_GRANT && verdict != TOKEN_SPENT) ||
	    !session_end(session, wish, verdict == TOKEN_INVALID_GRANT, &suits,
			 err))
		return false;
	error_clear(err);
	return true;
}

/* ---- one process at a time ---- */

static bool session_wait(struct session *session,
			 const struct session_wish *wish, bool *ret_suits,
			 struct error *err)
{
	bool is_free = false;

	trace_line(session->config.trace,
		   "* another process holds the login's lock; waiting");
	if (!file_lock_await(session->config.lock_path, session->config.lock_ms,
			     &is_free, err) ||
	    !session_look(session, wish, ret_suits, err))
		return false;
	return is_free || *ret_suits ||
	       cred_lock_is_busy(session->config.lock_path,
				 session->config.lock_ms, err);
}

/* Without waiting at first: whoever has to wait for another looks at what that
   one has stored before asking for the lock, so that many can do so at once. */
static bool session_take_lock(struct session *session,
			      const struct session_wish *wish, bool *ret_suits,
			      struct error *err)
{
	const char *path = session->config.lock_path;
	bool held = session->lock.fd_plus_one > 0;

	if (!path)
		return error_set(err, ERR_OTHER,
				 "the login cannot be refreshed: there is no "
				 "folder for its lock in HOME");
	if (held)
		return true;
	if (!cred_lock_try(&session->lock, path, CRED_LOCK_REFRESH, 0, &held,
			   err))
		return false;
	if (held)
		return true;
	if (!session_wait(session, wish, ret_suits, err))
		return false;
	if (*ret_suits)
		return true;
	if (!cred_lock_try(&session->lock, path, CRED_LOCK_REFRESH,
			   session->config.lock_ms, &held, err))
		return false;
	return held || cred_lock_is_busy(path, session->config.lock_ms, err);
}

static bool session_get(struct session *session,
			const struct session_wish *wish, struct error *err)
{
	bool suits = false;
	bool ok = session_take_lock(session, wish, &suits, err) &&
		  (suits || session_turn(session, wish, err));
	/* Nobody else may use the token that ours has taken the place of. */
	if (unsaved_is_none(&session->unsaved))
		file_lock_release(&session->lock);
	return ok;
}

/* ---- the three reasons ---- */

static bool session_is_ending(const struct session *session, int64_t left_s)
{
	return cred_is_ending(session->login, session_now_s(session), left_s);
}

static void session_store_again(struct session *session)
{
	if (unsaved_is_none(&session->unsaved))
		return;
	unsaved_store_again(&session->unsaved, &session->config,
			    session->login);
	if (!unsaved_is_none(&session->unsaved))
		return;
	cred_lock_forget_lost(session->config.lock_path);
	file_lock_release(&session->lock);
}

/* Was it done a moment ago? */
static bool session_is_recent(const struct session *session, int64_t at_ms,
			      int64_t seconds)
{
	return at_ms > 0 &&
	       clock_mono_ms(session->config.clock) - at_ms < seconds * 1000;
}

bool session_renew(struct session *session, int64_t left_s, bool *ret_changed,
		   struct error *err)
{
	const struct sealed *present = &session->login->access;
	AUTO(session_wish_release)
	struct session_wish wish = { .left_s = left_s };

	*ret_changed = false;
	if (left_s >= 0 && !session_is_ending(session, left_s))
		return true;
	if (left_s < 0 && !sealed_set(&wish.not_this, sealed_reveal(present),
				      present->len, err))
		return false;
	*ret_changed = true;
	return session_get(session, &wish, err);
}

bool session_keep(struct session *session, bool *ret_changed, struct error *err)
{
	AUTO(error_release) struct error problem = { 0 };

	*ret_changed = false;
	session_store_again(session);
	if (!session_is_ending(session, 0) &&
	    session_is_recent(session, session->failed_at_ms, SESSION_AGAIN_S))
		return true;
	if (session_renew(session, session_spare_s(session->login), ret_changed,
			  &problem))
		return true;
	session->failed_at_ms = clock_mono_ms(session->config.clock);
	if (!session_is_ending(session, 0)) {
		trace_line(session->config.trace,
			   "* not refreshed; the present token has not ended");
		return true;
	}
	error_move(err, &problem);
	return false;
}

bool session_refused(struct session *session, bool *ret_changed,
		     struct error *err)
{
	const struct cred_oauth *oauth = &session->login->oauth;
	int64_t lifetime_s =
		oauth->access_expires_at > 0
			? oauth->access_expires_at - oauth->obtained_at
			: SESSION_REFUSED_S;

	*ret_changed = false;
	if (session_is_recent(session, session->refused_at_ms,
			      CLAMP(lifetime_s, 1, SESSION_REFUSED_S)))
		return true;
	session->refused_at_ms = clock_mono_ms(session->config.clock);
	return session_renew(session, -1, ret_changed, err);
}

bool session_finish(struct session *session, struct error *err)
{
	bool was_stored = unsaved_is_none(&session->unsaved);
	bool ok = was_stored ||
		  unsaved_finish(&session->unsaved, &session->config,
				 session->login, err);

	if (ok && !was_stored)
		cred_lock_forget_lost(session->config.lock_path);
	file_lock_release(&session->lock);
	return ok;
}
