#include "lib/base/js_scan.h"

struct loose {
	const char *at, *end;
};

/* The next byte that is not white space; NUL at the end. */
static char loose_peek(struct loose *l)
{
	while (l->at < l->end && js_is_space(*l->at))
		l->at++;
	return l->at < l->end ? *l->at : '\0';
}

/* A string, from its opening quote, whatever is in it. */
static bool loose_string(struct loose *l)
{
	for (l->at++; l->at < l->end && *l->at != '"'; l->at++)
		if (*l->at == '\\' && l->end - l->at > 1)
			l->at++;
	return l->at < l->end && *l->at++ == '"';
}

static bool loose_ends(char c)
{
	return c == ',' || c == '}' || c == ']';
}

/* Up to the comma or brace that ends a member; any depth costs the same. */
static bool loose_value(struct loose *l)
{
	size_t depth = 0;

	while (l->at < l->end) {
		char c = *l->at;

		if (c == '"') {
			if (!loose_string(l))
				return false;
			continue;
		}
		if (depth == 0 && loose_ends(c))
			return c != ']';
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		l->at++;
	}
	return false;
}

/* An escape in a key is resolved if the key is JSON. */
static bool loose_is_key(struct js raw, const char *key)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *text = NULL;
	struct js checked;

	if (!js_check(raw.at, raw.len, "a key", &checked, &ignored))
		return false;
	text = js_text(checked, NULL);
	return strcmp(text, key) == 0;
}

static bool loose_is_usable(struct js value)
{
	return js_type(value) != JS_NONE && js_type(value) != JS_NULL &&
	       js_type(value) != JS_ARRAY;
}

static void loose_take(struct js raw, struct js_loose *member)
{
	AUTO(error_release) struct error ignored = { 0 };
	const struct js before = member->value;
	struct js value;

	if (!js_check(raw.at, raw.len, "a value", &value, &ignored))
		value = JS_LITERAL("[]");
	if (loose_is_usable(before) && !loose_is_usable(value))
		return;
	member->value = value;
	if (loose_is_usable(before) &&
	    (before.len != value.len ||
	     memcmp(before.at, value.at, value.len) != 0))
		member->is_doubled = true;
}

static bool loose_member(struct loose *l, struct js_loose *members,
			 size_t count)
{
	struct js key = { .at = l->at }, value;

	if (!loose_string(l))
		return false;
	key.len = (size_t)(l->at - key.at);
	if (loose_peek(l) != ':')
		return false;
	value.at = ++l->at;
	if (!loose_value(l))
		return false;
	value.len = (size_t)(l->at - value.at);
	for (size_t i = 0; i < count; i++)
		if (loose_is_key(key, members[i].key))
			loose_take(value, &members[i]);
	return true;
}

bool js_loose_members(const char *text, size_t len, struct js_loose *members,
		      size_t count)
{
	struct loose l = { .at = text, .end = text + len };

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		l.at += 3;
	if (loose_peek(&l) != '{')
		return false;
	l.at++;
	while (loose_peek(&l) == '"') {
		if (!loose_member(&l, members, count))
			return false;
		if (loose_peek(&l) == ',')
			l.at++;
	}
	return loose_peek(&l) == '}';
}
