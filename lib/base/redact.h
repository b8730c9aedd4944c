/*
 * Secrets in use, blotted out of text: the one way for what a server sent, or
 * a library said, to stderr and into files.
 *
 * A secret is found as it stands, in any mixture of upper and lower case, and
 * in each encoding in which a server may repeat it: percent (also twice),
 * JSON and other backslash escapes, HTML character references, each of them
 * for any part of its characters, and hexadecimal digits, base64 or base64url
 * of a text that the secret is a part of ("Bearer KEY", "id:SECRET"), itself
 * encoded or not. Between its characters may stand what a reader does not see:
 * invisible and combining characters, control sequences of terminals, line
 * ends; in hexadecimal and base64 also blanks, in hexadecimal also colons and
 * dashes.
 *
 * A text that was cut within a secret is found by what is left of it: its
 * beginning or its end, from 16 characters on, or its beginning from 8 on
 * where the text ends.
 *
 * A secret of fewer than 8 characters would make ordinary text unreadable: it
 * is blotted out as a whole word only, and behind "Bearer ".
 */
#ifndef FENTU_BASE_REDACT_H
#define FENTU_BASE_REDACT_H

#include "lib/base/sealed.h"

#define REDACT_MARK "[redacted]"

struct redact;
struct redact *redact_new(void);
void redact_free(struct redact *redact);

/* From here on this one, too; a copy is kept. An empty one is none. The set
   holds the newest REDACT_MAX: more than any command has in use. */
enum { REDACT_MAX = 64 };
bool redact_add(struct redact *redact, const struct sealed *secret,
		struct error *err) MUST_CHECK;

/* Replace each secret in the text by REDACT_MARK. Text that was valid JSON
   stays so. `redact` may be NULL here: there are no secrets. */
void redact_apply(const struct redact *redact, GString *text);

/* The same of a text that is owned by the caller and may be replaced; NULL is
   left alone. */
void redact_text(const struct redact *redact, char **text);

/* A copy of an address, or of what may be meant as one, for showing: without
   the user name and password in it ("http://[redacted]@host"). */
char *redact_url(const char *text);

#endif
