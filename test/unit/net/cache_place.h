/*
 * A folder for kept replies, and a clock that stands still, for the tests of
 * cache.h.
 */
#ifndef FENTU_TEST_UNIT_NET_CACHE_PLACE_H
#define FENTU_TEST_UNIT_NET_CACHE_PLACE_H

#include "lib/net/cache.h"

struct place {
	struct clock clock; /* first, so that it leads here */
	int64_t now_ms;
	int64_t since_ms;	       /* for place_look */
	char *base, *folder, *account; /* each in the one before */
	struct cache *cache;	       /* keeps for a minute */
};

void place_open(struct place *p);
/* Removes everything in it. */
void place_close(struct place *p);

/* Another cache of the same place. */
struct cache *place_cache(struct place *p, int64_t max_age_ms);

/* One request that all tests make. */
struct cache_slot *place_look(struct place *p);
bool place_keeps(struct place *p);

/* What the server answers to it. */
void place_settle(struct place *p, struct cache_slot *slot, int status,
		  const char *text);
/* Both: what it answers with success is kept. */
void place_keep(struct place *p, const char *text);

/* The file of it; owned by the caller. */
char *place_entry(struct place *p);

/* The permissions of a file; the number of names in a folder. */
unsigned place_mode(const char *path);
unsigned place_count(const char *path);

#endif
