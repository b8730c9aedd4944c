/*
 * ETag on what is read, and 304 to who has it already.
 */
#ifndef FENTU_SANDBOX_ETAG_H
#define FENTU_SANDBOX_ETAG_H

#include "cmd/sandbox/reply.h"
#include "cmd/sandbox/request.h"

/* Give a successful answer to a GET a name for its body; if the request names
   the same, all that is left is "not modified". */
void etag_apply(const struct request *request, struct reply *reply);

#endif
