#include "cmd/sandbox/rng.h"

static uint64_t mixed(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

struct rng rng_for(uint64_t seed, enum rng_kind kind, int64_t number)
{
	uint64_t start = mixed(seed + 0x9e3779b97f4a7c15u * (uint64_t)kind);

	return (struct rng){ .state = mixed(start + (uint64_t)number) };
}

uint64_t rng_next(struct rng *rng)
{
	rng->state += 0x9e3779b97f4a7c15u;
	return mixed(rng->state);
}

unsigned rng_below(struct rng *rng, unsigned below)
{
	/* The high half times the range: no division, no visible bias. */
	return (unsigned)(((rng_next(rng) >> 32) * below) >> 32);
}

bool rng_chance(struct rng *rng, unsigned percent)
{
	return rng_below(rng, 100) < percent;
}
