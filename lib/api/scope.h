/*
 * The scopes of the API, and sets of them.
 *
 * A set is a number with a bit for each row of the table. Scopes that are not
 * in the table have no bit: a server may know others, which are shown as they
 * came and never asked for unasked.
 */
#ifndef FENTU_API_SCOPE_H
#define FENTU_API_SCOPE_H

#include "lib/api/resource.h"

struct scope {
	const char *name;   /* "read:work-orders" */
	const char *allows; /* in words; no full stop */
};

/* Ends with a NULL name: the read and the write scope of each resource, then
   admin. */
extern const struct scope scopes[];

/* What is done with the records of a resource. */
enum scope_access { SCOPE_READ = 1 << 0, SCOPE_WRITE = 1 << 1 };

/* May names with it stand in a command that a person copies? Letters, digits
   and :._/+@- do; RFC 6749 allows more, but a shell, or a list with commas,
   would read it otherwise. */
bool scope_is_plain_char(char c);

/* The set of one scope; empty for a name that is not in the table. */
unsigned scope_set(const char *name);

/* The set of everything that may be read, and nothing else. */
unsigned scope_set_of_reads(void);

/* The fewest scopes for this access to a resource's records. */
unsigned scope_set_for(const struct resource *resource, unsigned access);

/* The set that a text names, separated by spaces or commas. */
unsigned scope_parse(const char *text);

/* The names in a set, in the order of the table, with `separator` between
   them; "" for the empty set. Owned by the caller. */
char *scope_text(unsigned set, const char *separator);

/* Does a credential with `granted` do for what needs `needed`? admin does for
   everything. */
bool scope_is_enough(unsigned granted, unsigned needed);

/* Does it carry admin, though `needed` is to be had without? */
bool scope_is_excessive(unsigned granted, unsigned needed);

#endif
