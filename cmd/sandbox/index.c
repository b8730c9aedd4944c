#include "cmd/sandbox/index.h"

#include <string.h>

/* So many filters are remembered; then all are forgotten. */
#define MAX_FILTERS 64

struct index {
	GArray *all;	     /* without a filter; NULL: not asked for yet */
	GHashTable *filters; /* GArray by condition and values */
};

static void free_numbers(gpointer numbers)
{
	g_array_unref(numbers);
}

struct index *index_new(void)
{
	struct index *index = g_new0(struct index, 1);

	index->filters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					       free_numbers);
	return index;
}

void index_free(struct index *index)
{
	if (!index)
		return;
	if (index->all)
		g_array_unref(index->all);
	g_hash_table_destroy(index->filters);
	g_free(index);
}

static bool read_numbers(struct sql *sql, const char *table,
			 const struct store_query *query, GArray **ret_numbers,
			 GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autofree char *text = g_strdup_printf(
		"SELECT n FROM %s WHERE deleted = 0%s%s ORDER BY n", table,
		query->where[0] ? " AND " : "", query->where);
	sqlite3_stmt *select = sql_ready(sql, text, error);
	bool row = false;

	if (!select)
		return false;
	for (size_t i = 0; i < query->count; i++)
		sql_text(select, (int)i + 1, query->values[i]);
	if (!sql_step(sql, select, &row, error))
		return false;
	while (row) {
		gint64 number = sqlite3_column_int64(select, 0);

		g_array_append_val(numbers, number);
		if (!sql_step(sql, select, &row, error))
			return false;
	}
	sqlite3_reset(select);
	*ret_numbers = g_steal_pointer(&numbers);
	return true;
}

static char *key_of(const struct store_query *query)
{
	GString *key = g_string_new(query->where);

	/* With their lengths: a value may contain anything. */
	for (size_t i = 0; i < query->count; i++)
		g_string_append_printf(key, "\n%" G_GSIZE_FORMAT ":%s",
				       strlen(query->values[i]),
				       query->values[i]);
	return g_string_free(key, FALSE);
}

bool index_select(struct index *index, struct sql *sql, const char *table,
		  const struct store_query *query, const GArray **ret_numbers,
		  GError **error)
{
	g_autofree char *key = NULL;
	GArray *numbers = NULL;

	if (!query->where[0]) {
		if (!index->all &&
		    !read_numbers(sql, table, query, &index->all, error))
			return false;
		*ret_numbers = index->all;
		return true;
	}
	key = key_of(query);
	numbers = g_hash_table_lookup(index->filters, key);
	if (!numbers) {
		if (!read_numbers(sql, table, query, &numbers, error))
			return false;
		if (g_hash_table_size(index->filters) >= MAX_FILTERS)
			g_hash_table_remove_all(index->filters);
		g_hash_table_insert(index->filters, g_steal_pointer(&key),
				    numbers);
	}
	*ret_numbers = numbers;
	return true;
}

static int compare(const void *a, const void *b)
{
	gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

	return left < right ? -1 : left > right;
}

void index_added(struct index *index, int64_t number)
{
	gint64 value = number;

	/* Numbers only grow, so the new one belongs at the end. */
	if (index->all)
		g_array_append_val(index->all, value);
	index_changed(index);
}

void index_gone(struct index *index, int64_t number)
{
	gint64 value = number;
	guint at = 0;

	if (index->all &&
	    g_array_binary_search(index->all, &value, compare, &at))
		g_array_remove_index(index->all, at);
	index_changed(index);
}

void index_changed(struct index *index)
{
	g_hash_table_remove_all(index->filters);
}
