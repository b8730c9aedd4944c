/*
 * Compressed answers.
 */
#ifndef FENTU_SANDBOX_GZIP_H
#define FENTU_SANDBOX_GZIP_H

#include "cmd/sandbox/reply.h"

#include <stdint.h>

/* True if an Accept-Encoding (or NULL) lets gzip through. */
bool gzip_accepted(const char *accept);

/*
 * Compressed bodies that may be asked for again, under a key, as long as
 * nothing changes. Bounded in bytes.
 */
struct gzip_cache;

struct gzip_cache *gzip_cache_new(void);

/* Accepts NULL. */
void gzip_cache_free(struct gzip_cache *cache);

/*
 * Compress the body and add Content-Encoding. key (NULL: do not remember) must
 * stand for the body as long as revision stays the same.
 */
void gzip_reply(struct gzip_cache *cache, const char *key, uint64_t revision,
		struct reply *reply);

/* The gzip of so many spaces: small, and large once it is opened. */
GString *gzip_bomb(uint64_t bytes);

#endif
