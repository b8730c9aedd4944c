#include "lib/base/js_scan.h"

const char *js_string_end(const char *at, const char *end)
{
	at++;
	for (;;) {
		while (end - at >= 8) {
			uint64_t word = js_load(at);
			uint64_t stops =
				js_equal(word, '"') | js_equal(word, '\\');

			if (stops) {
				at += js_first(stops);
				break;
			}
			at += 8;
		}
		while (*at != '"' && *at != '\\')
			at++;
		if (*at == '"')
			return at + 1;
		at += 2;
	}
}

/* Between strings there are few bytes, so they are looked at one by one. */
static const char *container_end(const char *at, const char *end)
{
	size_t depth = 0;

	do {
		switch (*at) {
		case '"':
			at = js_string_end(at, end);
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			depth--;
			break;
		default:
			break;
		}
		at++;
	} while (depth > 0);
	return at;
}

static bool ends_scalar(char c)
{
	return js_is_space(c) || c == ',' || c == ']' || c == '}';
}

const char *js_value_end(const char *at, const char *end)
{
	if (*at == '"')
		return js_string_end(at, end);
	if (*at == '{' || *at == '[')
		return container_end(at, end);
	while (at < end && !ends_scalar(*at))
		at++;
	return at;
}

enum js_type js_type(struct js value)
{
	if (!value.at || value.len == 0)
		return JS_NONE;
	switch (value.at[0]) {
	case 'n':
		return JS_NULL;
	case 't':
	case 'f':
		return JS_BOOL;
	case '"':
		return JS_STRING;
	case '[':
		return JS_ARRAY;
	case '{':
		return JS_OBJECT;
	default:
		return JS_NUMBER;
	}
}

static const char *skip_space(const char *at)
{
	while (js_is_space(*at))
		at++;
	return at;
}

static struct js value_at(const char *at, const char *end)
{
	return (struct js){ at, (size_t)(js_value_end(at, end) - at) };
}

/* The byte that closes the container ends every search below. */
bool js_next(struct js container, struct js_walk *walk)
{
	enum js_type type = js_type(container);
	const char *end = container.at + container.len;
	const char *at;

	if (type != JS_ARRAY && type != JS_OBJECT)
		return false;
	at = skip_space(walk->next ? walk->next : container.at + 1);
	if (*at == ',')
		at = skip_space(at + 1);
	if (*at == ']' || *at == '}') {
		walk->next = at;
		return false;
	}
	if (type == JS_OBJECT) {
		walk->key = value_at(at, end);
		at = skip_space(at + walk->key.len);
		at = skip_space(at + 1);
	}
	walk->value = value_at(at, end);
	walk->next = at + walk->value.len;
	return true;
}

static bool key_is(struct js key, const char *wanted, size_t len)
{
	g_autofree char *text = NULL;
	size_t text_len;

	if (key.len - 2 == len && memcmp(key.at + 1, wanted, len) == 0)
		return !memchr(wanted, '\\', len);
	/* A spelling with escapes is always longer. */
	if (key.len - 2 <= len || !memchr(key.at, '\\', key.len))
		return false;
	text = js_text(key, &text_len);
	return text_len == len && memcmp(text, wanted, len) == 0;
}

static struct js member(struct js object, const char *key, size_t len)
{
	struct js_walk walk = { 0 };

	if (js_type(object) != JS_OBJECT)
		return (struct js){ 0 };
	while (js_next(object, &walk))
		if (key_is(walk.key, key, len))
			return walk.value;
	return (struct js){ 0 };
}

struct js js_member(struct js object, const char *key)
{
	return member(object, key, strlen(key));
}

void js_members(struct js object, const char *const *keys, size_t count,
		struct js *ret_values)
{
	struct js_walk walk = { 0 };

	memset(ret_values, 0, count * sizeof(*ret_values));
	while (js_type(object) == JS_OBJECT && js_next(object, &walk))
		for (size_t i = 0; i < count; i++)
			if (key_is(walk.key, keys[i], strlen(keys[i])))
				ret_values[i] = walk.value;
}

static struct js element(struct js array, const char *number, size_t len)
{
	struct js_walk walk = { 0 };
	uint64_t index = 0;

	for (size_t i = 0; i < len; i++) {
		if (!g_ascii_isdigit(number[i]) || index > JS_BYTES_MAX)
			return (struct js){ 0 };
		index = index * 10 + (uint64_t)(number[i] - '0');
	}
	while (len > 0 && js_next(array, &walk))
		if (index-- == 0)
			return walk.value;
	return (struct js){ 0 };
}

struct js js_at(struct js value, const char *path)
{
	if (!*path)
		return value;
	for (;;) {
		size_t len = strcspn(path, ".");

		if (js_type(value) == JS_ARRAY)
			value = element(value, path, len);
		else
			value = member(value, path, len);
		path += len;
		if (*path == '\0')
			return value;
		path++;
	}
}

size_t js_count(struct js container)
{
	struct js_walk walk = { 0 };
	size_t count = 0;

	while (js_next(container, &walk))
		count++;
	return count;
}
