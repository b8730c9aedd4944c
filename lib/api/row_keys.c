#include "lib/api/row_keys.h"

#include <string.h>

#include "lib/base/js.h"

struct row_keys {
	char *place;
	GHashTable *equals; /* how many rows there are of each content */
	GArray *keys;	    /* of struct row_key */
};

struct row_keys *row_keys_new(const char *place)
{
	struct row_keys *keys = g_new(struct row_keys, 1);

	keys->place = g_strdup(place);
	keys->equals =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	keys->keys = g_array_new(FALSE, FALSE, sizeof(struct row_key));
	return keys;
}

void row_keys_free(struct row_keys *keys)
{
	if (!keys)
		return;
	g_free(keys->place);
	g_hash_table_unref(keys->equals);
	g_array_unref(keys->keys);
	g_free(keys);
}

static void append_canonical(GString *out, struct js value);

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void append_text(GString *out, struct js value)
{
	size_t len;
	g_autofree char *text = js_text(value, &len);

	js_append_string(out, text, len);
}

/* Members in the order of their names. */
static void append_object(GString *out, struct js object)
{
	g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func(g_free);
	struct js_walk walk = { 0 };

	while (js_next(object, &walk)) {
		GString *member = g_string_new(NULL);

		append_text(member, walk.key);
		g_string_append_c(member, ':');
		append_canonical(member, walk.value);
		g_ptr_array_add(members, g_string_free(member, FALSE));
	}
	g_ptr_array_sort(members, compare);
	g_string_append_c(out, '{');
	for (guint i = 0; i < members->len; i++)
		g_string_append_printf(out, "%s,",
				       (const char *)members->pdata[i]);
	g_string_append_c(out, '}');
}

static void append_array(GString *out, struct js array)
{
	struct js_walk walk = { 0 };

	g_string_append_c(out, '[');
	while (js_next(array, &walk)) {
		append_canonical(out, walk.value);
		g_string_append_c(out, ',');
	}
	g_string_append_c(out, ']');
}

/* Two values that say the same, though spelled differently, become one text;
   numbers are as they were spelled. */
static void append_canonical(GString *out, struct js value)
{
	switch (js_type(value)) {
	case JS_OBJECT:
		append_object(out, value);
		return;
	case JS_ARRAY:
		append_array(out, value);
		return;
	case JS_STRING:
		append_text(out, value);
		return;
	case JS_NONE:
	case JS_NULL:
	case JS_BOOL:
	case JS_NUMBER:
		js_append_compact(out, value);
		return;
	}
}

static char *digest(const char *text)
{
	g_autofree char *whole =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	return g_strndup(whole, ROW_KEY_LEN);
}

/* How many rows with the same text there are by now. */
static size_t count_equal(struct row_keys *keys, const char *text)
{
	char *content = digest(text);
	size_t count =
		GPOINTER_TO_SIZE(g_hash_table_lookup(keys->equals, content));

	(void)g_hash_table_insert(keys->equals, content,
				  GSIZE_TO_POINTER(count + 1));
	return count + 1;
}

void row_keys_add(struct row_keys *keys, const struct row *row)
{
	struct row_key key = { .line = row->line };
	g_autoptr(GString) text = g_string_new(keys->place);
	g_autofree char *hex = NULL;

	g_string_append_printf(text, "\n%s\n", row->id ? row->id : "");
	append_canonical(text, (struct js){ row->body, row->body_len });
	g_string_append_printf(text, "\n%zu", count_equal(keys, text->str));
	hex = digest(text->str);
	memcpy(key.text, hex, sizeof(key.text));
	g_array_append_val(keys->keys, key);
}

size_t row_keys_count(const struct row_keys *keys)
{
	return keys->keys->len;
}

const struct row_key *row_keys_at(const struct row_keys *keys, size_t row)
{
	return &g_array_index(keys->keys, struct row_key, row - 1);
}
