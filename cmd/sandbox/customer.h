/*
 * Customers of the seed, as far as other data follow them.
 */
#ifndef FENTU_SANDBOX_CUSTOMER_H
#define FENTU_SANDBOX_CUSTOMER_H

#include "cmd/sandbox/pool.h"

/* How many contacts a customer has; 0 for one that is not of the seed. */
int64_t customer_contacts(const struct world *world, int64_t number);

#endif
