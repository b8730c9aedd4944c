#include "lib/api/merge.h"

#include <string.h>

/* An object that is being written. */
struct writing {
	GString *text;
	bool has_members;
};

static void add(struct writing *w, const char *key, size_t len, struct js value)
{
	if (w->has_members)
		g_string_append_c(w->text, ',');
	w->has_members = true;
	js_append_string(w->text, key, len);
	g_string_append_c(w->text, ':');
	js_append_compact(w->text, value);
}

static bool is_object(struct js value)
{
	return js_type(value) == JS_OBJECT;
}

static void merge_objects(GString *out, struct js record, struct js change);

/* One key, of which the change has a part. */
static void add_part(struct writing *w, const char *key, size_t len,
		     struct js old, struct js part)
{
	g_autoptr(GString) merged = g_string_new(NULL);

	if (!is_object(old) || !is_object(part)) {
		add(w, key, len, part);
		return;
	}
	merge_objects(merged, old, part);
	add(w, key, len, (struct js){ merged->str, merged->len });
}

/* The one below the other: what both have is the change's, or merged. */
static void merge_objects(GString *out, struct js record, struct js change)
{
	struct writing w = { .text = out };
	struct js_walk walk = { 0 };

	g_string_append_c(out, '{');
	while (js_next(record, &walk)) {
		size_t len;
		g_autofree char *key = js_text(walk.key, &len);

		if (js_type(js_member(change, key)) == JS_NONE)
			add(&w, key, len, walk.value);
	}
	walk = (struct js_walk){ 0 };
	while (js_next(change, &walk)) {
		size_t len;
		g_autofree char *key = js_text(walk.key, &len);
		add_part(&w, key, len, js_member(record, key), walk.value);
	}
	g_string_append_c(out, '}');
}

char *merge_parts(struct js record, struct js change, const char *const *keys)
{
	struct writing w = { .text = g_string_new("{") };
	struct js_walk walk = { 0 };

	while (js_next(change, &walk)) {
		size_t len;
		g_autofree char *key = js_text(walk.key, &len);
		bool is_partial = g_strv_contains(keys, key);

		add_part(&w, key, len,
			 is_partial ? js_member(record, key) : (struct js){ 0 },
			 walk.value);
	}
	g_string_append_c(w.text, '}');
	return g_string_free(w.text, FALSE);
}

bool merge_check_parts(struct js record, const char *const *keys,
		       struct error *err)
{
	for (; keys && *keys; keys++) {
		struct js value = js_member(record, *keys);
		enum js_type type = js_type(value);

		if (type == JS_NONE || type == JS_NULL || type == JS_OBJECT)
			continue;
		error_set(err, ERR_REJECTED,
			  "'%s' has no parts in this record: it is %s", *keys,
			  type == JS_ARRAY ? "a list" : "a single value");
		return error_hint(err,
				  "give all of it: --field %s:=JSON is sent as "
				  "it is",
				  *keys);
	}
	return true;
}

/* Do the tables know this key of a record, by itself or as the record within
   it ("customer" of "customer.id")? */
static bool is_known(const struct resource *resource, const char *key)
{
	return resource_field(resource, key) != NULL;
}

/* What the record has for a field that can be set. A reference that is null
   as a whole ("technician": null) is none. */
static struct js current(const struct setter *setter, struct js record)
{
	struct js value = js_at(record, setter->column);
	const char *dot = strchr(setter->column, '.');
	g_autofree char *head = NULL;

	if (js_type(value) == JS_NONE)
		value = js_member(record, setter->key);
	if (js_type(value) != JS_NONE || !dot)
		return value;
	head = g_strndup(setter->column, (gsize)(dot - setter->column));
	value = js_member(record, head);
	return js_type(value) == JS_NULL ? value : (struct js){ 0 };
}

static void add_settable(struct writing *w, const struct setter *setters,
			 struct js record)
{
	for (; setters && setters->key; setters++) {
		struct js value = current(setters, record);

		if (js_type(value) != JS_NONE)
			add(w, setters->key, strlen(setters->key), value);
	}
}

static void add_unknown(struct writing *w, const struct resource *resource,
			struct js record)
{
	struct js_walk walk = { 0 };

	while (js_next(record, &walk)) {
		size_t len;
		g_autofree char *key = js_text(walk.key, &len);

		if (!is_known(resource, key) &&
		    !setter_by_key(resource->setters, key))
			add(w, key, len, walk.value);
	}
}

char *merge_whole(const struct resource *resource, struct js record,
		  struct js change)
{
	g_autoptr(GString) whole = g_string_new("{");
	struct writing w = { .text = whole };
	GString *merged = g_string_new(NULL);

	add_settable(&w, resource->setters, record);
	add_unknown(&w, resource, record);
	g_string_append_c(whole, '}');
	merge_objects(merged, (struct js){ whole->str, whole->len }, change);
	return g_string_free(merged, FALSE);
}
