/*
 * Reading the head of a request that came to the loopback port: a function of
 * bytes, strict, since anybody can send them.
 *
 * Only "GET PATH?QUERY" with the one right Host is let through; the Host keeps
 * out web pages that point a name of theirs at this machine (DNS rebinding).
 */
#ifndef FENTU_NET_CALLBACK_H
#define FENTU_NET_CALLBACK_H

#include <stddef.h>

#include "lib/base/auto.h"

enum { CALLBACK_HEAD_MAX = 8 * 1024, CALLBACK_HEADERS_MAX = 100 };

/* What a request has to name; borrowed. */
struct callback_place {
	const char *host; /* "127.0.0.1:41234" */
	const char *path; /* "/callback" */
};

enum { CALLBACK_MORE = 0, CALLBACK_PASSED = 200 };

/*
 * CALLBACK_MORE: the head is not at its end. CALLBACK_PASSED: *ret_query is
 * what stands behind the question mark ("" for nothing), owned by the caller,
 * who wipes it: no other copy of it is left in memory. Else the status to
 * refuse it with: 400, 404, 405, or 431 for a head that is too large.
 */
int callback_read(const char *bytes, size_t len,
		  const struct callback_place *place, char **ret_query);

#endif
