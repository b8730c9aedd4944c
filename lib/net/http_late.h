/*
 * A transport that is loaded and opened when something is first to be sent:
 * what kept replies answer does without.
 */
#ifndef FENTU_NET_HTTP_LATE_H
#define FENTU_NET_HTTP_LATE_H

#include "lib/net/http.h"

struct http_late {
	bool (*load)(void *user, const struct transport_ops **ret_ops,
		     struct error *err);
	void *user;
	void *http_user; /* http_config.user of the one that is loaded */
};

/* Its open() wants a struct http_late as config.user, borrowed for life. What
   loading and opening fail for is met at the first request. */
extern const struct transport_ops http_late_transport;

#endif
