#include "test/mock/transport_world.h"

#include <inttypes.h>
#include <string.h>

enum { HOUR_MS = 3600 * 1000 };

struct flight {
	char *url;
	void *tag;
	int64_t ends_ms;
	bool is_let_in;
};

static int64_t now_ms(const struct clock *clock)
{
	return ((const struct world *)clock)->now_ms;
}

void world_init(struct world *world)
{
	*world = (struct world){
		.clock = { .unix_ms = now_ms, .mono_ms = now_ms },
		.now_ms = INT64_C(1741075200000),
		.flights = G_QUEUE_INIT,
	};
}

static bool world_open(const struct http_config *config, void **ret_self,
		       struct error *err)
{
	(void)err;
	*ret_self = config->user;
	return true;
}

static bool is_let_in(const struct world *world,
		      const struct http_request *request)
{
	if (!world->token)
		return true;
	for (size_t i = 0; i < request->header_count; i++) {
		const struct http_header *header = &request->headers[i];

		if (strcmp(header->name, "Authorization") == 0)
			return g_str_has_prefix(header->value, "Bearer ") &&
			       strcmp(header->value + strlen("Bearer "),
				      world->token) == 0 &&
			       world->now_ms < world->token_ends_ms;
	}
	return false;
}

static bool world_start(void *self, const struct http_request *request,
			void *tag, struct error *err)
{
	struct world *world = self;
	struct flight *flight = g_new(struct flight, 1);

	(void)err;
	*flight = (struct flight){
		.url = g_strdup(request->url),
		.tag = tag,
		.ends_ms = world->now_ms + world->latency_ms,
		.is_let_in = is_let_in(world, request),
	};
	g_queue_push_tail(&world->flights, flight);
	world->most_at_once = MAX(world->most_at_once, world->flights.length);
	return true;
}

static int64_t number_after(const char *url, const char *key)
{
	const char *at = strstr(url, key);

	return at ? g_ascii_strtoll(at + strlen(key), NULL, 10) : 0;
}

static void put_page(const struct world *world, const char *url, GString *body)
{
	int64_t page = number_after(url, "?page=");
	int64_t size = number_after(url, "&per_page=");
	int64_t first = (page - 1) * size;

	g_string_assign(body, "{\"data\":[");
	for (int64_t i = first; i < MIN(first + size, world->records); i++)
		g_string_append_printf(body, "%s{\"id\":\"r-%" PRId64 "\"}",
				       i > first ? "," : "", i + 1);
	g_string_append_printf(
		body,
		"],\"meta\":{\"current_page\":%" PRId64
		",\"total_pages\":%" PRId64 ",\"total_count\":%" PRId64 "}}",
		page, (world->records + size - 1) / size, world->records);
}

static void put_tasks(const char *url, GString *body)
{
	g_auto(GStrv) parts = g_strsplit(url, "/", -1);
	const char *id = parts[g_strv_length(parts) - 2];

	g_string_printf(body,
			"{\"data\":[{\"id\":\"%s-a\"},{\"id\":\"%s-b\"}]}", id,
			id);
}

/* Count it; true: there is a limit, and it is used up. */
static bool is_used_up(struct world *world)
{
	if (world->now_ms >= world->window_ends_ms) {
		world->window_ends_ms = world->now_ms + HOUR_MS;
		world->used = 0;
	}
	world->requests++;
	world->used++;
	return world->limit > 0 && world->used > world->limit;
}

static int64_t status_of(struct world *world, const struct flight *flight)
{
	if (is_used_up(world)) {
		world->turned_away++;
		return 429;
	}
	world->refused += !flight->is_let_in;
	return flight->is_let_in ? 200 : 401;
}

static void answer(struct world *world, const struct flight *flight,
		   struct http_reply *reply)
{
	g_autoptr(GString) body = g_string_new("{}");
	int64_t status = status_of(world, flight);

	if (status == 200 && g_str_has_suffix(flight->url, "/tasks"))
		put_tasks(flight->url, body);
	else if (status == 200)
		put_page(world, flight->url, body);
	*reply = (struct http_reply){ .request_sent = true,
				      .status = (int)status,
				      .body = g_strndup(body->str, body->len),
				      .body_len = body->len,
				      .elapsed_ms = world->latency_ms };
	if (world->limit > 0)
		reply->headers = g_strdup_printf(
			"X-RateLimit-Limit: %" PRId64
			"\nX-RateLimit-Remaining: %" PRId64
			"\nX-RateLimit-Reset: %" PRId64 "\n",
			world->limit, MAX(world->limit - world->used, 0),
			(world->window_ends_ms - world->now_ms + 999) / 1000);
}

static void flight_free(struct flight *flight)
{
	g_free(flight->url);
	g_free(flight);
}

static bool world_wait(void *self, int timeout_ms, void **ret_tag,
		       struct http_reply *ret_reply, struct error *err)
{
	struct world *world = self;
	struct flight *flight = g_queue_peek_head(&world->flights);

	(void)err;
	*ret_tag = NULL;
	if (!flight || flight->ends_ms > world->now_ms + timeout_ms) {
		world->now_ms += timeout_ms;
		return true;
	}
	world->now_ms = MAX(world->now_ms, flight->ends_ms);
	*ret_tag = flight->tag;
	answer(world, flight, ret_reply);
	flight_free(g_queue_pop_head(&world->flights));
	return true;
}

static void world_cancel(void *self, void *tag)
{
	struct world *world = self;

	for (GList *at = world->flights.head; at; at = at->next) {
		struct flight *flight = at->data;

		if (flight->tag != tag)
			continue;
		flight_free(flight);
		g_queue_delete_link(&world->flights, at);
		return;
	}
}

static void world_close(void *self)
{
	struct world *world = self;

	g_queue_clear_full(&world->flights, (GDestroyNotify)flight_free);
}

const struct transport_ops world_transport = {
	.open = world_open,
	.start = world_start,
	.wait = world_wait,
	.cancel = world_cancel,
	.close = world_close,
};
