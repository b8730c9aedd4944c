/*
 * What was asked and how it was answered, for tests to look at.
 *
 * Credentials are not kept: an Authorization header is reduced to the first
 * digits of the SHA-256 of what follows its scheme.
 */
#ifndef FENTU_SANDBOX_JOURNAL_H
#define FENTU_SANDBOX_JOURNAL_H

#include "cmd/sandbox/exchange.h"

#include <stdint.h>

struct journal;

struct journal *journal_new(void);

/* Accepts NULL. */
void journal_free(struct journal *journal);

/* Forget everything but what is in flight. */
void journal_reset(struct journal *journal);

/* The number of the next request, from 1. */
uint64_t journal_number(struct journal *journal);

/* A connection was made. */
void journal_connected(struct journal *journal);

/*
 * Note an exchange whose answer is made, unless it is a control request, and
 * later that it is over. fault: whether one was at work.
 */
void journal_add(struct journal *journal, struct exchange *exchange,
		 bool fault);
void journal_over(struct journal *journal, struct exchange *exchange);

/* The last so many, oldest first: a new array. */
struct json_object *journal_show(const struct journal *journal, unsigned last);

/*
 * Requests, connections, most at once, how often each status, and what tally.h
 * counts: a new object.
 */
struct json_object *journal_counters(const struct journal *journal);

#endif
