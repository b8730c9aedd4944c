/* What a WWW-Authenticate header asks for (RFC 6750, section 3). */
#ifndef FENTU_API_CHALLENGE_H
#define FENTU_API_CHALLENGE_H

#include <stdbool.h>

#include "lib/base/auto.h"

/*
 * The value of its scope parameter, "read:assets write:assets"; NULL when
 * there is none or it has characters that a command to copy should not have
 * (scope.h).
 * Owned by the caller.
 */
char *challenge_scope(const char *header);

/* Has this text, "read:assets write:assets", nothing but such characters? */
bool challenge_is_scope(const char *text);

#endif
