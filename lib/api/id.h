/*
 * Ids that are plainly of something else.
 *
 * Ids are opaque, and what is not known is let pass. But the documentation
 * shows a prefix for each kind of record, so that "cust-9" where a technician
 * is meant is a mistake that can be told before anything is sent.
 */
#ifndef FENTU_API_ID_H
#define FENTU_API_ID_H

#include "lib/base/error.h"

/*
 * `wanted` is the noun of a record ("work order") or the key that refers to
 * one in a body ("technician_id"); one that is not known passes. ERR_USAGE:
 * the id has the prefix of another kind.
 */
bool id_check(const char *id, const char *wanted, struct error *err) MUST_CHECK;

#endif
