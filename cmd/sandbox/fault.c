#include "cmd/sandbox/fault.h"

#include <string.h>

#define MAX_BYTES   ((int64_t)64 << 20)
#define MAX_MS	    ((int64_t)3600 * 1000)
#define MAX_SECONDS ((int64_t)1 << 31)

enum key_kind { KEY_TEXT, KEY_NUMBER, KEY_SWITCH };

static const struct key {
	const char *name;
	enum key_kind kind;
	size_t offset;
	int64_t least, most;
} keys[] = {
	{ "method", KEY_TEXT, offsetof(struct fault, method), 0, 0 },
	{ "path", KEY_TEXT, offsetof(struct fault, path), 0, 0 },
	{ "query", KEY_TEXT, offsetof(struct fault, query), 0, 0 },
	{ "skip", KEY_NUMBER, offsetof(struct fault, skip), 0, MAX_BYTES },
	{ "count", KEY_NUMBER, offsetof(struct fault, count), 0, MAX_BYTES },
	{ "status", KEY_NUMBER, offsetof(struct fault, status), 200, 599 },
	{ "retry-after", KEY_NUMBER, offsetof(struct fault, retry_after), 0,
	  MAX_SECONDS },
	{ "body", KEY_TEXT, offsetof(struct fault, body), 0, 0 },
	{ "redirect", KEY_TEXT, offsetof(struct fault, redirect), 0, 0 },
	{ "length", KEY_TEXT, offsetof(struct fault, length), 0, 0 },
	{ "empty", KEY_SWITCH, offsetof(struct fault, empty), 0, 0 },
	{ "html", KEY_SWITCH, offsetof(struct fault, html), 0, 0 },
	{ "bomb", KEY_NUMBER, offsetof(struct fault, bomb), 1, 16384 },
	{ "garbage", KEY_NUMBER, offsetof(struct fault, garbage), 1,
	  MAX_BYTES },
	{ "delay", KEY_NUMBER, offsetof(struct fault, delay), 0, MAX_MS },
	{ "stall", KEY_NUMBER, offsetof(struct fault, stall), 0, MAX_MS },
	{ "at", KEY_NUMBER, offsetof(struct fault, at), 0, MAX_BYTES },
	{ "drip", KEY_NUMBER, offsetof(struct fault, drip), 1, MAX_BYTES },
	{ "every", KEY_NUMBER, offsetof(struct fault, every), 0, MAX_MS },
	{ "cut", KEY_NUMBER, offsetof(struct fault, cut), 0, MAX_BYTES },
	{ "cut-head", KEY_NUMBER, offsetof(struct fault, cut_head), 0,
	  MAX_BYTES },
	{ "reset", KEY_SWITCH, offsetof(struct fault, reset), 0, 0 },
	{ "headers", KEY_NUMBER, offsetof(struct fault, extra_headers), 1,
	  MAX_BYTES },
	{ "truncate", KEY_SWITCH, offsetof(struct fault, truncate), 0, 0 },
	{ "double", KEY_SWITCH, offsetof(struct fault, twice), 0, 0 },
	{ "no-answer", KEY_SWITCH, offsetof(struct fault, no_answer), 0, 0 },
	{ "act", KEY_SWITCH, offsetof(struct fault, act), 0, 0 },
};

static void *place(struct fault *fault, const struct key *key)
{
	return (char *)fault + key->offset;
}

static struct fault *fault_new(void)
{
	struct fault *fault = g_new0(struct fault, 1);

	fault->references = 1;
	fault->headers = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].kind != KEY_TEXT)
			*(int64_t *)place(fault, &keys[i]) = -1;
	fault->skip = 0;
	fault->count = 1;
	fault->every = 100;
	return fault;
}

void fault_drop(struct fault **at)
{
	struct fault *fault = *at;

	if (!fault || --fault->references > 0)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].kind == KEY_TEXT)
			g_free(*(char **)place(fault, &keys[i]));
	g_ptr_array_unref(fault->headers);
	if (fault->raw)
		g_byte_array_unref(fault->raw);
	g_free(fault);
}

static bool set_number(struct fault *fault, const struct key *key,
		       const char *value, GError **error)
{
	gint64 number = 0;

	if (!g_ascii_string_to_signed(value, 10, key->least, key->most, &number,
				      NULL))
		return fail(
			error,
			"fault: %s: '%s' is no number from %" G_GINT64_FORMAT
			" to %" G_GINT64_FORMAT,
			key->name, value, key->least, key->most);
	*(int64_t *)place(fault, key) = number;
	return true;
}

