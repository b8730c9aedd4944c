/*
 * The HTTP server: libmicrohttpd, driven by GLib's main loop in one thread.
 */
#ifndef FENTU_SANDBOX_SERVE_H
#define FENTU_SANDBOX_SERVE_H

#include "cmd/sandbox/auto.h"

struct sandbox;
struct server;

/* Certificate and key for TLS, both in PEM. */
struct identity {
	char *certificate, *key;
};

/*
 * Serve on a listening socket, which is taken. box and identity (NULL: no TLS)
 * must outlive the server. Requests are answered while the default main
 * context runs.
 */
MUST_CHECK bool serve_start(struct sandbox *box, int fd,
			    const struct identity *identity,
			    struct server **ret_server, GError **error);

/* Stop listening, then end every connection. Accepts NULL. */
void serve_stop(struct server *server);

#endif
