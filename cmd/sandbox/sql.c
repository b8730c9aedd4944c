#include "cmd/sandbox/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct sql {
	sqlite3 *db;
	GHashTable *statements; /* by their text */
};

static void finalize(gpointer statement)
{
	sqlite3_finalize(statement);
}

void sql_free(struct sql *sql)
{
	if (!sql)
		return;
	g_hash_table_destroy(sql->statements);
	sqlite3_close(sql->db);
	g_free(sql);
}

static void drop_sql(struct sql **sql)
{
	sql_free(*sql);
}

static bool failed(struct sql *sql, GError **error)
{
	return fail(error, "database: %s", sqlite3_errmsg(sql->db));
}

/* fold(TEXT): the text without regard to case, to search in. */
static void fold(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);

	(void)count;
	if (text)
		sqlite3_result_text(context, g_utf8_casefold(text, -1), -1,
				    g_free);
}

/* SQLite would make the file readable by others. */
static bool make_private(const char *file, GError **error)
{
	int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail(error, "cannot open '%s': %s", file,
			    g_strerror(errno));
	close(fd);
	return true;
}

bool sql_open(const char *file, struct sql **ret_sql, GError **error)
{
	AUTO(drop_sql) struct sql *sql = g_new0(struct sql, 1);

	sql->statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						finalize);
	if (file && !make_private(file, error))
		return false;
	/* One thread uses it: neither locks nor counts of memory are needed. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (sqlite3_open_v2(file ? file : ":memory:", &sql->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				    SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return failed(sql, error);
	sqlite3_create_function(sql->db, "fold", 1,
				SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, fold,
				NULL, NULL);
	/* Exclusive: the numbers kept in memory hold for one process only. */
	if (!sql_run(sql,
		     "PRAGMA locking_mode = EXCLUSIVE;"
		     "PRAGMA journal_mode = WAL;"
		     "PRAGMA synchronous = OFF;"
		     "BEGIN EXCLUSIVE; COMMIT;",
		     error))
		return false;
	*ret_sql = g_steal_pointer(&sql);
	return true;
}

bool sql_run(struct sql *sql, const char *text, GError **error)
{
	if (sqlite3_exec(sql->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return failed(sql, error);
	return true;
}

sqlite3_stmt *sql_ready(struct sql *sql, const char *text, GError **error)
{
	sqlite3_stmt *statement = g_hash_table_lookup(sql->statements, text);

	if (statement) {
		sqlite3_reset(statement);
		sqlite3_clear_bindings(statement);
		return statement;
	}
	if (sqlite3_prepare_v2(sql->db, text, -1, &statement, NULL) !=
	    SQLITE_OK) {
		failed(sql, error);
		return NULL;
	}
	g_hash_table_insert(sql->statements, g_strdup(text), statement);
	return statement;
}

void sql_text(sqlite3_stmt *statement, int at, const char *text)
{
	/* Binding fails for a wrong "at" only, and a null is then compared. */
	sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

void sql_number(sqlite3_stmt *statement, int at, int64_t number)
{
	sqlite3_bind_int64(statement, at, number);
}

bool sql_step(struct sql *sql, sqlite3_stmt *statement, bool *ret_row,
	      GError **error)
{
	int result = sqlite3_step(statement);

	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return failed(sql, error);
	*ret_row = result == SQLITE_ROW;
	return true;
}

bool sql_done(struct sql *sql, sqlite3_stmt *statement, GError **error)
{
	bool row = false;

	if (!sql_step(sql, statement, &row, error))
		return false;
	sqlite3_reset(statement);
	return true;
}

const char *sql_column(sqlite3_stmt *statement, int at)
{
	return (const char *)sqlite3_column_text(statement, at);
}
