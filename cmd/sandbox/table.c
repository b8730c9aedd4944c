#include "cmd/sandbox/table.h"

#include "cmd/sandbox/js.h"

static bool create(struct sql *sql, const struct resource *resource,
		   GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text,
			       "CREATE TABLE IF NOT EXISTS %s (n INTEGER "
			       "PRIMARY KEY, deleted INTEGER NOT NULL DEFAULT "
			       "0",
			       resource->table);
	for (const struct column *c = resource->columns; c->name; c++)
		g_string_append_printf(text, ", %s TEXT", c->name);
	g_string_append(text, ", list TEXT NOT NULL, document TEXT);");
	for (const struct column *c = resource->columns; c->name; c++)
		if (c->indexed)
			g_string_append_printf(
				text,
				"CREATE INDEX IF NOT EXISTS %s_%s ON %s(%s);",
				resource->table, c->name, resource->table,
				c->name);
	return sql_run(sql, text->str, error);
}

bool table_create_all(struct sql *sql, GError **error)
{
	for (size_t i = 0; resource_all[i]; i++)
		if (!create(sql, resource_all[i], error))
			return false;
	return sql_run(sql,
		       "CREATE TABLE IF NOT EXISTS idempotency (path TEXT, "
		       "key TEXT, n INTEGER, PRIMARY KEY (path, key))",
		       error);
}

static char *insert_text(const struct resource *resource)
{
	GString *text = g_string_new("INSERT OR REPLACE INTO ");
	GString *marks = g_string_new("?, ?, ?");

	g_string_append_printf(text, "%s (n, list, document", resource->table);
	for (const struct column *c = resource->columns; c->name; c++) {
		g_string_append_printf(text, ", %s", c->name);
		g_string_append(marks, ", ?");
	}
	g_string_append_printf(text, ") VALUES (%s)", marks->str);
	g_string_free(marks, TRUE);
	return g_string_free(text, FALSE);
}

bool table_write(struct sql *sql, const struct resource *resource,
		 const struct table_row *row, GError **error)
{
	g_autofree char *text = insert_text(resource);
	sqlite3_stmt *insert = sql_ready(sql, text, error);
	int at = 1;

	if (!insert)
		return false;
	sql_number(insert, at++, row->number);
	sql_text(insert, at++, row->list);
	sql_text(insert, at++,
		 row->store_it ? js_print(row->document, NULL) : NULL);
	for (const struct column *c = resource->columns; c->name; c++)
		sql_text(insert, at++, js_get_text(row->document, c->key));
	return sql_done(sql, insert, error);
}
