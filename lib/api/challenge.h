/* What a WWW-Authenticate header asks for (RFC 6750, section 3). */
#ifndef FENTU_API_CHALLENGE_H
#define FENTU_API_CHALLENGE_H

#include "lib/base/auto.h"

/*
 * The value of its scope parameter, "read:assets write:assets"; NULL when
 * there is none or it has other characters than RFC 6749, section 3.3 allows.
 * Owned by the caller.
 */
char *challenge_scope(const char *header);

#endif
