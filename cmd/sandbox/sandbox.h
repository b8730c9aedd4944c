/*
 * The one context object, and what a request is answered with.
 */
#ifndef FENTU_SANDBOX_SANDBOX_H
#define FENTU_SANDBOX_SANDBOX_H

#include "cmd/sandbox/problem.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/resource.h"
#include "cmd/sandbox/settings.h"

struct sandbox {
	struct settings settings;
	struct store *store;
	struct limits *limits;
	struct faults *faults;
	struct journal *journal;
	struct consents *consents;
	struct gzip_cache *compressed;
	char *origin; /* "http://127.0.0.1:PORT" */
};

/* A request on its way through the route table. */
struct call {
	struct sandbox *box;
	const struct request *request;
	const struct resource *resource; /* NULL outside /v1 */
	const char *id;			 /* in the path, or NULL */
	int64_t number;			 /* of id; 0: it can be none */
	struct reply *reply;
	struct problem problem; /* set by what returns false */
};

/*
 * A handler writes call->reply and returns true, or sets call->problem (or
 * fails for a reason of its own, in error) and returns false.
 */
typedef bool call_handler(struct call *call, GError **error);

#endif
