/*
 * Requests for access that a user is being asked about.
 *
 * Each is known by a ticket: a random word in the form of the page, which
 * shows that an answer comes from that page. It is good for one answer.
 */
#ifndef FENTU_SANDBOX_CONSENT_H
#define FENTU_SANDBOX_CONSENT_H

#include "cmd/sandbox/auto.h"

/* What an application asks for; all texts are owned. */
struct wish {
	char *client, *redirect_uri, *scopes;
	char *challenge;
	char *state; /* NULL: none was given */
};

/* Free what *wish points to; for AUTO(). Accepts a pointer to NULL. */
void wish_drop(struct wish **wish);

struct consents;

struct consents *consents_new(void);

/* Accepts NULL. */
void consents_free(struct consents *consents);

/* Keep a wish; the ticket is borrowed. Of too many, the oldest is forgotten. */
const char *consents_ask_take(struct consents *consents, struct wish *wish);

/* The wish of a ticket, which the caller frees from now on; NULL: none. */
struct wish *consents_answer(struct consents *consents, const char *ticket);

#endif
