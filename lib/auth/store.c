#include "lib/auth/store.h"

#include <glib.h>

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

static bool store_put_if(const struct store *store, const struct cred_key *key,
			 const struct cred *cred, const char *expect,
			 bool *ret_done, struct error *err)
{
	*ret_done = false;
	if (!store->ops->put)
		return store_read_only(store, err);
	return store->ops->put(store->self, key, cred, expect, ret_done, err);
}

static bool store_drop_if(const struct store *store, const struct cred_key *key,
			  const char *expect, bool *ret_done, struct error *err)
{
	*ret_done = false;
	if (!store->ops->drop)
		return store_read_only(store, err);
	return store->ops->drop(store->self, key, expect, ret_done, err);
}

bool store_put(const struct store *store, const struct cred_key *key,
	       const struct cred *cred, struct error *err)
{
	bool done;

	return store_put_if(store, key, cred, NULL, &done, err);
}

bool store_drop(const struct store *store, const struct cred_key *key,
		struct error *err)
{
	bool done;

	return store_drop_if(store, key, NULL, &done, err);
}

/* What was not read from a store has no digest, and is never there. */
static const char *store_expect(const struct cred *was)
{
	if (!was)
		return KEYRING_EXPECT_ABSENT;
	return *was->digest ? was->digest : "unread";
}

bool store_replace(const struct store *store, const struct cred_key *key,
		   const struct cred *was, const struct cred *cred,
		   bool *ret_done, struct error *err)
{
	return store_put_if(store, key, cred, store_expect(was), ret_done, err);
}

bool store_remove(const struct store *store, const struct cred_key *key,
		  const struct cred *was, bool *ret_done, struct error *err)
{
	return store_drop_if(store, key, store_expect(was), ret_done, err);
}

bool store_is_expected(const struct sealed *text, const char *expect)
{
	char digest[KEYRING_DIGEST_SIZE] = KEYRING_EXPECT_ABSENT;

	if (!expect)
		return true;
	if (text)
		keyring_digest(sealed_reveal(text), text->len, digest);
	return g_strcmp0(digest, expect) == 0;
}

void store_release(struct store *store)
{
	if (!store)
		return;
	if (store->ops)
		store->ops->free(store->self);
	*store = (struct store){ 0 };
}
