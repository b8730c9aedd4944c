/*
 * What a fault does to an answer.
 */
#ifndef FENTU_SANDBOX_SPOIL_H
#define FENTU_SANDBOX_SPOIL_H

#include "cmd/sandbox/exchange.h"
#include "cmd/sandbox/fault.h"
#include "cmd/sandbox/problem.h"

/* First, to what is said: another answer, or half of it, or twice. */
void spoil_reply(const struct fault *fault, enum problem_shape shape,
		 const struct request *request, struct reply *reply);

/* Then, to how it is sent: fills in delay_ms, wire and silent. */
void spoil_sending(const struct fault *fault, struct exchange *exchange);

#endif
