/*
 * A login that is kept fresh: its access token is replaced before it ends,
 * and when the server turns it away.
 *
 * Any number of processes may hold the same login. One of them refreshes it,
 * under a lock that the kernel gives back whatever becomes of its owner; the
 * others wait for that and take over what is stored then. Under the lock the
 * record is read again before anything is sent, and what came is stored and
 * read back before it is used, so that a server that replaces the refresh
 * token with each use, and ends a login when one is used twice, never sees an
 * old one. Nothing is ever refreshed without the lock.
 *
 * Tokens that cannot be stored are used all the same. Until they are stored,
 * which is tried again and again, nobody else gets the lock.
 *
 * What can be lost is an answer on its way. The same token is then sent once
 * more, which servers that replace tokens are asked to allow; if it is
 * refused, the login has ended.
 */
#ifndef FENTU_AUTH_SESSION_H
#define FENTU_AUTH_SESSION_H

#include "lib/auth/cred_lock.h"
#include "lib/auth/store.h"
#include "lib/auth/token_answer.h"
#include "lib/auth/unsaved.h"
#include "lib/base/clock.h"
#include "lib/base/trace.h"

enum {
	SESSION_SPARE_S = 120,	/* a token with less left is replaced; of a
				   short-lived one, with a quarter left */
	SESSION_REFUSED_S = 60, /* one that was refused is replaced once in
				   that time: more often does not help */
	SESSION_AGAIN_S = 20	/* between two attempts while the present token
				   still is good */
};

/* Everything is borrowed for the session's life. */
struct session_config {
	const struct store *store; /* where the login is kept */
	struct cred_key key;
	const char *lock_path; /* see cred_lock.h; in a folder that exists.
				  NULL: there is none, and nothing can be
				  refreshed */
	const struct clock *clock;
	const struct trace *trace;
	int lock_ms; /* how long to wait for another process */
	/* Ask the token endpoint for the login, once. */
	bool (*ask)(void *user, const struct cred *login,
		    struct token_answer *ret_answer,
		    enum token_verdict *ret_verdict, struct error *err);
	/* What came is still not stored, at the second attempt: called once,
	   for a command that goes on for long. NULL: nobody is told. */
	void (*tell)(void *user, const struct error *why);
	void *user;
};

/* A zeroed struct is a valid "none". */
struct session {
	struct session_config config;
	struct cred *login;    /* borrowed; replaced in place */
	struct file_lock lock; /* held between two calls only while the
				  newest tokens could not be stored */
	struct unsaved unsaved;
	int64_t refused_at_ms; /* monotonic; 0: never */
	int64_t failed_at_ms;  /* likewise: replacing one in time */
};

/* The login is one that the store has, or that was just read from it. */
void session_init(struct session *session, const struct session_config *config,
		  struct cred *login);
void session_release(struct session *session);

/* The least that an access token should have left. */
int64_t session_spare_s(const struct cred *login);

/*
 * Before a request: replace the access token if it is about to end.
 * *ret_changed: the login is another one now. When that fails although the
 * token has not ended yet, it is used on, and this is true. Fails with
 * ERR_LOGIN when the person has to log in again, ERR_NETWORK when the server
 * could not be asked.
 */
bool session_keep(struct session *session, bool *ret_changed,
		  struct error *err) MUST_CHECK;

/* Replace it whatever its age: the server has turned it away. Not
 *ret_changed: that has happened just before, and does not help. */
bool session_refused(struct session *session, bool *ret_changed,
		     struct error *err) MUST_CHECK;

/* Replace it because somebody wants that: if it has `left_s` seconds or less,
   or in any case (-1). That it is still good is no excuse for a failure. */
bool session_renew(struct session *session, int64_t left_s, bool *ret_changed,
		   struct error *err) MUST_CHECK;

/* The end of a command: store what could not be stored when it came, or say
   why the next command will find a login that has ended. */
bool session_finish(struct session *session, struct error *err) MUST_CHECK;

#endif
