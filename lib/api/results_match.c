/* Which rows of an input are those of an earlier run. */
#include "lib/api/results_part.h"

/* Rows that were sent may have been changed since, and are to be sent as they
   are now: as many new ones as there are, but for those that stand for rows
   which were not. */
static bool refuse_doubt(const struct results *results, size_t unsent,
			 size_t fresh, struct error *err)
{
	GHashTableIter walk;
	size_t settled = 0;
	void *value;

	g_hash_table_iter_init(&walk, results->past);
	while (g_hash_table_iter_next(&walk, NULL, &value)) {
		const struct results_past *past = value;

		if (past->is_listed && results_is_settled(past->state))
			settled++;
		else if (past->is_listed)
			unsent++;
	}
	if (settled == 0 || fresh <= unsent)
		return true;
	error_set(err, ERR_USAGE,
		  "%zu of the rows that '%s' shows as sent %s changed or gone, "
		  "and %zu %s new: %s may be the same",
		  settled, results->path, settled == 1 ? "is" : "are", fresh,
		  fresh == 1 ? "is" : "are", fresh == 1 ? "it" : "they");
	return error_hint(err,
			  "leave rows that were sent as they were, or take "
			  "them out and keep those alone that failed\n"
			  "for rows that are all new, name other results with "
			  "--results");
}

bool results_match(struct results *results, const struct row_keys *keys,
		   bool may_repeat, struct error *err)
{
	size_t rows = row_keys_count(keys);
	size_t listed = 0, fresh = 0;
	GHashTableIter walk;
	void *value;

	g_hash_table_iter_init(&walk, results->past);
	while (g_hash_table_iter_next(&walk, NULL, &value))
		listed += ((const struct results_past *)value)->is_listed;
	results->keys = keys;
	results->states = g_malloc0(rows);
	for (size_t i = 0; i < rows; i++) {
		const char *key = row_keys_at(keys, i + 1)->text;
		const struct results_past *past =
			g_hash_table_lookup(results->past, key);

		fresh += past == NULL;
		if (past)
			results->states[i] = (unsigned char)past->state;
		(void)g_hash_table_remove(results->past, key);
	}
	listed = MIN(listed, results->head.rows);
	if (!may_repeat &&
	    !refuse_doubt(results, results->head.rows - listed, fresh, err))
		return false;
	g_clear_pointer(&results->past, g_hash_table_unref);
	return true;
}
