/*
 * A server that says exactly the bytes a test wants said, on 127.0.0.1.
 *
 * Every whole request that comes in is recorded and handed to the test's
 * function, which writes what it likes. Each connection has a thread.
 */
#ifndef FENTU_TEST_MOCK_RAW_SERVER_H
#define FENTU_TEST_MOCK_RAW_SERVER_H

#include <glib.h>
#include <stdbool.h>

struct raw_server;

/* `number` counts the requests of the server from 0. True: read the next
   request on this connection; false: close it. */
typedef bool raw_talk_fn(int fd, unsigned number, void *user);

struct raw_server *raw_server_new(raw_talk_fn *talk, void *user);
/* "http://127.0.0.1:PORT" */
const char *raw_server_origin(const struct raw_server *server);
unsigned raw_server_connections(struct raw_server *server);
unsigned raw_server_requests(struct raw_server *server);
/* The n-th request, head and body. Borrowed. */
const char *raw_server_request(struct raw_server *server, unsigned n);
/* Ends all connections and waits for their threads. */
void raw_server_free(struct raw_server *server);

/* Write all; false when the other side has gone. */
bool raw_say(int fd, const char *bytes, size_t len);
bool raw_say_text(int fd, const char *text);

#endif
