#include "test/unit/net/curl_fixture.h"

void wire_open(struct wire *wire, raw_talk_fn *talk, void *user)
{
	struct http_config config = { .user_agent = "fentu/test",
				      .use_proxy = true };

	*wire = (struct wire){ .timeout_ms = 10000 };
	wire->server = raw_server_new(talk, user);
	config.origin = raw_server_origin(wire->server);
	g_assert_true(
		http_load(g_getenv("FENTU_HTTP_PART"), &wire->ops, &wire->err));
	g_assert_true(wire->ops->open(&config, &wire->transport, &wire->err));
}

void wire_close(struct wire *wire)
{
	wire->ops->close(wire->transport);
	raw_server_free(wire->server);
	http_reply_release(&wire->reply);
	error_release(&wire->err);
}

static void start(struct wire *wire, const struct http_request *request,
		  const char *path, void *tag)
{
	g_autofree char *url =
		g_strconcat(raw_server_origin(wire->server), path, NULL);
	struct http_request full = *request;

	full.url = url;
	full.timeout_ms = wire->timeout_ms;
	g_assert_true(
		wire->ops->start(wire->transport, &full, tag, &wire->err));
}

void wire_start(struct wire *wire, const char *path, void *tag)
{
	start(wire, &(struct http_request){ .method = "GET" }, path, tag);
}

void *wire_wait(struct wire *wire)
{
	void *tag = NULL;

	http_reply_release(&wire->reply);
	for (int i = 0; i < 110 && !tag; i++)
		g_assert_true(wire->ops->wait(wire->transport, 1000, &tag,
					      &wire->reply, &wire->err));
	g_assert_nonnull(tag);
	return tag;
}

void wire_ask(struct wire *wire, const struct http_request *request)
{
	start(wire, request, "/v1/x", wire);
	g_assert_true(wire_wait(wire) == wire);
}

void wire_get(struct wire *wire)
{
	wire_ask(wire, &(struct http_request){ .method = "GET" });
}
