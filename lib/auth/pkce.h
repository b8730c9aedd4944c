/*
 * Proof that whoever trades a code in is the one that asked for it (RFC 7636):
 * a secret verifier, and its digest as the challenge. The method is S256,
 * never plain.
 */
#ifndef FENTU_AUTH_PKCE_H
#define FENTU_AUTH_PKCE_H

#include "lib/base/sealed.h"

enum {
	PKCE_RANDOM_BYTES = 32,
	PKCE_TEXT_LEN = 43 /* of that many bytes as base64url */
};

/*
 * 256 bits from the kernel as base64url without padding: a verifier (section
 * 4.1 allows 43 to 128 characters) or a state. There is no weaker source.
 */
bool pkce_random(struct sealed *ret_text, struct error *err) MUST_CHECK;

/* The challenge of a verifier (section 4.2); owned by the caller. */
char *pkce_challenge(const struct sealed *verifier);

#endif
