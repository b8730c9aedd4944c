/* A writer over a scripted transport, and the requests the tests share. */
#ifndef FENTU_TEST_WRITE_DESK_H
#define FENTU_TEST_WRITE_DESK_H

#include "lib/api/write.h"

#include <string.h>

#include "test/unit/api/fixture.h"

#define ORDERS FIXTURE_BASE "/work-orders"
#define ORDER  FIXTURE_BASE "/work-orders/wo-1"
#define BODY   "{\"status\":\"open\"}"

/* A script, and a writer over it. */
struct desk {
	struct fixture fixture;
	struct writer_config config;
	struct writer *writer;
	enum write_verb remembered;
};

static inline void remember(void *user, enum write_verb verb)
{
	struct desk *desk = user;

	desk->remembered = verb;
}

static inline void desk_open(struct desk *desk, const struct script_step *steps,
			     size_t count)
{
	fixture_open(&desk->fixture, steps, count);
	desk->config.api = &desk->fixture.api;
	desk->config.remember = remember;
	desk->config.user = desk;
	desk->remembered = WRITE_VERB_AUTO;
	desk->writer = writer_new(&desk->config);
}

static inline void desk_close(struct desk *desk)
{
	writer_free(desk->writer);
	fixture_close(&desk->fixture);
}

G_GNUC_UNUSED static const struct write_request create = {
	.resource = &resource_workorder,
	.action = WRITE_CREATE,
	.body = BODY,
	.body_len = sizeof(BODY) - 1,
	.idempotency_key = "key-1",
};
G_GNUC_UNUSED static const struct write_request update = {
	.resource = &resource_workorder,
	.action = WRITE_UPDATE,
	.id = "wo-1",
	.body = BODY,
	.body_len = sizeof(BODY) - 1,
};
G_GNUC_UNUSED static const struct write_request delete = {
	.resource = &resource_workorder,
	.action = WRITE_DELETE,
	.id = "wo-1",
};

/* One write over a script of its own; false when it did not start. */
static inline enum write_outcome run(struct desk *desk,
				     const struct write_request *request,
				     const struct script_step *steps,
				     size_t count,
				     struct write_result *ret_result)
{
	AUTO(error_release) struct error err = { 0 };

	desk_open(desk, steps, count);
	g_assert_true(writer_run(desk->writer, request, ret_result, &err));
	return ret_result->outcome;
}

#endif
