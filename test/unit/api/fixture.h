/* An API over a scripted transport. */
#ifndef FENTU_TEST_UNIT_API_FIXTURE_H
#define FENTU_TEST_UNIT_API_FIXTURE_H

#include "lib/api/api.h"
#include "test/mock/transport_script.h"

#define FIXTURE_BASE "https://api.test/v1"

struct fixture {
	struct script *script;
	struct client *client;
	struct api api;
	struct error err;
};

/* Failed requests are not sent again. */
static inline void fixture_open(struct fixture *f,
				const struct script_step *steps, size_t count)
{
	struct client_config config = {
		.transport = &script_transport,
		.http.user_agent = "fentu-test",
		.origin = "https://api.test",
		.timeout_ms = 30000,
	};

	*f = (struct fixture){ .script = script_new(steps, count) };
	config.http.user = f->script;
	config.clock = script_clock(f->script);
	g_assert_true(client_open(&config, &f->client, &f->err));
	f->api = (struct api){ f->client, FIXTURE_BASE };
}

/* Fails the test when a step was not asked for. */
static inline void fixture_close(struct fixture *f)
{
	client_free(f->client);
	script_done(f->script);
	error_release(&f->err);
}

#endif
