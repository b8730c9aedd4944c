#include "lib/ui/cell.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/when.h"

static void append_clean(GString *out, struct js value, enum sanitize_mode mode)
{
	size_t len;
	g_autofree char *text = js_text(value, &len);

	sanitize_append(out, text, len, mode);
}

static void append_minutes(GString *out, struct js value)
{
	int64_t minutes;

	if (!js_int(value, &minutes) || minutes < 0)
		append_clean(out, value, SANITIZE_LINE);
	else if (minutes < 60)
		g_string_append_printf(out, "%" PRId64 " min", minutes);
	else if (minutes % 60 == 0)
		g_string_append_printf(out, "%" PRId64 " h", minutes / 60);
	else
		g_string_append_printf(out, "%" PRId64 " h %02" PRId64,
				       minutes / 60, minutes % 60);
}

static void append_time(GString *out, struct js value)
{
	g_autofree char *text = js_text(value, NULL);
	g_autofree char *local = NULL;
	int64_t unix_s;

	if (!when_parse(text, &unix_s)) {
		append_clean(out, value, SANITIZE_LINE);
		return;
	}
	local = when_local(unix_s);
	g_string_append(out, local);
}

static bool is_empty(struct js value)
{
	enum js_type type = js_type(value);

	return type == JS_NONE || type == JS_NULL ||
	       (type == JS_STRING && value.len == 2);
}

static void append_part(GString *out, size_t start, const char *separator,
			struct js value)
{
	if (is_empty(value))
		return;
	if (out->len > start)
		g_string_append(out, separator);
	append_clean(out, value, SANITIZE_LINE);
}

/* The parts that the API documents, in the order of an envelope. */
static void append_place(GString *out, struct js value)
{
	static const struct {
		const char *key, *separator;
	} parts[] = {
		{ "street", ", " }, { "postal_code", ", " }, { "city", " " },
		{ "state", ", " },  { "country", ", " },
	};
	size_t start = out->len;

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		const char *separator = parts[i].separator;

		/* A town without its code starts a part of its own. */
		if (i == 2 && is_empty(js_member(value, "postal_code")))
			separator = ", ";
		append_part(out, start, separator,
			    js_member(value, parts[i].key));
	}
	if (out->len == start)
		append_clean(out, value, SANITIZE_LINE);
}

/* What a record within a record is called. */
static struct js name_of(struct js value)
{
	static const char *const keys[] = { "name", "title", "id", "url" };

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		struct js name = js_member(value, keys[i]);

		if (js_type(name) == JS_STRING && !is_empty(name))
			return name;
	}
	return value;
}

static void append_list(GString *out, struct js value)
{
	struct js_walk walk = { 0 };
	size_t start = out->len;

	while (js_next(value, &walk))
		append_part(out, start, ", ", name_of(walk.value));
}

/* Whatever its kind says, an answer may hold anything. */
static void append_by_type(GString *out, enum field_kind kind, struct js value,
			   enum sanitize_mode mode)
{
	switch (js_type(value)) {
	case JS_NONE:
	case JS_NULL:
		break;
	case JS_OBJECT:
		if (kind == FIELD_PLACE)
			append_place(out, value);
		else
			append_clean(out, name_of(value), SANITIZE_LINE);
		break;
	case JS_ARRAY:
		append_list(out, value);
		break;
	case JS_BOOL:
		g_string_append(out, js_is_true(value) ? "yes" : "no");
		break;
	case JS_NUMBER:
	case JS_STRING:
		append_clean(out, value, mode);
		break;
	}
}

void cell_append(GString *out, enum field_kind kind, struct js value,
		 enum sanitize_mode mode)
{
	if (kind == FIELD_MINUTES && js_type(value) == JS_NUMBER)
		append_minutes(out, value);
	else if (kind == FIELD_TIME && js_type(value) == JS_STRING)
		append_time(out, value);
	else
		append_by_type(out, kind, value, mode);
}

void cell_append_data(GString *out, struct js value)
{
	size_t len;
	g_autofree char *text = NULL;

	switch (js_type(value)) {
	case JS_NONE:
	case JS_NULL:
		break;
	case JS_STRING:
		if (!memchr(value.at, '\\', value.len)) {
			g_string_append_len(out, value.at + 1,
					    (gssize)value.len - 2);
			break;
		}
		text = js_text(value, &len);
		g_string_append_len(out, text, (gssize)len);
		break;
	case JS_BOOL:
	case JS_NUMBER:
	case JS_ARRAY:
	case JS_OBJECT:
		js_append_compact(out, value);
		break;
	}
}

bool cell_is_right(enum field_kind kind)
{
	return kind == FIELD_NUMBER || kind == FIELD_MINUTES;
}

const char *cell_color(enum field_kind kind, const char *text)
{
	static const char blue[] = "\033[34m", cyan[] = "\033[36m",
			  yellow[] = "\033[33m", magenta[] = "\033[35m",
			  green[] = "\033[32m", red[] = "\033[31m",
			  dim[] = "\033[2m";
	static const struct {
		const char *word, *color;
	} meanings[] = {
		{ "open", blue },
		{ "pending", blue },
		{ "pending_install", blue },
		{ "assigned", cyan },
		{ "in_progress", yellow },
		{ "under_repair", yellow },
		{ "on_hold", magenta },
		{ "completed", green },
		{ "active", green },
		{ "draft", dim },
		{ "cancelled", dim },
		{ "skipped", dim },
		{ "inactive", dim },
		{ "retired", dim },
		{ "urgent", red },
		{ "critical", red },
		{ "high", red },
		{ "low", dim },
	};

	if (kind != FIELD_STATUS)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++)
		if (strcmp(meanings[i].word, text) == 0)
			return meanings[i].color;
	return NULL;
}
