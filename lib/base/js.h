/*
 * JSON as it came: a strict check of the raw text, and slices of it.
 *
 * Records are never taken apart and put together again on their way from the
 * server to a file: js_check proves that a document is JSON (RFC 8259) and
 * nothing but JSON, once; after that every function here walks the same bytes
 * and hands out slices of them, so that numbers, key order and unknown keys
 * stay exactly as they were written, at the speed of a copy.
 *
 * Stricter than most parsers on purpose: invalid UTF-8, raw control characters,
 * NaN, doubled keys in one object, more than JS_DEPTH_MAX levels, and anything
 * after the document are refused. A byte order mark before it is skipped. Half
 * of a surrogate pair in an escape stays in slices, and is U+FFFD in text.
 *
 * A slice borrows the text it was cut from. All functions below js_check may
 * only be given text that js_check has passed.
 */
#ifndef FENTU_BASE_JS_H
#define FENTU_BASE_JS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

enum { JS_DEPTH_MAX = 64, JS_BYTES_MAX = 32 * 1024 * 1024 };

enum js_type {
	JS_NONE, /* no such member */
	JS_NULL,
	JS_BOOL,
	JS_NUMBER,
	JS_STRING,
	JS_ARRAY,
	JS_OBJECT
};

/* One JSON value, without the white space around it. at NULL: JS_NONE. */
struct js {
	const char *at;
	size_t len;
};

/* A value that a string literal spells. */
#define JS_LITERAL(text) ((struct js){ (text), sizeof(text) - 1 })

/*
 * Check a document and return its root. Fails with ERR_OTHER, saying what is
 * wrong and at which byte, counted from 0; `what` names the document ("the
 * reply"). Takes one pass, whatever is in the text.
 */
bool js_check(const char *text, size_t len, const char *what,
	      struct js *ret_root, struct error *err) MUST_CHECK;

enum js_type js_type(struct js value);

/* The member `key` (its plain spelling) of an object; JS_NONE if it has none
   or the value is no object. */
struct js js_member(struct js object, const char *key);

/* Several at once, in one walk over the object: ret_values[i] is that of
   keys[i]. */
void js_members(struct js object, const char *const *keys, size_t count,
		struct js *ret_values);

/*
 * Members of an object in a text that js_check refuses, for a document that
 * comes only once. It may start with a byte order mark and have anything
 * behind its end; members that are not asked for may hold anything, at any
 * depth.
 *
 * Of a member that is there more than once the last usable value counts; a
 * value that is not JSON becomes an empty array, and is not usable, as any
 * array and null. Every value is one that js_check has passed. False: there is
 * no object, or it is not whole.
 */
struct js_loose {
	const char *key;
	struct js value; /* JS_NONE: there is no such member */
	bool is_doubled; /* it had another usable value before */
};
bool js_loose_members(const char *text, size_t len, struct js_loose *members,
		      size_t count) MUST_CHECK;

/*
 * Follow a dotted path such as "customer.name" or "contacts.0.email"; a
 * number addresses an element of an array. "" is the value itself. JS_NONE
 * when a step of the path leads nowhere.
 */
struct js js_at(struct js value, const char *path);

/*
 * Walk an array or object. Start with a zeroed js_walk:
 *
 *	struct js_walk walk = { 0 };
 *	while (js_next(array, &walk)) use(walk.value);
 *
 * For objects walk.key is the key as a JSON string, quotes included.
 */
struct js_walk {
	struct js key;
	struct js value;
	const char *next; /* private */
};
bool js_next(struct js container, struct js_walk *walk);

size_t js_count(struct js container);

/* A string's text, escapes resolved, NUL-terminated; other types: their
   source text. Owned by the caller. U+0000 in a string stays; without ret_len
   it is spelled \x00, as on a terminal. */
char *js_text(struct js value, size_t *ret_len);

/* Each half of a surrogate pair that stands alone in an escape of this checked
   text becomes U+FFFD, in place: for parsers that are stricter. */
void js_replace_halves(char *json, size_t len);

/* An integer that fits; false for anything else. */
bool js_int(struct js value, int64_t *ret_number);
bool js_is_true(struct js value);

/* Append the value without insignificant white space. */
void js_append_compact(GString *out, struct js value);

/* Append the value indented by two spaces a level, `depth` levels in. */
void js_append_pretty(GString *out, struct js value, unsigned depth);

/* Append text as a JSON string, quotes included. Control characters, U+0080
   to U+009F among them, are escaped; invalid UTF-8 becomes U+FFFD. */
void js_append_string(GString *out, const char *text, size_t len);

#endif
