/*
 * The transport of the loadable part, speaking to a raw server. The part's
 * path is in FENTU_HTTP_PART.
 */
#ifndef FENTU_TEST_UNIT_NET_CURL_FIXTURE_H
#define FENTU_TEST_UNIT_NET_CURL_FIXTURE_H

#include "lib/net/http.h"
#include "test/mock/raw_server.h"

struct wire {
	const struct transport_ops *ops;
	void *transport;
	struct raw_server *server;
	struct http_reply reply;
	struct error err;
	int64_t timeout_ms; /* of each request; 10 s unless changed */
};

void wire_open(struct wire *wire, raw_talk_fn *talk, void *user);
void wire_close(struct wire *wire);

/* Forget the last reply, ask, and wait for the next. */
void wire_ask(struct wire *wire, const struct http_request *request);
void wire_get(struct wire *wire);

/* Start one that is not waited for; tag is any pointer. */
void wire_start(struct wire *wire, const char *path, void *tag);
void *wire_wait(struct wire *wire);

#endif
