/*
 * Made-up addresses and telephone numbers, drawn from a stream.
 */
#ifndef FENTU_SANDBOX_PLACE_H
#define FENTU_SANDBOX_PLACE_H

#include <json-c/json.h>

struct rng;

/* "Hafenweg 4"; owned by the caller. */
char *place_street(struct rng *rng);

/* A new object: street, city, state, postal_code and country. */
struct json_object *place_address(struct rng *rng);

/* The same on one line, as in "Hafenweg 4, 20457 Hamburg". */
char *place_line(struct json_object *address);

char *place_phone(struct rng *rng);

#endif
