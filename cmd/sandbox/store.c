#include "cmd/sandbox/store.h"

#include "cmd/sandbox/index.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/refs.h"
#include "cmd/sandbox/table.h"
#include "cmd/sandbox/world.h"

#define MAX_RESOURCES 4

/* Reading over so many rows is cheaper than looking for one. */
#define NEAR 8

struct store {
	struct sql *sql;
	struct world world;
	struct index *index[MAX_RESOURCES]; /* as resource_all */
	bool ready[MAX_RESOURCES];	    /* filled from the seed */
	uint64_t revision;
};

void store_free(struct store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < MAX_RESOURCES; i++)
		index_free(store->index[i]);
	sql_free(store->sql);
	g_free(store);
}

static void drop_store(struct store **store)
{
	store_free(*store);
}

bool store_open(const char *file, const struct world *world,
		struct store **ret_store, GError **error)
{
	AUTO(drop_store) struct store *store = g_new0(struct store, 1);

	store->world = *world;
	for (size_t i = 0; i < MAX_RESOURCES; i++)
		store->index[i] = index_new();
	if (!sql_open(file, &store->sql, error) ||
	    !table_create_all(store->sql, error) ||
	    !world_keep(store->sql, &store->world, error))
		return false;
	*ret_store = g_steal_pointer(&store);
	return true;
}

const struct world *store_world(struct store *store)
{
	return &store->world;
}

struct sql *store_sql(struct store *store)
{
	return store->sql;
}

uint64_t store_revision(const struct store *store)
{
	return store->revision;
}

void store_touch(struct store *store)
{
	store->revision++;
}

static size_t position(const struct resource *resource)
{
	size_t at = 0;

	while (resource_all[at] != resource)
		at++;
	return at;
}

/* Write a record together with what lists show of it. */
static bool write_row(struct store *store, const struct resource *resource,
		      struct table_row *row, GError **error)
{
	g_autoptr(json_object) shown =
		resource_show(store, resource->list, row->document);

	row->list = js_print(shown, NULL);
	return table_write(store->sql, resource, row, error);
}

static bool fill(struct store *store, const struct resource *resource,
		 GError **error)
{
	int64_t last = resource->last(&store->world);

	for (int64_t n = 1; n <= last; n++) {
		g_autoptr(json_object) document =
			resource->make(&store->world, n);
		struct table_row row = { .number = n, .document = document };

		if (document && !write_row(store, resource, &row, error))
			return false;
	}
	return world_filled(store->sql, resource, error);
}

/* Fill a table from the seed, and before it those that it refers to. */
static bool make_ready(struct store *store, const struct resource *resource,
		       GError **error)
{
	size_t at = position(resource);
	bool filled = false;

	if (store->ready[at])
		return true;
	if (at > 0 && !make_ready(store, &customer_resource, error))
		return false;
	if (!world_is_filled(store->sql, resource, &filled, error))
		return false;
	if (!filled) {
		if (!sql_run(store->sql, "BEGIN", error))
			return false;
		if (!fill(store, resource, error)) {
			/* The first error is the one that counts. */
			(void)!sql_run(store->sql, "ROLLBACK", NULL);
			return false;
		}
		if (!sql_run(store->sql, "COMMIT", error))
			return false;
	}
	store->ready[at] = true;
	return true;
}

bool store_select(struct store *store, const struct resource *resource,
		  const struct store_query *query, const GArray **ret_numbers,
		  GError **error)
{
	return make_ready(store, resource, error) &&
	       index_select(store->index[position(resource)], store->sql,
			    resource->table, query, ret_numbers, error);
}

/*
 * Bring the statement to the row of a number: by reading on if it is near, by
 * looking for it anew if it is not. at is the number of the current row.
 */
static bool move_to(struct store *store, sqlite3_stmt *select, int64_t number,
		    int64_t *at, GError **error)
{
	bool row = true;

	if (*at == 0 || number - *at > NEAR) {
		sqlite3_reset(select);
		sql_number(select, 1, number);
		*at = 0;
	}
	while (row && *at < number) {
		if (!sql_step(store->sql, select, &row, error))
			return false;
		if (row)
			*at = sqlite3_column_int64(select, 0);
	}
	if (*at != number)
		return fail(error, "database: a record is missing");
	return true;
}

bool store_print(struct store *store, const struct resource *resource,
		 const struct store_span *span, GString *out, GError **error)
{
	g_autofree char *text = g_strdup_printf(
		"SELECT n, list FROM %s WHERE n >= ? ORDER BY n",
		resource->table);
	sqlite3_stmt *select = sql_ready(store->sql, text, error);
	int64_t at = 0;

	if (!select)
		return false;
	for (guint i = 0; i < span->count; i++) {
		int64_t number =
			g_array_index(span->numbers, gint64, span->first + i);

		if (!move_to(store, select, number, &at, error))
			return false;
		if (i > 0)
			g_string_append_c(out, ',');
		g_string_append_len(out, sql_column(select, 1),
				    sqlite3_column_bytes(select, 1));
	}
	sqlite3_reset(select);
	return true;
}

/* What a row holds, or else what the seed makes of its number. */
static struct json_object *document_of(struct store *store,
				       const struct resource *resource,
				       int64_t number, sqlite3_stmt *select)
{
	const char *text = sql_column(select, 0);
	int length = sqlite3_column_bytes(select, 0);

	return text ? js_parse(text, (size_t)length)
		    : resource->make(&store->world, number);
}

