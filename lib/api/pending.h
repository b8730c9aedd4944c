/*
 * Requests under way, each of which can be waited for: several are started
 * side by side and taken in the order that the caller needs.
 */
#ifndef FENTU_API_PENDING_H
#define FENTU_API_PENDING_H

#include "lib/api/api.h"
#include "lib/base/signals.h"

struct pending {
	bool has_ended;
	struct http_reply http; /* when error.code is ERR_NONE */
	struct error error;
};

/* GET `path`. *ret_pending must not be freed before it has ended, unless all
   requests of the client were abandoned. */
bool pending_start(const struct api *api, const char *path,
		   struct pending **ret_pending, struct error *err) MUST_CHECK;

/*
 * Wait for its end, while others may end, too, and take what came apart.
 * Frees it, unless a signal came first: then it fails with ERR_INTERRUPTED.
 * signals NULL: nobody looks for them.
 */
bool pending_take(const struct api *api, struct pending **pending,
		  const struct api_about *about, const struct signals *signals,
		  struct api_reply *ret_reply, struct error *err) MUST_CHECK;

void pending_free(struct pending *pending);

#endif
