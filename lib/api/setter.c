#include "lib/api/setter.h"

#include <string.h>

const char *const setter_place_parts[] = { "street",	  "city",    "state",
					   "postal_code", "country", NULL };

const struct setter *setter_by_name(const struct setter *setters,
				    const char *name)
{
	for (; setters && setters->key; setters++)
		if (g_strcmp0(setters->name, name) == 0)
			return setters;
	return NULL;
}

const struct setter *setter_by_key(const struct setter *setters,
				   const char *key)
{
	for (; setters && setters->key; setters++)
		if (strcmp(setters->key, key) == 0)
			return setters;
	return NULL;
}

static const char *place_part(const char *name)
{
	for (const char *const *part = setter_place_parts; *part; part++)
		if (strcmp(*part, name) == 0)
			return *part;
	return NULL;
}

/* "address.city" of the place "address". */
static const char *part_of(const struct setter *setter, const char *column)
{
	size_t len = strlen(setter->column);

	if (setter->kind != SETTER_PLACE ||
	    strncmp(column, setter->column, len) != 0 || column[len] != '.')
		return NULL;
	return place_part(column + len + 1);
}

const struct setter *setter_by_column(const struct setter *setters,
				      const char *column, const char **ret_part)
{
	for (; setters && setters->key; setters++) {
		const char *part = part_of(setters, column);

		/* a place has no column of its own, only its parts have */
		if (!part && (setters->kind == SETTER_PLACE ||
			      (strcmp(setters->column, column) != 0 &&
			       strcmp(setters->key, column) != 0)))
			continue;
		*ret_part = part;
		return setters;
	}
	return NULL;
}

/* "/data/customerId" as "data.customer_id". */
static char *normalised(const char *field)
{
	GString *text = g_string_new(NULL);

	for (const char *at = field; *at; at++) {
		bool is_break = strchr("/[].", *at) != NULL;

		if (is_break && text->len > 0 &&
		    text->str[text->len - 1] != '.')
			g_string_append_c(text, '.');
		else if (!is_break && g_ascii_isupper(*at) && at > field &&
			 g_ascii_islower(at[-1]))
			g_string_append_printf(text, "_%c",
					       g_ascii_tolower(*at));
		else if (!is_break)
			g_string_append_c(text, g_ascii_tolower(*at));
	}
	if (text->len > 0 && text->str[text->len - 1] == '.')
		g_string_truncate(text, text->len - 1);
	return g_string_free(text, FALSE);
}

/* Is this what stands before the first dot of a dotted name? */
static bool is_head(const char *head, const char *dotted)
{
	size_t len = strlen(head);

	return strncmp(head, dotted, len) == 0 && dotted[len] == '.';
}

/* "customer" for "customer.id", "parts_required.0.quantity" for
   "parts_required". */
static bool is_meant(const struct setter *setter, const char *field)
{
	return strcmp(setter->key, field) == 0 ||
	       strcmp(setter->column, field) == 0 ||
	       is_head(field, setter->column) || is_head(setter->key, field);
}

const struct setter *setter_by_field(const struct setter *setters,
				     const char *field, const char **ret_part)
{
	g_autofree char *name = normalised(field);

	/* what stands in front is an envelope: "data", "body" */
	for (const char *at = name; at;) {
		const char *dot = strchr(at, '.');

		for (const struct setter *s = setters; s && s->key; s++) {
			if (!is_meant(s, at))
				continue;
			*ret_part = part_of(s, at);
			return s;
		}
		at = dot ? dot + 1 : NULL;
	}
	return NULL;
}

static void add_columns(GPtrArray *columns, const struct setter *setter)
{
	if (setter->kind != SETTER_PLACE) {
		g_ptr_array_add(columns, g_strdup(setter->column));
		return;
	}
	for (const char *const *part = setter_place_parts; *part; part++)
		g_ptr_array_add(columns,
				g_strconcat(setter->column, ".", *part, NULL));
}

GPtrArray *setter_columns(const struct setter *setters)
{
	GPtrArray *columns = g_ptr_array_new_with_free_func(g_free);

	for (const struct setter *s = setters; s && s->key; s++)
		if (s->is_required)
			add_columns(columns, s);
	for (const struct setter *s = setters; s && s->key; s++)
		if (!s->is_required)
			add_columns(columns, s);
	return columns;
}

static bool is_given(struct js value)
{
	enum js_type type = js_type(value);

	return type != JS_NONE && type != JS_NULL &&
	       !(type == JS_STRING && value.len == strlen("\"\""));
}

GPtrArray *setter_missing(const struct setter *setters, struct js body)
{
	GPtrArray *missing = g_ptr_array_new();

	for (; setters && setters->key; setters++)
		if (setters->is_required &&
		    !is_given(js_member(body, setters->key)))
			g_ptr_array_add(missing, (gpointer)setters);
	return missing;
}
