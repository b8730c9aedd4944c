#include "lib/api/contradiction.h"

#include <string.h>

#include "lib/base/when.h"

enum { SHOWN_MAX = 40 /* characters of a value */, DATE_LEN = 10 };

/* Letters and digits, without case. */
static char *core_of(const char *text)
{
	g_autofree char *folded = g_utf8_casefold(text, -1);
	g_autofree char *plain =
		g_utf8_normalize(folded, -1, G_NORMALIZE_ALL_COMPOSE);
	GString *core = g_string_new(NULL);

	for (const char *at = plain; at && *at; at = g_utf8_next_char(at))
		if (g_unichar_isalnum(g_utf8_get_char(at)))
			g_string_append_unichar(core, g_utf8_get_char(at));
	return g_string_free(core, FALSE);
}

static bool is_same_text(const char *a, const char *b)
{
	g_autofree char *core_a = core_of(a);
	g_autofree char *core_b = core_of(b);

	return g_str_equal(core_a, core_b);
}

/* A date agrees with each time of its day, and a time with one without a zone
   on the same day. */
static bool is_same_time(const char *a, const char *b)
{
	int64_t a_s, b_s;
	bool a_is = when_parse(a, &a_s), b_is = when_parse(b, &b_s);

	return (a_is && b_is && a_s == b_s) ||
	       ((a_is || b_is) && strlen(a) >= DATE_LEN &&
		(strlen(a) == DATE_LEN || strlen(b) == DATE_LEN || !a_is ||
		 !b_is) &&
		strncmp(a, b, DATE_LEN) == 0);
}

static bool is_same_number(const char *a, const char *b)
{
	double x = g_ascii_strtod(a, NULL), y = g_ascii_strtod(b, NULL);

	return !(x < y) && !(x > y);
}

static bool is_same(enum js_type type, const char *sent, const char *is)
{
	switch (type) {
	case JS_BOOL:
		return g_str_equal(sent, is);
	case JS_NUMBER:
		return is_same_number(sent, is);
	case JS_STRING:
		return is_same_text(sent, is) || is_same_time(sent, is);
	case JS_NONE:
	case JS_NULL:
	case JS_ARRAY:
	case JS_OBJECT:
		break;
	}
	return true;
}

static void append_value(GString *out, const char *before, const char *text)
{
	bool is_long = g_utf8_strlen(text, -1) > SHOWN_MAX;
	g_autofree char *shown =
		is_long ? g_utf8_substring(text, 0, SHOWN_MAX) : NULL;

	g_string_append_printf(out, "%s'%s%s'", before, shown ? shown : text,
			       shown ? "..." : "");
}

/* Keys of what lies within an object begin with `within`, as "address.". */
static void compare(struct js sent, struct js record, const char *within,
		    GString *out)
{
	struct js_walk walk = { 0 };

	while (js_next(sent, &walk)) {
		g_autofree char *key = js_text(walk.key, NULL);
		struct js value = js_member(record, key);
		g_autofree char *wanted = NULL, *is = NULL;

		if (js_type(value) != js_type(walk.value))
			continue;
		if (js_type(value) == JS_OBJECT) {
			g_autofree char *path =
				g_strconcat(within, key, ".", NULL);

			compare(walk.value, value, path, out);
			continue;
		}
		wanted = js_text(walk.value, NULL);
		is = js_text(value, NULL);
		if (is_same(js_type(value), wanted, is))
			continue;
		g_string_append_printf(out, "%s%s%s is",
				       out->len > 0 ? "; " : "", within, key);
		append_value(out, " ", is);
		append_value(out, ", not ", wanted);
	}
}

char *contradiction_find(struct js sent, struct js record)
{
	g_autoptr(GString) out = g_string_new(NULL);

	compare(sent, record, "", out);
	return out->len > 0 ? g_string_free(g_steal_pointer(&out), FALSE)
			    : NULL;
}
