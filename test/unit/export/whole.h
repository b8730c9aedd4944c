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

static inline struct client_config whole_client(struct whole *w)
{
	return (struct client_config){
		.transport = &world_transport,
		.http.user_agent = "fentu-test",
		.http.user = &w->world,
		.origin = "https://api.test",
		.timeout_ms = 30000,
		.max_wait_ms = 60000,
		.clock = &w->world.clock,
	};
}

static inline void whole_open(struct whole *w, int64_t records)
{
	struct client_config config;

	*w = (struct whole){ .seen = idset_new() };
	world_init(&w->world);
	w->world.records = records;
	config = whole_client(w);
	g_assert_true(client_open(&config, &w->client, &w->err));
	w->api = (struct api){ w->client, "https://api.test/v1" };
}

/* From now on with a credential, which `renew` keeps fresh. */
static inline void whole_log_in(struct whole *w, const struct sealed *access,
				bool (*renew)(void *user, bool refused,
					      bool *ret_changed,
					      struct error *err),
				void *user)
{
	struct client_config config = whole_client(w);

	config.authorization = access;
	config.renew = renew;
	config.renew_user = user;
	client_free(w->client);
	g_assert_true(client_open(&config, &w->client, &w->err));
	w->api.client = w->client;
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
