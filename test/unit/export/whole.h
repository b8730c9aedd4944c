/* An API over a world of its own, for the tests of what reads from it. */
#ifndef FENTU_TEST_UNIT_EXPORT_WHOLE_H
#define FENTU_TEST_UNIT_EXPORT_WHOLE_H

#include "lib/export/pull.h"
#include "test/mock/transport_world.h"

struct whole {
	struct world world;
	struct client *client;
	struct api api;
	struct idset *seen;
	struct pull_count count;
	struct error err;
};

static inline void whole_open(struct whole *w, int64_t records)
{
	struct client_config config = {
		.transport = &world_transport,
		.http.user_agent = "fentu-test",
		.origin = "https://api.test",
		.timeout_ms = 30000,
		.max_wait_ms = 60000,
	};

	*w = (struct whole){ .seen = idset_new() };
	world_init(&w->world);
	w->world.records = records;
	config.http.user = &w->world;
	config.clock = &w->world.clock;
	g_assert_true(client_open(&config, &w->client, &w->err));
	w->api = (struct api){ w->client, "https://api.test/v1" };
}

static inline void whole_close(struct whole *w)
{
	client_free(w->client);
	idset_free(w->seen);
	error_release(&w->err);
}

static inline struct pull_config whole_config(struct whole *w)
{
	return (struct pull_config){
		.api = &w->api,
		.path = "assets",
		.query = "",
		.about.what = "assets",
		.concurrency = 6,
		.seen = w->seen,
		.count = &w->count,
	};
}

#endif
