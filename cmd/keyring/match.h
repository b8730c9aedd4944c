/*
 * The items that belong to a request, the best one first.
 *
 * A keyring answers a search with every item that has at least the attributes
 * asked for, and may hold the same record twice. Which one counts must be the
 * same for every reader: an item with exactly our attributes comes before one
 * with more (some keyrings add their own), then the one changed last, then
 * the one created last, then the greater path.
 */
#ifndef FENTU_CMD_KEYRING_MATCH_H
#define FENTU_CMD_KEYRING_MATCH_H

#include <libsecret/secret.h>

#include "cmd/keyring/request.h"

/* The form of our items: io.fentu.Credential. */
const SecretSchema *match_schema(void);

/* The attributes that name the request's record, all of them; for a list
   those that are given. The strings are borrowed from the request. */
GHashTable *match_attributes(const struct request *request);

/* Take a list of SecretRetrievable, as libsecret returns it, into an array in
   the order above; each is unreferenced with the array. */
GPtrArray *match_sort(GList *found, GHashTable *wanted);

/* The label that people see in their keyring's own program. */
char *match_label(const struct request *request);

#endif
