/* What the lines of an earlier run say of each row. */
#include "lib/api/results_part.h"

static void past_free(void *data)
{
	struct results_past *past = data;

	g_free(past->id);
	g_free(past);
}

GHashTable *results_past_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
				     past_free);
}

bool results_past_add(GHashTable *all, const char *line, size_t len,
		      struct error *err)
{
	struct results_line read = { 0 };
	struct results_past *past;

	if (!results_line_read(line, len, &read, err))
		return false;
	past = g_new(struct results_past, 1);
	*past = (struct results_past){ .state = read.state,
				       .is_listed = read.row > 0,
				       .id = read.id,
				       .line = line };
	(void)g_hash_table_insert(all, read.key, past);
	return true;
}

/* What may have written to a record, the last by its id. */
static GHashTable *find_last(GHashTable *all)
{
	GHashTable *last = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter walk;
	void *value;

	g_hash_table_iter_init(&walk, all);
	while (g_hash_table_iter_next(&walk, NULL, &value)) {
		const struct results_past *past = value, *other;

		if (!past->id || !results_is_settled(past->state))
			continue;
		other = g_hash_table_lookup(last, past->id);
		if (!other || other->line < past->line)
			(void)g_hash_table_insert(last, past->id, value);
	}
	return last;
}

void results_past_settle(GHashTable *all)
{
	g_autoptr(GHashTable) last = find_last(all);
	GHashTableIter walk;
	void *value;

	g_hash_table_iter_init(&walk, all);
	while (g_hash_table_iter_next(&walk, NULL, &value)) {
		struct results_past *past = value;
		const struct results_past *other =
			past->id ? g_hash_table_lookup(last, past->id) : NULL;

		if (other && other != past &&
		    (past->state == RESULTS_DONE ||
		     other->state == RESULTS_DONE))
			past->state = RESULTS_OPEN;
	}
}
