/* Values of which some are known, while an installation may have others. */
#ifndef FENTU_CMD_LISTED_H
#define FENTU_CMD_LISTED_H

#include "cmd/ctx.h"

/*
 * Say on stderr when a value is none of the known ones, with the one that may
 * be meant and with all of them; `goes_on` says what becomes of it ("it is sent
 * all the same"). known, which ends with NULL, may be NULL: any value will do.
 */
void listed_note(struct ctx *ctx, const char *name, const char *const *known,
		 const char *value, const char *goes_on);

#endif
