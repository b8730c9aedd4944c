#include "lib/auth/store.h"

/* Records by "ORIGIN PROFILE SLOT", encoded as every other store keeps them. */
struct store_memory {
	GHashTable *records;
};

static void store_memory_free_record(void *record)
{
	sealed_release(record);
	g_free(record);
}

static char *store_memory_name(const struct cred_key *key)
{
	return g_strdup_printf("%s %s %s", key->origin, key->profile,
			       cred_slot_name(key->slot));
}

static bool store_memory_get(void *self, const struct cred_key *key,
			     struct cred *ret_cred, bool *ret_found,
			     struct error *err)
{
	const struct store_memory *memory = self;
	g_autofree char *name = store_memory_name(key);
	const struct sealed *record =
		g_hash_table_lookup(memory->records, name);

	if (record && !cred_decode(record, ret_cred, err))
		return false;
	*ret_found = record != NULL;
	return true;
}

static bool store_memory_put(void *self, const struct cred_key *key,
			     const struct cred *cred, const char *expect,
			     bool *ret_done, struct error *err)
{
	struct store_memory *memory = self;
	g_autofree char *name = store_memory_name(key);
	const struct sealed *old = g_hash_table_lookup(memory->records, name);
	AUTO(sealed_release) struct sealed text = { 0 };
	struct sealed *record;

	if ((old && !cred_may_replace(old, err)) ||
	    !cred_encode(cred, &text, err))
		return false;
	*ret_done = store_is_expected(old, expect) ||
		    (old && sealed_equal(old, &text));
	if (!*ret_done)
		return true;
	record = g_new0(struct sealed, 1);
	sealed_move(record, &text);
	g_hash_table_replace(memory->records, g_steal_pointer(&name), record);
	return true;
}

static bool store_memory_drop(void *self, const struct cred_key *key,
			      const char *expect, bool *ret_done,
			      struct error *err)
{
	struct store_memory *memory = self;
	g_autofree char *name = store_memory_name(key);
	const struct sealed *old = g_hash_table_lookup(memory->records, name);

	(void)err;
	*ret_done = !old || store_is_expected(old, expect);
	if (*ret_done)
		g_hash_table_remove(memory->records, name);
	return true;
}

static void store_memory_free(void *self)
{
	struct store_memory *memory = self;

	g_hash_table_unref(memory->records);
	g_free(memory);
}

static const struct store_ops store_memory_ops = {
	.name = "memory",
	.get = store_memory_get,
	.put = store_memory_put,
	.drop = store_memory_drop,
	.free = store_memory_free,
};

void store_memory(struct store *ret_store)
{
	struct store_memory *memory = g_new0(struct store_memory, 1);

	memory->records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						store_memory_free_record);
	*ret_store = (struct store){ &store_memory_ops, memory };
}
