/*
 * Record ids: a prefix that names the kind, a hyphen within it, and a number
 * from 1: "wo-88".
 */
#ifndef FENTU_SANDBOX_ID_H
#define FENTU_SANDBOX_ID_H

#include <stdint.h>

/* Owned by the caller. */
char *id_of(const char *prefix, int64_t number);

/* The number in an id with this prefix; 0: it is no such id. */
int64_t id_number(const char *id, const char *prefix);

#endif
