/*
 * The SHA-256 of much text, piece by piece.
 *
 * GLib computes it in plain C. libcurl often comes with OpenSSL's libcrypto,
 * which has the processor do it, several times as fast: where that is loaded
 * already it is used, and nothing is ever loaded for it.
 */
#ifndef FENTU_BASE_DIGEST_H
#define FENTU_BASE_DIGEST_H

#include <stddef.h>

#include "lib/base/error.h"

struct digest;

struct digest *digest_new(void);
void digest_free(struct digest *digest); /* accepts NULL */
static inline void digest_drop(struct digest **digest)
{
	digest_free(*digest);
}

void digest_add(struct digest *digest, const void *bytes, size_t len);

/* There is no more: 64 hexadecimal digits, owned by the caller. */
bool digest_end(struct digest *digest, char **ret_hex,
		struct error *err) MUST_CHECK;

#endif
