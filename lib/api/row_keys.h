/*
 * What the rows of an input are known by: a key each, in which where it goes
 * and what it holds count, but not its place among the others, nor how it is
 * spelled (white space, the order of columns or members). Of rows that hold
 * the same, the first, the second and so on have keys of their own.
 *
 * So rows of an input that has been changed are found again, and a key serves
 * as the Idempotency-Key of its row.
 */
#ifndef FENTU_API_ROW_KEYS_H
#define FENTU_API_ROW_KEYS_H

#include "lib/api/rows.h"

enum { ROW_KEY_LEN = 32 };

struct row_key {
	char text[ROW_KEY_LEN + 1];
	size_t line; /* of the row */
};

struct row_keys;

/* Keys differ between places: a text that says where the rows go. */
struct row_keys *row_keys_new(const char *place);
void row_keys_free(struct row_keys *keys);
static inline void row_keys_drop(struct row_keys **keys)
{
	row_keys_free(*keys);
}

/* Add the next row, a good one. */
void row_keys_add(struct row_keys *keys, const struct row *row);

size_t row_keys_count(const struct row_keys *keys);
/* Of a row, counted from 1; valid until one is added. */
const struct row_key *row_keys_at(const struct row_keys *keys, size_t row);

#endif
