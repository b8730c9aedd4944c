/*
 * The address at which a person lets fentu in (RFC 6749, section 4.1.1): text
 * made of text, with PKCE always.
 */
#ifndef FENTU_AUTH_AUTHORIZE_H
#define FENTU_AUTH_AUTHORIZE_H

#include "lib/base/sealed.h"

/* Everything is borrowed. */
struct authorize {
	const char *endpoint; /* may have a query, which stays (section 3.1) */
	const char *client_id;
	const char *redirect_uri;
	const char *scope;	    /* separated by spaces; NULL: not said */
	const struct sealed *state; /* not secret from the browser */
	const char *challenge;	    /* of S256 */
};

/* Owned by the caller. */
char *authorize_url(const struct authorize *ask);

#endif
