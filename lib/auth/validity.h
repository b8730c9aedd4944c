/*
 * Until when the server accepts what a login holds, for a person who has to
 * know what remains after a logout that the server was not told of.
 */
#ifndef FENTU_AUTH_VALIDITY_H
#define FENTU_AUTH_VALIDITY_H

#include "lib/auth/cred.h"

enum validity_part {
	VALIDITY_ACCESS = 1 << 0, /* the access token, or the API key */
	VALIDITY_REFRESH = 1 << 1
};

/* The parts that a credential has. */
unsigned validity_parts(const struct cred *cred);

/*
 * "the refresh token stays valid until 2026-12-28 09:00 at the latest, the
 * access token until 2026-11-28 10:00", in local time, of the given parts.
 *
 * A refresh token whose end the server did not state ends 30 days after its
 * issue at the latest. A key does not expire: it is named by its last
 * characters, so that it can be found in Fentu. What has expired is left out;
 * if that is everything, the text says so. Owned by the caller.
 */
char *validity_text(const struct cred *cred, unsigned parts,
		    int64_t now_unix_s);

/* "2026-11-28 10:00": until when access tokens may be accepted that were
   replaced by the one in the login. NULL: none is. Owned by the caller. */
char *validity_of_replaced(const struct cred *cred, int64_t now_unix_s);

#endif
