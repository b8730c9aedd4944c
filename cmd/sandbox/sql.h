/*
 * SQLite, with statements that are compiled once.
 *
 * A statement is known by its text. It is handed out reset and without values;
 * the same text must not be asked for again while it is being stepped.
 */
#ifndef FENTU_SANDBOX_SQL_H
#define FENTU_SANDBOX_SQL_H

#include "cmd/sandbox/auto.h"

#include <sqlite3.h>
#include <stdint.h>

struct sql;

/*
 * Open or make the database file, readable by its owner only; NULL: in memory.
 * Fails if the file is none of ours, or another process has it open.
 */
MUST_CHECK bool sql_open(const char *file, struct sql **ret_sql,
			 GError **error);

/* Accepts NULL. */
void sql_free(struct sql *sql);

/* Run text, which has no values; several statements are allowed. */
MUST_CHECK bool sql_run(struct sql *sql, const char *text, GError **error);

/* A statement ready for its values; borrowed. NULL and error on failure. */
sqlite3_stmt *sql_ready(struct sql *sql, const char *text, GError **error);

/* Bind text (NULL: null) or a number to value "at", counted from 1. */
void sql_text(sqlite3_stmt *statement, int at, const char *text);
void sql_number(sqlite3_stmt *statement, int at, int64_t number);

/* One step: *ret_row is false at the end. */
MUST_CHECK bool sql_step(struct sql *sql, sqlite3_stmt *statement,
			 bool *ret_row, GError **error);

/* A step of a statement that yields no rows. */
MUST_CHECK bool sql_done(struct sql *sql, sqlite3_stmt *statement,
			 GError **error);

/* A column of the current row; NULL if it is null. Valid until the next step.
 */
const char *sql_column(sqlite3_stmt *statement, int at);

#endif
