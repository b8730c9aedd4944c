#include "lib/auth/store.h"

bool store_get(const struct store *store, const struct cred_key *key,
	       struct cred *ret_cred, bool *ret_found, struct error *err)
{
	return store->ops->get(store->self, key, ret_cred, ret_found, err);
}

static bool store_read_only(const struct store *store, struct error *err)
{
	return error_set(err, ERR_USAGE,
			 "a credential from the %s can be read only",
			 store->ops->name);
}

bool store_put(const struct store *store, const struct cred_key *key,
	       const struct cred *cred, struct error *err)
{
	if (!store->ops->put)
		return store_read_only(store, err);
	return store->ops->put(store->self, key, cred, err);
}

bool store_drop(const struct store *store, const struct cred_key *key,
		struct error *err)
{
	if (!store->ops->drop)
		return store_read_only(store, err);
	return store->ops->drop(store->self, key, err);
}

void store_release(struct store *store)
{
	if (!store)
		return;
	if (store->ops)
		store->ops->free(store->self);
	*store = (struct store){ 0 };
}
