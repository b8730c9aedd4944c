/* What secrets look like in a text; for redact_match.c alone. */
#ifndef FENTU_BASE_REDACT_FORM_H
#define FENTU_BASE_REDACT_FORM_H

#include "lib/base/redact_match.h"
#include "lib/base/redact_read.h"

/* So many characters tell what is left of a secret that was cut. */
enum { PATTERN_CUT_MIN = 16 };

/* As it is, in hexadecimal digits, or in base64, where it depends on the length
   of what stands in front of it: by three, there is a rest of none, one or two
   bytes. */
enum form {
	FORM_PLAIN,
	FORM_HEX,
	FORM_REST_0,
	FORM_REST_1,
	FORM_REST_2,
	FORM_COUNT
};

/* All of a secret, or its end. */
struct pattern {
	const struct sealed *secret;
	enum form form;
	enum gap gap;
	size_t from, len;   /* in characters of the form */
	char first, second; /* folded; no second one: NUL */
};

/* Character `at` of it, folded. */
char pattern_char(const struct pattern *pattern, size_t at);

/* One spelling for characters that mean the same: base64url is base64 with
   other signs, and a header's name has no case. */
char pattern_fold(enum form form, char c);

#endif
