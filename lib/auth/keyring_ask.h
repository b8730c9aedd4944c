/*
 * One question to the keyring helper, and its answer or the reason why there
 * is none. Private to store_keyring.c; see lib/base/keyring_protocol.h.
 */
#ifndef FENTU_AUTH_KEYRING_ASK_H
#define FENTU_AUTH_KEYRING_ASK_H

#include "lib/auth/store.h"
#include "lib/base/js.h"
#include "lib/base/keyring_protocol.h"

struct keyring_question {
	enum keyring_op op;
	const struct cred_key *key;  /* NULL: of no certain credential */
	const struct sealed *record; /* put: JSON; else NULL */
	const char *expect;	     /* put, drop: see the protocol; or NULL */
};

struct keyring_answer {
	struct sealed text; /* root points into it */
	struct js root;
	enum keyring_outcome outcome; /* found, absent or done */
};

/*
 * Run the helper. Every outcome other than found, absent and done is an
 * error with its own message and remedy, and so are a helper that is missing,
 * dies, says what makes no sense, or is not done in time.
 */
bool keyring_ask(const struct store_keyring_config *config,
		 const struct keyring_question *question,
		 struct keyring_answer *ret_answer,
		 struct error *err) MUST_CHECK;

/* The same; *ret_reason is set in any case: after a failure it is the
   helper's reason, or KEYRING_NO_REASON when the helper gave no answer.
   *ret_late: it was not done in time, with no person to wait for. */
bool keyring_ask_why(const struct store_keyring_config *config,
		     const struct keyring_question *question,
		     struct keyring_answer *ret_answer,
		     enum keyring_reason *ret_reason, bool *ret_late,
		     struct error *err) MUST_CHECK;

/* A member's text, owned by the caller; NULL: there is none. */
char *keyring_answer_text(const struct keyring_answer *answer,
			  const char *member);

void keyring_answer_release(struct keyring_answer *answer);

/* Say in the user's words what a reason means, and what to do. `detail` is
   the keyring's own text or NULL. Always false. */
bool keyring_error(enum keyring_reason reason, const char *detail,
		   struct error *err);

/* What is left where the keyring is not to be had; the end of each hint. */
#define KEYRING_WAYS_OUT                                                       \
	"set FENTU_API_KEY, or keep the key in a file: "                       \
	"'fentu login --store file'"

#endif
