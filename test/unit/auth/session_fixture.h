/*
 * A login in a store, a clock, and a server that plays a list of answers, a
 * letter for each request:
 *
 *	r  grants, and replaces the refresh token
 *	k  grants, and keeps it
 *	b  grants; the keyring breaks in the meantime
 *	B  the same of one that keeps what it is given, and says it did not
 *	m  grants; somebody logs in anew in the meantime
 *	o  grants; somebody logs out in the meantime
 *	i  invalid_grant
 *	n  invalid_grant; somebody logs in anew in the meantime
 *	w  grants; somebody logs in anew just before the tokens are written
 *	x  invalid_grant; the same before that is written
 *	l  the answer is lost
 *	c  the client is refused
 *	-  no connection
 *
 * The n-th request is answered with "access-N" and "refresh-N"; the login
 * begins as "access-0" and "refresh-0", an hour before its end.
 */
#ifndef FENTU_TEST_UNIT_AUTH_SESSION_FIXTURE_H
#define FENTU_TEST_UNIT_AUTH_SESSION_FIXTURE_H

#include "lib/auth/session.h"

enum { SESSION_START_S = 1741075200 };

struct session_fixture {
	struct clock clock; /* the first: it is cast back */
	int64_t now_ms;
	struct store store;   /* in memory */
	struct store failing; /* what the session has: the same, until it
				 is made to fail */
	bool store_fails;
	bool store_lies;  /* that it failed */
	bool login_comes; /* before the next write */
	unsigned told;	  /* how often somebody was told of that */
	struct cred login;
	struct session session;
	char *folder, *lock_path;
	struct error err;

	const char *answers; /* all of them are asked for, or the test fails */
	unsigned asked;
	char *sent[8]; /* the refresh token of each request */
};

void session_set_up(struct session_fixture *f, gconstpointer answers);
void session_tear_down(struct session_fixture *f, gconstpointer answers);

#define SESSION_CASE(function, answers)                                        \
	g_test_add("/session/" #function, struct session_fixture, answers,     \
		   session_set_up, function, session_tear_down)

void session_pass(struct session_fixture *f, int64_t seconds);
void session_put(struct session_fixture *f, const char *access,
		 const char *refresh, int64_t expires_at);
bool session_try(struct session_fixture *f); /* to keep it fresh */
bool session_is_locked(struct session_fixture *f);

/* refresh "": there is none. */
void session_expect_stored(struct session_fixture *f, const char *access,
			   const char *refresh);
void session_expect_login(const struct session_fixture *f, const char *access);

#endif
