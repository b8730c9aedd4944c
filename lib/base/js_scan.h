/*
 * What the parts of js.h share: text looked at eight bytes at a time, and the
 * watch over the keys of the objects that are open. Not for other modules.
 *
 * The arithmetic is the well-known one of a word as eight bytes: it may mark a
 * byte too many above the first true hit, never below it, and only the first
 * hit is used.
 */
#ifndef FENTU_BASE_JS_SCAN_H
#define FENTU_BASE_JS_SCAN_H

#include <string.h>

#include "lib/base/js.h"

#define JS_EACH(byte) (0x0101010101010101u * (uint64_t)(byte))

static inline uint64_t js_load(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return GUINT64_FROM_LE(word);
}

/* A mark at the top bit of each byte below `limit` (128 at most). */
static inline uint64_t js_below(uint64_t word, unsigned char limit)
{
	return (word - JS_EACH(limit)) & ~word & JS_EACH(0x80);
}

static inline uint64_t js_equal(uint64_t word, char byte)
{
	return js_below(word ^ JS_EACH((unsigned char)byte), 1);
}

static inline size_t js_first(uint64_t marks)
{
	return (size_t)__builtin_ctzll(marks) / 8;
}

/* Is this byte a string's text as it stands, in one byte? */
static inline bool js_is_plain(char c)
{
	return c >= 0x20 && c != '"' && c != '\\' && (unsigned char)c < 0x80;
}

static inline bool js_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The first byte from `at` on that is not plain; `end` if there is none. */
static inline const char *js_plain_end(const char *at, const char *end)
{
	while (end - at >= 8) {
		uint64_t word = js_load(at);
		uint64_t stops = js_equal(word, '"') | js_equal(word, '\\') |
				 js_below(word, 0x20) | (word & JS_EACH(0x80));

		if (stops)
			return at + js_first(stops);
		at += 8;
	}
	while (at < end && js_is_plain(*at))
		at++;
	return at;
}

/*
 * The byte after a string that js_check has passed; `at` is its opening
 * quote. `end` is the end of the text that surrounds it.
 */
const char *js_string_end(const char *at, const char *end);

/* The byte after any value that js_check has passed, which starts at `at`. */
const char *js_value_end(const char *at, const char *end);

/*
 * Resolve the escapes of a string's inside, `len` bytes of checked text, into
 * `out`, which has room for as many. Returns how many were written.
 */
size_t js_unescape(const char *raw, size_t len, char *out);

/* Append a code point as UTF-8; returns the byte after it. */
char *js_put_utf8(char *out, uint32_t code);

/* The byte after the UTF-8 sequence (RFC 3629) of two bytes or more at `at`;
   NULL when it is none. */
const char *js_utf8_end(const char *at, const char *end);

/*
 * The keys of all open objects, the innermost last. Those with escapes are
 * kept resolved, so that "a" and "\u0061" are the same key.
 */
struct js_keys {
	const char *text; /* the document; 4 GiB at most */
	struct js_key *key;
	size_t count, room;
	GByteArray *resolved;
};

/* What belongs to one open object. */
struct js_object_keys {
	size_t first; /* its keys start here */
	size_t first_resolved;
	uint64_t seen; /* one bit for the hash of each key */
};

void js_keys_enter(const struct js_keys *keys, struct js_object_keys *object);

/*
 * Add the key with this inside. False: the object has it already. In an
 * object of many keys that is found out only when it is left.
 */
bool js_keys_add(struct js_keys *keys, struct js_object_keys *object,
		 const char *inside, size_t len, bool has_escape) MUST_CHECK;
bool js_keys_leave(struct js_keys *keys,
		   const struct js_object_keys *object) MUST_CHECK;
void js_keys_release(struct js_keys *keys);

#endif
