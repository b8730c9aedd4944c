/*
 * The records, in a SQLite database: in memory, or in a file that keeps them.
 *
 * Each resource has a table with the number of the record, its document (NULL
 * as long as it is as the seed made it), the columns to filter by, and the
 * JSON of the record as lists show it, made when it is written: a page is then
 * put together without looking into the records.
 *
 * Which records a list has is kept as a vector of numbers, in ascending order:
 * one for each filter asked for lately, forgotten when the resource changes. A
 * page far down therefore costs no more than the first.
 *
 * A table is filled from the seed when it is first needed: a server whose
 * clients only ask for customers starts at once however many assets there are.
 */
#ifndef FENTU_SANDBOX_STORE_H
#define FENTU_SANDBOX_STORE_H

#include "cmd/sandbox/auto.h"
#include "cmd/sandbox/resource.h"

#include <sqlite3.h>
#include <stdint.h>

struct store;

/*
 * Open the database in file, or one in memory if file is NULL. A new one takes
 * its seed, size and day from world; one that exists keeps its own. One
 * process at a time may have a file open.
 */
MUST_CHECK bool store_open(const char *file, const struct world *world,
			   struct store **ret_store, GError **error);

/* Accepts NULL. */
void store_free(struct store *store);

const struct world *store_world(struct store *store);

/* For other tables in the same database. */
struct sql *store_sql(struct store *store);

/* Up by one with every change to any record, or to what belongs to one. */
uint64_t store_revision(const struct store *store);
void store_touch(struct store *store);

/* Conditions joined by AND, each with one "?", and the texts for these. */
struct store_query {
	const char *where; /* "": every record */
	const char *const *values;
	size_t count;
};

/*
 * The numbers of the live records that the conditions let through, as gint64,
 * ascending. Borrowed, until the next change.
 */
MUST_CHECK bool store_select(struct store *store,
			     const struct resource *resource,
			     const struct store_query *query,
			     const GArray **ret_numbers, GError **error);

/* Some of the numbers that store_select gave. */
struct store_span {
	const GArray *numbers;
	guint first, count;
};

/* Append these records as lists show them, with commas between. */
MUST_CHECK bool store_print(struct store *store,
			    const struct resource *resource,
			    const struct store_span *span, GString *out,
			    GError **error);

enum store_which { STORE_LIVE, STORE_ANY /* those in the trash, too */ };

/* The document, a new reference; NULL when there is none of that number. */
MUST_CHECK bool store_document(struct store *store,
			       const struct resource *resource, int64_t number,
			       enum store_which which,
			       struct json_object **ret_document,
			       GError **error);

/* True if there is a live record of that number. */
bool store_has(struct store *store, const struct resource *resource,
	       int64_t number);

/* Owned by the caller; NULL: no such customer. */
char *store_customer_name(struct store *store, int64_t number);

/* The number that a new record is to have. */
MUST_CHECK bool store_next(struct store *store, const struct resource *resource,
			   int64_t *ret_number, GError **error);

/*
 * Write a document, new or changed. What other resources show of it is brought
 * up to date.
 */
MUST_CHECK bool store_put(struct store *store, const struct resource *resource,
			  int64_t number, struct json_object *document,
			  GError **error);

/* Move a record to the trash. */
MUST_CHECK bool store_trash(struct store *store,
			    const struct resource *resource, int64_t number,
			    GError **error);

/*
 * The number of the record that a POST to this path with this Idempotency-Key
 * made, or 0; and a note of it.
 */
int64_t store_by_key(struct store *store, const char *path, const char *key);
MUST_CHECK bool store_note_key(struct store *store, const char *path,
			       const char *key, int64_t number, GError **error);

#endif
