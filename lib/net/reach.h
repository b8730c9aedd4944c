/*
 * How far a request gets: one GET without a credential, sent once, that looks
 * at the way and not at the answer. For whoever looks for what is wrong.
 */
#ifndef FENTU_NET_REACH_H
#define FENTU_NET_REACH_H

#include "lib/net/http.h"

/* Everything is borrowed. */
struct reach_config {
	const struct transport_ops *transport;
	struct http_config http; /* with its origin */
	const char *url;	 /* of that origin */
	int64_t timeout_ms;
	const struct clock *clock;
	/* Called once a second until the answer comes; may be NULL. */
	void (*on_wait)(void *user, int64_t waited_ms);
	void *user;
};

struct reach {
	enum http_fault fault; /* where it ended; HTTP_REPLIED: nowhere */
	char *detail;	       /* the library's words for that; or NULL */
	int status;	       /* of the reply; 0: none */
	bool has_date;	       /* the reply told the time: */
	int64_t ahead_s;       /* so far is the local clock ahead of it */
};

/* Fails only when the transport cannot be used at all. *ret_reach is the
   caller's. */
bool reach_try(const struct reach_config *config, struct reach *ret_reach,
	       struct error *err) MUST_CHECK;
void reach_release(struct reach *reach);

/* Pure: how far the local clock is ahead of a server that gave its time, in
   whole seconds, some time between the two moments. 0 where the difference may
   come from the time the reply took, and from the seconds it is told in. */
int64_t reach_ahead_s(int64_t sent_unix_ms, int64_t came_unix_ms,
		      int64_t server_unix_s);

#endif
