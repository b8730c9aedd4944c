/*
 * Send again or not, and after what wait: a function of numbers.
 *
 * Decided by method and by what is known of the request's fate. What is
 * idempotent (GET, HEAD) is repeated after a failed connection, a timeout, a
 * broken reply, 408, 429, 500, 502, 503 and 504. Anything else only after
 * 429, which says that it was not processed, or when nothing of it was sent.
 * TLS failures are never repeated, nor is what was too large. Waits grow by
 * doubling with full jitter, uniform in [0, step]; what the server asks for
 * comes first, and gets up to a second on top so that not all come back at
 * once.
 *
 * A process has a quota of 500 tokens: 14 for a repeat after a fault, 5 after
 * a rate limit, given back by success, one for each clean success. It keeps a
 * fleet of jobs from hammering a server that is down.
 */
#ifndef FENTU_NET_RETRY_H
#define FENTU_NET_RETRY_H

#include "lib/net/http.h"

enum {
	RETRY_QUOTA = 500,
	RETRY_COST_FAULT = 14,
	RETRY_COST_THROTTLE = 5,
	RETRY_SPREAD_MS = 1000 /* jitter on top of a wait that was asked for */
};

struct retry_policy {
	unsigned max_repeats;
	int64_t base_ms;	  /* first step after a fault */
	int64_t throttle_base_ms; /* first step after 429 */
	int64_t cap_ms;
	int64_t max_wait_ms; /* longest single wait for a rate limit */
};

struct retry_input {
	unsigned tries; /* sent so far, 1 or more */
	enum http_fault fault;
	int http_status; /* when fault is HTTP_REPLIED */
	bool idempotent;
	bool request_sent;
	bool throttled;	   /* 429, or 403 that the headers explain so */
	int64_t server_ms; /* wait that the server asked for; -1: none */
	uint32_t jitter;   /* random, from the caller */
};

enum retry_verdict {
	RETRY_NO,      /* this is the final answer */
	RETRY_WAIT,    /* send again after the wait */
	RETRY_TOO_LONG /* the rate limit resets later than max_wait_ms */
};

/*
 * *ret_wait_ms is set for RETRY_WAIT and RETRY_TOO_LONG; *quota pays for a
 * RETRY_WAIT. A fault (a 503) whose server asks for more than max_wait_ms is
 * final.
 */
enum retry_verdict retry_decide(const struct retry_policy *policy,
				const struct retry_input *in, int *quota,
				int64_t *ret_wait_ms);

/* Account for a request that ended well; `spent` is what its repeats took. */
void retry_succeeded(int *quota, int spent);

#endif
