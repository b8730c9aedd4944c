#include "lib/ui/sublist.h"

#include <string.h>

#include "lib/ui/cell.h"

bool sublist_is_one(struct js value)
{
	struct js_walk walk = { 0 };

	return js_type(value) == JS_ARRAY && js_next(value, &walk) &&
	       js_type(walk.value) == JS_OBJECT;
}

static void add_keys(GPtrArray *keys, struct js element)
{
	struct js_walk walk = { 0 };

	if (js_type(element) != JS_OBJECT)
		return;
	while (keys->len < SUBLIST_COLUMNS_MAX && js_next(element, &walk)) {
		g_autofree char *key = js_text(walk.key, NULL);

		if (!g_ptr_array_find_with_equal_func(keys, key, g_str_equal,
						      NULL))
			g_ptr_array_add(keys, g_steal_pointer(&key));
	}
}

/* In the order in which they are first met. */
static GPtrArray *keys_of(struct js list)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
	struct js_walk walk = { 0 };

	while (js_next(list, &walk))
		add_keys(keys, walk.value);
	return keys;
}

/* "part_id" makes "PART ID", as headings of tables are written. */
static char *heading_of(const char *key)
{
	g_autofree char *clean = sanitize(key, strlen(key), SANITIZE_LINE);

	return g_ascii_strup(g_strdelimit(clean, "_", ' '), -1);
}

static bool is_number(struct js list, const char *key)
{
	struct js_walk walk = { 0 };

	while (js_next(list, &walk)) {
		enum js_type type = js_type(js_member(walk.value, key));

		if (type != JS_NUMBER && type != JS_NONE && type != JS_NULL)
			return false;
	}
	return true;
}

static enum field_kind kind_of(struct js list, const char *key)
{
	if (strcmp(key, "status") == 0 || strcmp(key, "priority") == 0)
		return FIELD_STATUS;
	if (g_str_has_suffix(key, "_at"))
		return FIELD_TIME;
	if (strcmp(key, "id") == 0 || g_str_has_suffix(key, "_id"))
		return FIELD_REF;
	return is_number(list, key) ? FIELD_NUMBER : FIELD_TEXT;
}

static void add_row(struct grid *grid, const GPtrArray *keys,
		    const enum field_kind *kinds, struct js element)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < keys->len; i++) {
		g_string_truncate(text, 0);
		cell_append(text, kinds[i], js_member(element, keys->pdata[i]),
			    SANITIZE_LINE);
		grid_add(grid, text->str, cell_color(kinds[i], text->str));
	}
}

static void drop_grid(struct grid **grid)
{
	grid_free(*grid);
}

void sublist_append(GString *out, struct js list,
		    const struct grid_style *style)
{
	g_autoptr(GPtrArray) keys = keys_of(list);
	g_autoptr(GPtrArray) headings = g_ptr_array_new_with_free_func(g_free);
	struct grid_column columns[SUBLIST_COLUMNS_MAX] = { 0 };
	enum field_kind kinds[SUBLIST_COLUMNS_MAX] = { 0 };
	AUTO(drop_grid) struct grid *grid = NULL;
	struct js_walk walk = { 0 };

	if (keys->len == 0)
		return;
	for (guint i = 0; i < keys->len; i++) {
		kinds[i] = kind_of(list, keys->pdata[i]);
		g_ptr_array_add(headings, heading_of(keys->pdata[i]));
		columns[i].heading = headings->pdata[i];
		columns[i].is_right = cell_is_right(kinds[i]);
		columns[i].is_whole = kinds[i] != FIELD_TEXT;
	}
	grid = grid_new(columns, keys->len);
	while (js_next(list, &walk))
		add_row(grid, keys, kinds, walk.value);
	grid_append(out, grid, style);
}
