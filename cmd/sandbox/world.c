#include "cmd/sandbox/world.h"

/* Raised when the made-up data or the tables change: old files do not fit. */
#define FORMAT 2

static bool keep(struct sql *sql, const char *name, int64_t *value,
		 GError **error)
{
	sqlite3_stmt *statement = sql_ready(
		sql, "INSERT OR IGNORE INTO world VALUES (?, ?)", error);
	bool row = false;

	if (!statement)
		return false;
	sql_text(statement, 1, name);
	sql_number(statement, 2, *value);
	if (!sql_done(sql, statement, error))
		return false;
	statement =
		sql_ready(sql, "SELECT value FROM world WHERE name = ?", error);
	if (!statement)
		return false;
	sql_text(statement, 1, name);
	if (!sql_step(sql, statement, &row, error))
		return false;
	if (row)
		*value = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return true;
}

bool world_keep(struct sql *sql, struct world *world, GError **error)
{
	int64_t format = FORMAT;
	int64_t seed = (int64_t)world->seed;

	if (!sql_run(sql,
		     "CREATE TABLE IF NOT EXISTS world (name TEXT PRIMARY KEY, "
		     "value INTEGER)",
		     error) ||
	    !keep(sql, "format", &format, error) ||
	    !keep(sql, "seed", &seed, error) ||
	    !keep(sql, "records", &world->records, error) ||
	    !keep(sql, "today", &world->today, error))
		return false;
	if (format != FORMAT)
		return fail(error, "the database was made by another version");
	world->seed = (uint64_t)seed;
	return true;
}

bool world_is_filled(struct sql *sql, const struct resource *resource,
		     bool *ret_filled, GError **error)
{
	sqlite3_stmt *select =
		sql_ready(sql, "SELECT 1 FROM world WHERE name = ?", error);
	bool row = false;

	if (!select)
		return false;
	sql_text(select, 1, resource->table);
	if (!sql_step(sql, select, &row, error))
		return false;
	sqlite3_reset(select);
	*ret_filled = row;
	return true;
}

bool world_filled(struct sql *sql, const struct resource *resource,
		  GError **error)
{
	int64_t filled = 1;

	return keep(sql, resource->table, &filled, error);
}
