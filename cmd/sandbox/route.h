/*
 * From a request to the function that answers it.
 */
#ifndef FENTU_SANDBOX_ROUTE_H
#define FENTU_SANDBOX_ROUTE_H

#include "cmd/sandbox/reply.h"
#include "cmd/sandbox/sandbox.h"

/* Answer a request: always succeeds, if need be with status 500. */
void route_answer(struct sandbox *box, const struct request *request,
		  struct reply *reply);

/* The same for an answer that says why there is none: 400, 413. */
void route_refuse(struct sandbox *box, unsigned status, const char *message,
		  struct reply *reply);

/* How an error of this request is written: OAuth has a way of its own. */
enum problem_shape route_shape(const struct sandbox *box,
			       const struct request *request);

#endif
