/*
 * A program that a secret is handed to, on its standard input: what keeps the
 * secrets of a CI system, for example. No shell is in between.
 */
#ifndef FENTU_CMD_CONSUMER_H
#define FENTU_CMD_CONSUMER_H

#include "lib/base/sealed.h"

struct consumer {
	char **argv; /* of the program; argv[0] is its path */
	char *name;  /* as it was typed */
};

/* Take words apart as a shell would (quotes, backslashes, nothing else) and
   find the program. ERR_USAGE: there is none. */
bool consumer_find(const char *words, struct consumer *ret_consumer,
		   struct error *err) MUST_CHECK;
void consumer_release(struct consumer *consumer);

/* Run it with just the secret on its standard input. What it writes to its
   standard output goes nowhere: the secret might be in it. Fails when it ends
   with another status than 0, or not within five minutes. */
bool consumer_hand(const struct consumer *consumer, const struct sealed *secret,
		   struct error *err) MUST_CHECK;

#endif
