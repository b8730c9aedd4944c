/*
 * Which records were seen: a set of keys, 8 bytes each, at most 16 with the
 * room between them.
 *
 * A key is the SipHash of an id under a secret that is drawn once for each
 * export, so that no server can choose ids that collide. Of a million records
 * two share a key once in thirty million exports.
 *
 * The set begins with room for 1.8 million keys, so that the memory of an
 * export does not depend on its length; beyond that it doubles.
 */
#ifndef FENTU_EXPORT_IDSET_H
#define FENTU_EXPORT_IDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idset_secret {
	uint64_t word[2];
};

/* SipHash-2-4 of some bytes; never 0. */
uint64_t idset_key(const struct idset_secret *secret, const void *bytes,
		   size_t len);

struct idset;
struct idset *idset_new(void);
/* The same with little room at first. */
struct idset *idset_new_small(void);
void idset_free(struct idset *set);
static inline void idset_drop(struct idset **set)
{
	idset_free(*set);
}

/* Forget all. */
void idset_clear(struct idset *set);

/* True: it was not in there. */
bool idset_add(struct idset *set, uint64_t key);
void idset_add_all(struct idset *set, const struct idset *more);
bool idset_has(const struct idset *set, uint64_t key);
size_t idset_count(const struct idset *set);
size_t idset_bytes(const struct idset *set);

#endif