static bool set_known(struct fault *fault, const struct key *key,
		      const char *value, GError **error)
{
	char **text = place(fault, key);

	switch (key->kind) {
	case KEY_NUMBER:
		return set_number(fault, key, value, error);
	case KEY_SWITCH:
		if (value[0] && strcmp(value, "1") != 0)
			return fail(error, "fault: %s takes no value",
				    key->name);
		*(int64_t *)place(fault, key) = 1;
		return true;
	case KEY_TEXT:
		g_free(*text);
		*text = g_strdup(value);
		break;
	}
	if (key->offset == offsetof(struct fault, length) &&
	    strcmp(value, "short") != 0 && strcmp(value, "long") != 0)
		return fail(error, "fault: length is short or long");
	return true;
}

static void set_raw_take(struct fault *fault, guint8 *bytes, gsize length)
{
	if (fault->raw)
		g_byte_array_unref(fault->raw);
	fault->raw = g_byte_array_new_take(bytes, length);
}

static bool set(struct fault *fault, const char *name, const char *value,
		GError **error)
{
	if (strcmp(name, "header") == 0) {
		if (!strchr(value, ':') || strpbrk(value, "\r\n"))
			return fail(error, "fault: a header is NAME: VALUE");
		g_ptr_array_add(fault->headers, g_strdup(value));
		return true;
	}
	if (strcmp(name, "raw") == 0) {
		set_raw_take(fault, (guint8 *)g_strdup(value), strlen(value));
		return true;
	}
	if (strcmp(name, "raw-base64") == 0) {
		gsize length = 0;
		guint8 *bytes = g_base64_decode(value, &length);

		set_raw_take(fault, bytes, length);
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return set_known(fault, &keys[i], value, error);
	return fail(error, "fault: there is no key '%s'", name);
}

bool fault_parse(const char *text, struct fault **ret_fault, GError **error)
{
	AUTO(fault_drop) struct fault *fault = fault_new();
	g_auto(GStrv) pairs = g_strsplit(text, ",", -1);

	for (char **pair = pairs; *pair; pair++) {
		char *value = strchr(*pair, '=');
		g_autofree char *plain = NULL;

		if (value)
			*value++ = '\0';
		plain = g_uri_unescape_string(value ? value : "", NULL);
		if (!plain)
			return fail(error, "fault: %s: a broken %%-escape",
				    *pair);
		if (!set(fault, *pair, plain, error))
			return false;
	}
	*ret_fault = g_steal_pointer(&fault);
	return true;
}

/* Strings and numbers as their text, true as a switch. */
static bool set_json(struct fault *fault, const char *name,
		     struct json_object *value, GError **error)
{
	if (json_object_is_type(value, json_type_boolean))
		return !json_object_get_boolean(value) ||
		       set(fault, name, "", error);
	if (!json_object_is_type(value, json_type_string) &&
	    !json_object_is_type(value, json_type_int))
		return fail(error, "fault: %s has a value of the wrong type",
			    name);
	return set(fault, name, json_object_get_string(value), error);
}

bool fault_from_json(struct json_object *object, struct fault **ret_fault,
		     GError **error)
{
	AUTO(fault_drop) struct fault *fault = fault_new();

	if (!json_object_is_type(object, json_type_object))
		return fail(error, "fault: an object is expected");
	json_object_object_foreach(object, name, value)
	{
		bool several = json_object_is_type(value, json_type_array);
		size_t count = several ? json_object_array_length(value) : 1;

		for (size_t i = 0; i < count; i++) {
			struct json_object *one =
				several ? json_object_array_get_idx(value, i)
					: value;

			if (!set_json(fault, name, one, error))
				return false;
		}
	}
	*ret_fault = g_steal_pointer(&fault);
	return true;
}

bool fault_replaces(const struct fault *fault)
{
	return fault->status >= 0 || fault->body || fault->redirect ||
	       fault->raw || fault->retry_after >= 0 ||
	       fault->headers->len > 0 || fault->empty > 0 || fault->html > 0 ||
	       fault->bomb > 0 || fault->garbage > 0;
}

bool fault_acts(const struct fault *fault)
{
	return !fault_replaces(fault) || fault->act > 0;
}
