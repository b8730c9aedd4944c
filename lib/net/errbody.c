#include "lib/net/errbody.h"

#include <string.h>

#include "lib/base/js.h"

enum { NESTING_MAX = 4, PLAIN_TEXT_MAX = 200 };

static const char plain_text_cut[] = "...";

static void field_free(void *data)
{
	struct error_field *field = data;

	g_free(field->field);
	g_free(field->message);
	g_free(field);
}

void errbody_release(struct errbody *body)
{
	if (!body)
		return;
	g_free(body->message);
	g_free(body->code);
	g_free(body->scope);
	if (body->fields)
		g_ptr_array_unref(body->fields);
	*body = (struct errbody){ 0 };
}

/* Cut behind a whole character, if the text is longer. */
static char *cut(char *text, size_t max)
{
	size_t len = strlen(text);

	if (len > max) {
		while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
			max--;
		text[max] = '\0';
	}
	return text;
}

/* A string or number as text; NULL for anything else and for "". */
static char *scalar(struct js value)
{
	enum js_type type = js_type(value);
	char *text;

	if (type != JS_STRING && type != JS_NUMBER)
		return NULL;
	text = cut(js_text(value, NULL), ERRBODY_TEXT_MAX);
	if (*text)
		return text;
	g_free(text);
	return NULL;
}

/* The first of the members that is a text. `keys` ends with NULL. */
static char *first_of(struct js object, const char *const *keys)
{
	for (; *keys; keys++) {
		char *text = scalar(js_at(object, *keys));

		if (text)
			return text;
	}
	return NULL;
}

static char *message_of(struct js object)
{
	static const char *const keys[] = { "message", "error_description",
					    "detail",  "msg",
					    "reason",  "description",
					    "title",   NULL };

	return first_of(object, keys);
}

static char *field_name_of(struct js object)
{
	static const char *const keys[] = {
		"field",    "name",    "path",		 "attribute", "param",
		"property", "pointer", "source.pointer", NULL
	};

	return first_of(object, keys);
}

static void add_message(struct errbody *body, const char *text)
{
	char *joined;

	if (!body->message) {
		body->message = g_strdup(text);
		return;
	}
	joined = g_strconcat(body->message, "; ", text, NULL);
	g_free(body->message);
	body->message = cut(joined, ERRBODY_TEXT_MAX);
}

/* "customer_id: must exist" names its field in the text. */
static bool names_field(const char *text, size_t *ret_len)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.");

	*ret_len = len;
	return len > 0 && strncmp(text + len, ": ", 2) == 0 && text[len + 2];
}

static void add_field(struct errbody *body, const char *field, const char *text)
{
	struct error_field *row;

	if (!body->fields)
		body->fields = g_ptr_array_new_with_free_func(field_free);
	if (body->fields->len >= ERRBODY_FIELDS_MAX)
		return;
	row = g_new0(struct error_field, 1);
	row->field = g_strdup(field);
	row->message = g_strdup(text);
	g_ptr_array_add(body->fields, row);
}

/* Without a field it is about the whole. */
static void add(struct errbody *body, const char *field, const char *text)
{
	g_autofree char *name = NULL;
	size_t len;

	if (*field) {
		add_field(body, field, text);
	} else if (names_field(text, &len)) {
		name = g_strndup(text, len);
		add_field(body, name, text + len + 2);
	} else {
		add_message(body, text);
	}
}

static char *join(const char *outer, const char *inner)
{
	return *outer ? g_strconcat(outer, ".", inner, NULL) : g_strdup(inner);
}

static void collect(struct errbody *body, const char *field, struct js value,
		    unsigned depth);

/* {"field": "name", "message": "..."}; false if it is something else. */
static bool collect_row(struct errbody *body, const char *field,
			struct js object)
{
	g_autofree char *message = message_of(object);
	g_autofree char *name = field_name_of(object);
	g_autofree char *whole = NULL;

	if (!message)
		return false;
	whole = name ? join(field, name) : g_strdup(field);
	add(body, whole, message);
	return true;
}

/* {"name": ["..."], "address": {"city": "..."}} */
static void collect_map(struct errbody *body, const char *field,
			struct js object, unsigned depth)
{
	struct js_walk walk = { 0 };

	while (js_next(object, &walk)) {
		g_autofree char *key =
			cut(js_text(walk.key, NULL), ERRBODY_TEXT_MAX);
		g_autofree char *whole = join(field, key);

		collect(body, whole, walk.value, depth + 1);
	}
}

static void collect(struct errbody *body, const char *field, struct js value,
		    unsigned depth)
{
	g_autofree char *text = scalar(value);
	enum js_type type = js_type(value);
	struct js_walk walk = { 0 };

	if (text)
		add(body, field, text);
	else if (depth > NESTING_MAX)
		return;
	else if (type == JS_ARRAY)
		while (js_next(value, &walk)) {
			if (js_type(walk.value) != JS_OBJECT ||
			    !collect_row(body, field, walk.value))
				collect(body, field, walk.value, depth + 1);
		}
	else if (type == JS_OBJECT)
		collect_map(body, field, value, depth);
}

