/*
 * A secret: an API key, a token, a client secret.
 *
 * The text lives in pages of its own that are locked in memory where the
 * system allows it, left out of core dumps, and wiped on release. There is no
 * printf conversion for it on purpose; whoever needs the bytes calls
 * sealed_reveal, which a reviewer can search for.
 *
 * A zeroed struct is a valid "no secret".
 */
#ifndef FENTU_BASE_SEALED_H
#define FENTU_BASE_SEALED_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

enum { SEALED_MAX = 64 * 1024 }; /* bytes; more is refused */

struct sealed {
	char *text; /* NUL-terminated; NULL: none. Use sealed_reveal */
	size_t len;
	size_t mapped;
};

/*
 * Copy `len` bytes in. The caller wipes its own copy. Replaces and wipes what
 * was there. Fails when longer than SEALED_MAX.
 */
bool sealed_set(struct sealed *s, const char *text, size_t len,
		struct error *err) MUST_CHECK;

/* Copy `len` more bytes behind what is there, under the same limit. */
bool sealed_append(struct sealed *s, const char *text, size_t len,
		   struct error *err) MUST_CHECK;

/*
 * Read a secret from a descriptor until its end, SEALED_MAX at most, wiping
 * every buffer on the way. `what` names the source in errors.
 */
bool sealed_read(struct sealed *s, int fd, const char *what,
		 struct error *err) MUST_CHECK;

/*
 * Make a pasted or piped key usable in a header: one line end (LF or CR LF)
 * is stripped from its end; any other byte outside visible ASCII is refused
 * with its position, and so is an empty key. `what` names the source.
 */
bool sealed_trim_key(struct sealed *s, const char *what,
		     struct error *err) MUST_CHECK;

/* The bytes; borrowed, valid until release. "" for none. */
const char *sealed_reveal(const struct sealed *s);

/* Compares in time that depends on the lengths only. */
bool sealed_equal(const struct sealed *a, const struct sealed *b);

/* How it may be shown: the last four characters behind dots when it is long
   enough for that, else dots alone. Owned by the caller. */
char *sealed_mask(const struct sealed *s);

/* Move the secret of *from into *to, which is released first. */
void sealed_move(struct sealed *to, struct sealed *from);

/*
 * Is this text, found where no secret belongs, likely to be one? A guess: it
 * is one word, has letters and digits, and is long or has a long run of them.
 * Whoever refuses it must not repeat it.
 */
bool sealed_looks_like_key(const char *text);

bool sealed_is_empty(const struct sealed *s);
void sealed_release(struct sealed *s);

#endif
