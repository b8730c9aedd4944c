/*
 * Is one key as good as another? There is no address that tells what a key
 * may do or whose it is, so a record of each kind is read with both, and one
 * that the old key sees is looked up with the new one.
 */
#ifndef FENTU_CMD_KEY_COMPARE_H
#define FENTU_CMD_KEY_COMPARE_H

#include "lib/api/api.h"

struct key_compare {
	bool is_old_accepted; /* else there is nothing to compare with */
	GString *lost; /* what the old may read and the new may not, in words:
			  "customers, assets"; empty: nothing */
	char *foreign; /* a record of the old key's that the new one does not
			  know: "work order 'wo-1'"; NULL: none */
};

/* Fails when the new key is refused (ERR_LOGIN), or when it cannot be found
   out (ERR_NETWORK and so on). */
bool key_compare(const struct api *old_api, const struct api *new_api,
		 struct key_compare *ret_compare, struct error *err) MUST_CHECK;
void key_compare_release(struct key_compare *compare);

#endif
