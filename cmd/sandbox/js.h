/*
 * Short words for building JSON objects.
 *
 * Every key is a string literal: it is not copied. A key must not be in the
 * object yet, except with js_set.
 */
#ifndef FENTU_SANDBOX_JS_H
#define FENTU_SANDBOX_JS_H

#include "cmd/sandbox/auto.h"

#include <stdint.h>

/* text is copied; NULL becomes null. */
void js_text(struct json_object *object, const char *key, const char *text);

/* Likewise, and text is freed. */
void js_text_take(struct json_object *object, const char *key, char *text);

void js_number(struct json_object *object, const char *key, int64_t number);
void js_bool(struct json_object *object, const char *key, bool value);

/* The reference to value goes to object. */
void js_take(struct json_object *object, const char *key,
	     struct json_object *value);

/* Put value, whose reference is taken, in place of what the key may have. */
void js_set_take(struct json_object *object, const char *key,
		 struct json_object *value);

/* Borrowed; NULL when the key is absent, null or no string. */
const char *js_get_text(struct json_object *object, const char *key);

/* Compact text without escaped slashes; borrowed from value. */
const char *js_print(struct json_object *value, size_t *ret_length);

/*
 * Read exactly one JSON text, in UTF-8, nested at most 32 deep. The caller
 * owns the result; NULL when it is none.
 */
struct json_object *js_parse(const char *text, size_t length);

#endif