bool store_document(struct store *store, const struct resource *resource,
		    int64_t number, enum store_which which,
		    struct json_object **ret_document, GError **error)
{
	g_autofree char *text = NULL;
	sqlite3_stmt *select = NULL;
	bool row = false;

	if (!make_ready(store, resource, error))
		return false;
	text = g_strdup_printf(
		"SELECT document FROM %s WHERE n = ? AND deleted <= ?",
		resource->table);
	select = sql_ready(store->sql, text, error);
	if (!select)
		return false;
	sql_number(select, 1, number);
	sql_number(select, 2, which == STORE_ANY);
	if (!sql_step(store->sql, select, &row, error))
		return false;
	*ret_document =
		row ? document_of(store, resource, number, select) : NULL;
	sqlite3_reset(select);
	return true;
}

bool store_has(struct store *store, const struct resource *resource,
	       int64_t number)
{
	g_autoptr(json_object) document = NULL;

	return store_document(store, resource, number, STORE_LIVE, &document,
			      NULL) &&
	       document;
}

char *store_customer_name(struct store *store, int64_t number)
{
	sqlite3_stmt *select = sql_ready(
		store->sql, "SELECT name FROM customers WHERE n = ?", NULL);
	bool row = false;
	char *name = NULL;

	if (!select)
		return NULL;
	sql_number(select, 1, number);
	if (sql_step(store->sql, select, &row, NULL) && row)
		name = g_strdup(sql_column(select, 0));
	sqlite3_reset(select);
	return name;
}

bool store_next(struct store *store, const struct resource *resource,
		int64_t *ret_number, GError **error)
{
	g_autofree char *text = g_strdup_printf(
		"SELECT coalesce(max(n), 0) + 1 FROM %s", resource->table);
	sqlite3_stmt *select = NULL;
	bool row = false;

	if (!make_ready(store, resource, error))
		return false;
	select = sql_ready(store->sql, text, error);
	if (!select || !sql_step(store->sql, select, &row, error))
		return false;
	*ret_number = sqlite3_column_int64(select, 0);
	sqlite3_reset(select);
	return true;
}

/* Other tables' lists name the customer: write these anew. */
static bool refresh_customer(struct store *store,
			     const struct resource *resource, const char *id,
			     GError **error)
{
	struct store_query query = { .where = "customer = ?",
				     .values = &id,
				     .count = 1 };
	g_autofree char *text = g_strdup_printf(
		"UPDATE %s SET list = ? WHERE n = ?", resource->table);
	const GArray *numbers = NULL;

	if (!store_select(store, resource, &query, &numbers, error))
		return false;
	for (guint i = 0; i < numbers->len; i++) {
		int64_t number = g_array_index(numbers, gint64, i);
		g_autoptr(json_object) document = NULL;
		g_autoptr(json_object) shown = NULL;
		sqlite3_stmt *update = NULL;

		if (!store_document(store, resource, number, STORE_LIVE,
				    &document, error))
			return false;
		shown = resource_show(store, resource->list, document);
		update = sql_ready(store->sql, text, error);
		if (!update)
			return false;
		sql_text(update, 1, js_print(shown, NULL));
		sql_number(update, 2, number);
		if (!sql_done(store->sql, update, error))
			return false;
	}
	return true;
}

bool store_put(struct store *store, const struct resource *resource,
	       int64_t number, struct json_object *document, GError **error)
{
	const char *id = js_get_text(document, "id");
	struct index *index = store->index[position(resource)];
	struct table_row row = { .number = number,
				 .document = document,
				 .store_it = true };
	bool known = store_has(store, resource, number);

	if (!write_row(store, resource, &row, error))
		return false;
	if (known)
		index_changed(index);
	else
		index_added(index, number);
	store->revision++;
	return resource != &customer_resource || !known ||
	       (refresh_customer(store, &work_order_resource, id, error) &&
		refresh_customer(store, &asset_resource, id, error));
}

bool store_trash(struct store *store, const struct resource *resource,
		 int64_t number, GError **error)
{
	g_autofree char *text = g_strdup_printf(
		"UPDATE %s SET deleted = 1 WHERE n = ?", resource->table);
	sqlite3_stmt *update = NULL;

	if (!make_ready(store, resource, error))
		return false;
	update = sql_ready(store->sql, text, error);
	if (!update)
		return false;
	sql_number(update, 1, number);
	if (!sql_done(store->sql, update, error))
		return false;
	index_gone(store->index[position(resource)], number);
	store->revision++;
	return true;
}

int64_t store_by_key(struct store *store, const char *path, const char *key)
{
	sqlite3_stmt *select = sql_ready(
		store->sql,
		"SELECT n FROM idempotency WHERE path = ? AND key = ?", NULL);
	int64_t number = 0;
	bool row = false;

	if (!select)
		return 0;
	sql_text(select, 1, path);
	sql_text(select, 2, key);
	if (sql_step(store->sql, select, &row, NULL) && row)
		number = sqlite3_column_int64(select, 0);
	sqlite3_reset(select);
	return number;
}

bool store_note_key(struct store *store, const char *path, const char *key,
		    int64_t number, GError **error)
{
	sqlite3_stmt *insert = sql_ready(
		store->sql,
		"INSERT OR IGNORE INTO idempotency VALUES (?, ?, ?)", error);

	if (!insert)
		return false;
	sql_text(insert, 1, path);
	sql_text(insert, 2, key);
	sql_number(insert, 3, number);
	return sql_done(store->sql, insert, error);
}
