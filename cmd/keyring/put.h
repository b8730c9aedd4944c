/*
 * Writing a record so that a reader finds the old one or the new one, whole,
 * at any moment, and so that what the keyring really kept is known.
 */
#ifndef FENTU_CMD_KEYRING_PUT_H
#define FENTU_CMD_KEYRING_PUT_H

#include "cmd/keyring/reply.h"
#include "cmd/keyring/request.h"

/* Fetch an item's secret anew; *ret_value is owned by the caller. */
bool put_load(SecretItem *item, SecretValue **ret_value, struct reply *reply);

/*
 * Replace the secret of an unlocked item in place, if it is what the request
 * expects, read it back and compare. What came back wrong is undone.
 */
bool put_update(const struct request *request, SecretItem *item,
		struct reply *reply);

/* The same with a new item in an unlocked collection. It never replaces one:
   some keyrings open a dialog when asked to. */
bool put_create(const struct request *request, SecretCollection *collection,
		struct reply *reply);

#endif
