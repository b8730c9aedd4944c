/*
 * A transport with a whole API behind it, on a clock of its own: lists of any
 * length, a limit of requests an hour, a token that ends. Waiting costs nothing
 *and moves the clock, so that hours pass in a moment.
 *
 *	GET .../NAME?page=P&per_page=S	records {"id":"r-1"} and so on
 *	GET .../NAME/ID/tasks		two records that belong to ID
 */
#ifndef FENTU_TEST_MOCK_TRANSPORT_WORLD_H
#define FENTU_TEST_MOCK_TRANSPORT_WORLD_H

#include "lib/net/http.h"

struct world {
	struct clock clock; /* first, so that the clock leads to the world */
	int64_t records;
	int64_t limit; /* requests an hour; 0: no limit */
	int64_t latency_ms;
	const char *token; /* who sends another is refused; NULL: nobody is */
	int64_t token_ends_ms;
	/* what was seen */
	int64_t requests, turned_away, refused;
	unsigned most_at_once;
	/* private */
	int64_t now_ms, used, window_ends_ms;
	GQueue flights;
};

void world_init(struct world *world);
/* Its open() wants the world as config.user. */
extern const struct transport_ops world_transport;

#endif
