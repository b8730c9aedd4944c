/*
 * What the helper answers; see lib/base/keyring_protocol.h.
 *
 * Functions of the helper that can fail return bool and take the reply last:
 * false means that its outcome, reason and detail say why.
 */
#ifndef FENTU_CMD_KEYRING_REPLY_H
#define FENTU_CMD_KEYRING_REPLY_H

#include <libsecret/secret.h>

#include "lib/base/error.h"
#include "lib/base/keyring_protocol.h"

struct reply {
	enum keyring_outcome outcome;
	enum keyring_reason reason;
	char *detail;	     /* owned or NULL */
	bool went_away;	     /* what the call was about is gone; not sent */
	const char *backend; /* NULL: not known yet */
	char *provider;	     /* owned or NULL */
	char *collection;    /* owned or NULL */
	bool knows_lock;
	bool is_locked;
	unsigned duplicates;
	SecretValue *record; /* owned or NULL; JSON, checked by whoever put
				it here */
	GString *records;    /* owned or NULL; the elements of the list */
	bool has_more;
};

/* Set outcome and reason; detail may be NULL and is copied. Always false. */
bool reply_fail(struct reply *reply, enum keyring_outcome outcome,
		enum keyring_reason reason, const char *detail);

/* The same for what GIO and libsecret report; the error is borrowed. */
bool reply_fail_gerror(struct reply *reply, const GError *error);

/* Take back outcome, reason and detail of a failure; the facts stay. */
void reply_clear_failure(struct reply *reply);

/* Write it as JSON. The secret goes from libsecret's locked memory to the
   descriptor without a copy. */
bool reply_write(const struct reply *reply, int fd,
		 struct error *err) MUST_CHECK;

void reply_release(struct reply *reply);

#endif