/* A text, a list of texts, or whatever else stands there. */
static void read_scope(struct errbody *body, struct js value)
{
	g_autoptr(GString) names = g_string_new(NULL);
	struct js_walk walk = { 0 };
	bool is_plain = js_type(value) == JS_ARRAY;

	if (body->scope || js_type(value) == JS_NONE ||
	    js_type(value) == JS_NULL)
		return;
	body->scope = scalar(value);
	while (is_plain && js_next(value, &walk)) {
		g_autofree char *name = scalar(walk.value);

		is_plain = name != NULL;
		if (name)
			g_string_append_printf(names, "%s%s",
					       names->len > 0 ? " " : "", name);
	}
	if (!body->scope)
		body->scope = is_plain ? g_strndup(names->str, ERRBODY_TEXT_MAX)
				       : errbody_start(value.at, value.len);
	if (!*body->scope)
		g_clear_pointer(&body->scope, g_free);
}

/* An object that holds message, code and a list of what is wrong. */
static void read_object(struct errbody *body, struct js object)
{
	static const char *const lists[] = { "details", "errors", "fields",
					     "violations" };

	if (!body->message)
		body->message = message_of(object);
	if (!body->code)
		body->code = scalar(js_member(object, "code"));
	read_scope(body, js_member(object, "required_scope"));
	read_scope(body, js_member(object, "required_scopes"));
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		collect(body, "", js_member(object, lists[i]), 0);
}

static void read_root(struct errbody *body, struct js root)
{
	struct js error = js_member(root, "error");

	if (js_type(root) != JS_OBJECT) {
		collect(body, "", root, 0);
		return;
	}
	if (js_type(error) == JS_OBJECT)
		read_object(body, error);
	read_object(body, root);
	if (!body->message)
		body->message = scalar(error);
	else if (!body->code)
		body->code = scalar(error);
}

bool errbody_is_page(const char *text, size_t len)
{
	static const char *const starts[] = { "<!doctype", "<html",  "<head",
					      "<body",	   "<title", "<?xml" };

	while (len > 0 && g_ascii_isspace(*text)) {
		text++;
		len--;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
		size_t start_len = strlen(starts[i]);

		if (len >= start_len &&
		    g_ascii_strncasecmp(text, starts[i], start_len) == 0)
			return true;
	}
	return false;
}

char *errbody_start(const char *text, size_t len)
{
	GString *line = g_string_new(NULL);

	for (size_t i = 0; i < len && line->len <= PLAIN_TEXT_MAX; i++) {
		if (!text[i])
			g_string_append(line, "\\x00");
		else if (!g_ascii_isspace(text[i]))
			g_string_append_c(line, text[i]);
		else if (line->len > 0 && line->str[line->len - 1] != ' ')
			g_string_append_c(line, ' ');
	}
	g_strchomp(line->str);
	if (strlen(line->str) <= PLAIN_TEXT_MAX)
		return g_string_free(line, FALSE);
	cut(line->str, PLAIN_TEXT_MAX - strlen(plain_text_cut));
	g_string_truncate(line, strlen(line->str));
	g_string_append(line, plain_text_cut);
	return g_string_free(line, FALSE);
}

static char *page_title(const char *text, const char *lower)
{
	const char *start = strstr(lower, "<title");
	const char *end;

	start = start ? strchr(start, '>') : NULL;
	end = start ? strstr(start, "</title") : NULL;
	if (!end)
		return g_strdup("");
	start++;
	return errbody_start(text + (start - lower), (size_t)(end - start));
}

/* Behind the tag that starts here; of one that holds no text for people, behind
   its end. */
static const char *skip_tag(const char *lower)
{
	static const char *const mute[] = { "script", "style", "head" };
	const char *end = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(mute) && !end; i++) {
		g_autofree char *closing = g_strconcat("</", mute[i], NULL);

		if (g_str_has_prefix(lower + 1, mute[i]) &&
		    !g_ascii_isalnum(lower[1 + strlen(mute[i])]))
			end = strstr(lower, closing);
	}
	end = strchr(end ? end : lower, '>');
	return end ? end + 1 : lower + strlen(lower);
}

static char *page_text(const char *text, const char *lower)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	const char *at = lower;

	while (*at) {
		size_t run = strcspn(at, "<");

		g_string_append_len(plain, text + (at - lower), (gssize)run);
		g_string_append_c(plain, ' ');
		at += run;
		if (*at)
			at = skip_tag(at);
	}
	return errbody_start(plain->str, plain->len);
}

static char *page_words(const char *body, size_t len)
{
	g_autofree char *text = g_strndup(body, len);
	g_autofree char *lower = g_ascii_strdown(text, -1);
	char *title = page_title(text, lower);

	if (*title)
		return title;
	g_free(title);
	return page_text(text, lower);
}

static bool says_something(const struct errbody *body)
{
	return body->message || body->code || body->fields;
}

/* JSON that is there for the sake of form. */
static bool is_void(const char *text)
{
	static const char *const voids[] = { "", "{}", "[]", "null", "\"\"" };

	for (size_t i = 0; i < G_N_ELEMENTS(voids); i++)
		if (g_str_equal(text, voids[i]))
			return true;
	return false;
}

void errbody_read(const char *text, size_t len, struct errbody *ret_body)
{
	AUTO(error_release) struct error err = { 0 };
	struct errbody body = { 0 };
	struct js root;

	if (js_check(text, len, "the body", &root, &err))
		read_root(&body, root);
	body.is_known = says_something(&body);
	if (!body.is_known)
		body.message = errbody_is_page(text, len)
				       ? page_words(text, len)
				       : errbody_start(text, len);
	if (body.message && is_void(body.message))
		g_clear_pointer(&body.message, g_free);
	*ret_body = body;
}
