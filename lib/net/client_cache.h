/*
 * The inside of client.h: requests that a kept reply answers (cache.h), and
 * what their replies leave behind.
 */
#ifndef FENTU_NET_CLIENT_CACHE_H
#define FENTU_NET_CLIENT_CACHE_H

#include "lib/net/client_turn.h"

/* A request comes in, for which a reply will do that was asked for since then:
   is it kept? */
void client_cache_look(struct client *client, struct job *job,
		       int64_t since_unix_ms);

/* The next request that what is kept answers; NULL: none. */
struct job *client_cache_next(const struct client *client);

/* Answer it. */
void client_cache_answer(const struct client *client, struct job *job,
			 struct http_reply *ret_reply);

/* It is no read, and is about to be sent, or was answered: data change. */
void client_cache_changed(const struct client *client, const struct job *job);

/* It is about to be sent. *ret_etag: with which If-None-Match; NULL: none. The
   caller's to free. */
void client_cache_sending(struct client *client, struct job *job,
			  char **ret_etag);

/* The end of its way, with this reply; it is not sent again. *reply may become
   the kept one. */
void client_cache_ended(struct client *client, struct job *job,
			struct http_reply *reply);

#endif
