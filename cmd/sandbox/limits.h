/*
 * The rate limit: so many requests per window of time and caller.
 */
#ifndef FENTU_SANDBOX_LIMITS_H
#define FENTU_SANDBOX_LIMITS_H

#include "cmd/sandbox/reply.h"
#include "cmd/sandbox/settings.h"

struct limits;

struct limits *limits_new(void);

/* Accepts NULL. */
void limits_free(struct limits *limits);

/* Every caller starts a window anew. */
void limits_reset(struct limits *limits);

struct quota {
	int64_t limit; /* 0: there is none */
	int64_t remaining;
	int64_t reset_at;
	bool exhausted; /* this request is one too many */
};

/*
 * Count a request of a caller: the digest of the credential, or "" for those
 * without an accepted one. Windows begin with the first request.
 */
struct quota limits_count(struct limits *limits,
			  const struct settings *settings, const char *caller,
			  int64_t now);

/* The X-RateLimit headers, and Retry-After once it is exhausted. */
void limits_headers(const struct quota *quota, const struct settings *settings,
		    int64_t now, struct reply *reply);

#endif
