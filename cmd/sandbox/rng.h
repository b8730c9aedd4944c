/*
 * Seeded random numbers, the same on every machine.
 *
 * Each record draws from a stream of its own, named by seed, kind and number,
 * so that a record can be made without making those before it. The generator
 * is SplitMix64 (Steele, Lea and Flood, 2014): not for secrets.
 */
#ifndef FENTU_SANDBOX_RNG_H
#define FENTU_SANDBOX_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a stream is for; a new one goes to the end, or all data change. */
enum rng_kind {
	RNG_WORK_ORDER = 1,
	RNG_TASK,
	RNG_CUSTOMER,
	RNG_ASSET,
	RNG_CONTACT,
	RNG_OBJECT,
	RNG_TECHNICIAN,
	RNG_PRODUCT,
	RNG_PART,
	RNG_ASSET_PARTS,
	RNG_HISTORY,
};

struct rng {
	uint64_t state;
};

struct rng rng_for(uint64_t seed, enum rng_kind kind, int64_t number);

uint64_t rng_next(struct rng *rng);

/* 0 to below - 1; below is at least 1. */
unsigned rng_below(struct rng *rng, unsigned below);

/* True in so many of a hundred cases. */
bool rng_chance(struct rng *rng, unsigned percent);

/* One of an array of words. */
#define RNG_PICK(rng, words)                                                   \
	((words)[rng_below(rng, (unsigned)(sizeof(words) / sizeof(*(words))))])

#endif
