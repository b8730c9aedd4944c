/*
 * Which records a list has: vectors of numbers, by what was asked.
 */
#ifndef FENTU_SANDBOX_INDEX_H
#define FENTU_SANDBOX_INDEX_H

#include "cmd/sandbox/sql.h"
#include "cmd/sandbox/store.h"

struct index;

struct index *index_new(void);

/* Accepts NULL. */
void index_free(struct index *index);

/* As store_select; the table must be filled. */
MUST_CHECK bool index_select(struct index *index, struct sql *sql,
			     const char *table, const struct store_query *query,
			     const GArray **ret_numbers, GError **error);

/* A record of this number came, went, or changed what filters look at. */
void index_added(struct index *index, int64_t number);
void index_gone(struct index *index, int64_t number);
void index_changed(struct index *index);

#endif
