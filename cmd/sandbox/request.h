/*
 * A request that has arrived whole.
 */
#ifndef FENTU_SANDBOX_REQUEST_H
#define FENTU_SANDBOX_REQUEST_H

#include "cmd/sandbox/target.h"

/* The largest body that is read; a longer one is answered with 413. */
#define REQUEST_MAX_BODY ((size_t)1 << 20)

struct header {
	const char *name, *value; /* both live as long as the request */
};

struct request {
	char *method;
	struct target target;
	GArray *headers; /* struct header, in order */
	GByteArray *body;
};

/* The value of a header, by its name in any case, or NULL. */
const char *request_header(const struct request *request, const char *name);

/* True if the media type of the body is this one, whatever its parameters. */
bool request_is(const struct request *request, const char *media_type);

#endif
