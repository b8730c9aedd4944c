/* Where a secret stands in a text, in any of its forms; for redact.c alone. */
#ifndef FENTU_BASE_REDACT_MATCH_H
#define FENTU_BASE_REDACT_MATCH_H

#include "lib/base/sealed.h"

enum { REDACT_WORD_MIN = 8 }; /* shorter secrets count as whole words only */

/* What to look for, in order of its first character, of which those of byte N
   are the rows from begin[N] to begin[N + 1]. */
struct pattern;
struct patterns {
	struct pattern *rows;
	size_t begin[0x81];
};

/* Borrows the secrets (of struct sealed). */
void patterns_prepare(struct patterns *patterns, const GPtrArray *secrets);
void patterns_release(struct patterns *patterns);

/* The part of a text to blot out. */
struct place {
	const char *begin, *end;
};

/* The longest secret, or part of one, that is found at `at`; it may begin
   before it, but not before `floor`. */
bool patterns_match(const struct patterns *patterns, const char *text,
		    const char *floor, const char *at, struct place *ret_place);

#endif
