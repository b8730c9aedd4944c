#include "cmd/sandbox/js.h"

#include <limits.h>

#define MAX_DEPTH 32

void js_take(struct json_object *object, const char *key,
	     struct json_object *value)
{
	json_object_object_add_ex(object, key, value,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW |
					  JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

void js_set_take(struct json_object *object, const char *key,
		 struct json_object *value)
{
	json_object_object_add(object, key, value);
}

void js_text(struct json_object *object, const char *key, const char *text)
{
	js_take(object, key, text ? json_object_new_string(text) : NULL);
}

void js_text_take(struct json_object *object, const char *key, char *text)
{
	js_text(object, key, text);
	g_free(text);
}

void js_number(struct json_object *object, const char *key, int64_t number)
{
	js_take(object, key, json_object_new_int64(number));
}

void js_bool(struct json_object *object, const char *key, bool value)
{
	js_take(object, key, json_object_new_boolean(value));
}

const char *js_get_text(struct json_object *object, const char *key)
{
	struct json_object *value = json_object_object_get(object, key);

	return json_object_is_type(value, json_type_string)
		       ? json_object_get_string(value)
		       : NULL;
}

const char *js_print(struct json_object *value, size_t *ret_length)
{
	return json_object_to_json_string_length(
		value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		ret_length);
}

struct json_object *js_parse(const char *text, size_t length)
{
	struct json_tokener *tokener = NULL;
	struct json_object *value = NULL;

	if (length == 0 || length > INT_MAX - 1)
		return NULL;
	tokener = json_tokener_new_ex(MAX_DEPTH);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
						JSON_TOKENER_VALIDATE_UTF8);
	value = json_tokener_parse_ex(tokener, text, (int)length);
	/* A bare number at the very end waits for the byte that ends it. */
	if (!value && json_tokener_get_error(tokener) == json_tokener_continue)
		value = json_tokener_parse_ex(tokener, "\n", 1);
	json_tokener_free(tokener);
	return value;
}
