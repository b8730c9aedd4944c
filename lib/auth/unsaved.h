/*
 * The newest tokens of a login, on their way into the store. Part of a
 * session; see session.h.
 *
 * They take the place of the record that they came from and of no other: who
 * logs in or out while the server is asked has the last word. Whether an
 * attempt that failed has stored them all the same is seen by the next one,
 * so that a keyring which answers too late costs nobody a login. The old
 * record is never removed.
 */
#ifndef FENTU_AUTH_UNSAVED_H
#define FENTU_AUTH_UNSAVED_H

#include "lib/auth/store.h"

enum {
	UNSAVED_AGAIN_S = 20, /* between two attempts */
	UNSAVED_TRIES = 5     /* of one attempt, while the record changes */
};

/* A zeroed struct is a valid "everything is stored". */
struct unsaved {
	struct sealed former; /* the refresh token of the record in the store */
	struct error why;     /* of the last attempt; no message: stored */
	int64_t tried_at_ms;  /* monotonic */
	bool is_told;	      /* that a second attempt failed as well */
};

struct session_config;

void unsaved_release(struct unsaved *unsaved);

bool unsaved_is_none(const struct unsaved *unsaved);

/* Before the server is asked: note what the login in the store has now. */
bool unsaved_begin(struct unsaved *unsaved, const struct cred *login,
		   struct error *err) MUST_CHECK;

/* Store `login`, unless somebody has changed what is stored. Of a failure
   that costs nothing (not is_replaced: the refresh token is the one that is
   stored) nothing is kept. */
void unsaved_store(struct unsaved *unsaved, const struct session_config *config,
		   const struct cred *login, bool is_replaced);

/* Try it again if the last attempt was a while ago: somebody may have seen to
   the keyring. The first time in vain, config->tell is called. */
void unsaved_store_again(struct unsaved *unsaved,
			 const struct session_config *config,
			 const struct cred *login);

/* Try it a last time, and say which login has to be repeated. */
bool unsaved_finish(struct unsaved *unsaved,
		    const struct session_config *config,
		    const struct cred *login, struct error *err) MUST_CHECK;

#endif
