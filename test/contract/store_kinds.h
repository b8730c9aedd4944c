/* The kinds of stores that the contract is run on. */
#ifndef FENTU_TEST_CONTRACT_STORE_KINDS_H
#define FENTU_TEST_CONTRACT_STORE_KINDS_H

#include "lib/auth/store.h"

struct store_kind {
	const char *name;
	/* `folder` is the test's own, and empty. */
	void (*open)(struct store *ret_store, const char *folder);
	/* Put a record in behind the store's back; NULL: there is no way. */
	void (*plant)(const char *folder, const struct cred_key *key,
		      const char *record);
};

/* Ends the program when there is none of that name. */
const struct store_kind *store_kind(const char *name);

/* The text as a secret, released by the caller. */
struct sealed store_kinds_seal(const char *text, size_t len);

#endif
