/*
 * What appears only inside other records: technicians, branches, products,
 * objects, contacts, checklists and parts.
 *
 * The API has no endpoints for these, so they are not stored: each is a
 * function of the seed and its number. Contacts and objects belong to the
 * customers of the seed, so a customer created later has none.
 */
#ifndef FENTU_SANDBOX_POOL_H
#define FENTU_SANDBOX_POOL_H

#include "cmd/sandbox/auto.h"

#include <stdint.h>

/* Everything that the made-up data depend on. */
struct world {
	uint64_t seed;
	int64_t records; /* of each resource; tasks: about twice as many */
	int64_t today;	 /* midnight: dates are spread around it */
};

enum pool {
	POOL_TECHNICIAN,
	POOL_BRANCH,
	POOL_PRODUCT,
	POOL_OBJECT,
	POOL_CONTACT,
	POOL_CHECKLIST,
	POOL_PART,
};

/* How many a customer of the seed has at most, numbered side by side. */
#define POOL_CONTACTS_EACH 3
#define POOL_OBJECTS_EACH  2

/* How many there are; they are numbered from 1. */
int64_t pool_count(const struct world *world, enum pool pool);

/* Owned by the caller. */
char *pool_id(enum pool pool, int64_t number);

/* The number behind an id that exists; 0: there is none of that id. */
int64_t pool_number(const struct world *world, enum pool pool, const char *id);

/*
 * A new object: id and name, and for a product the manufacturer, for an object
 * its address, for a contact title, email and phone.
 */
struct json_object *pool_make(const struct world *world, enum pool pool,
			      int64_t number);

/* A person's full name from a stream; owned by the caller. */
struct rng;
char *pool_person(struct rng *rng);

#endif
