/*
 * One request and its answer, from the first byte to the last.
 *
 * An exchange waits without holding up others: for the latency that was asked
 * for, or between the pieces of an answer that a fault sends slowly.
 */
#ifndef FENTU_SANDBOX_EXCHANGE_H
#define FENTU_SANDBOX_EXCHANGE_H

#include "cmd/sandbox/reply.h"
#include "cmd/sandbox/request.h"

struct sandbox;
struct wire;

enum exchange_state {
	EXCHANGE_NEW,	   /* the first line is here */
	EXCHANGE_ARRIVING, /* the head is here, the body is being read */
	EXCHANGE_WAITING,  /* the answer is made, and held back */
	EXCHANGE_READY,	   /* the answer can be sent */
	EXCHANGE_WIRE,	   /* it is being sent around the HTTP library */
	EXCHANGE_OVER,	   /* nothing more to send: the connection ends */
};

struct exchange {
	enum exchange_state state;
	char *text; /* the target as it came */
	struct request request;
	size_t body_length; /* as it came; more than the body if it is cut */
	struct reply reply;
	int64_t delay_ms;  /* before the answer */
	struct wire *wire; /* NULL: send by the HTTP library */
	bool silent;	   /* close without a byte */
	bool noted;	   /* in the journal */
};

struct exchange *exchange_new(const char *text);

/* Accepts NULL. */
void exchange_free(struct exchange *exchange);

/* Take in a piece of the body. */
void exchange_append(struct exchange *exchange, const char *piece,
		     size_t length);

/* The request is whole: make the answer, in reply, delay_ms, wire, silent. */
void exchange_answer(struct exchange *exchange, struct sandbox *box);

#endif
