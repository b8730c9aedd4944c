/*
 * Compressed answers.
 */
#ifndef FENTU_SANDBOX_GZIP_H
#define FENTU_SANDBOX_GZIP_H

#include "cmd/sandbox/reply.h"

#include <stdint.h>

/* True if an Accept-Encoding (or NULL) lets gzip through. */
bool gzip_accepted(const char *accept);

/* Compress the body and add Content-Encoding. */
void gzip_reply(struct reply *reply);

/* The gzip of so many spaces: small, and large once it is opened. */
GString *gzip_bomb(uint64_t bytes);

#endif
