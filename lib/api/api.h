/*
 * Calls of the API: one request, its reply taken apart, its failures put into
 * words.
 *
 * A status outside 2xx becomes an error: 400, 409, 422 ERR_REJECTED with every
 * field error, 401 ERR_LOGIN, 403 ERR_DENIED naming the scope that is needed,
 * 404 ERR_NOT_FOUND, 5xx ERR_NETWORK. The body of an error is read in all the
 * shapes that are met (errbody.h). A body that is no JSON, though the status
 * says success, is ERR_NETWORK when it is a web page (a captive portal) and
 * ERR_OTHER else.
 */
#ifndef FENTU_API_API_H
#define FENTU_API_API_H

#include "lib/base/js.h"
#include "lib/net/client.h"

struct api {
	struct client *client; /* borrowed */
	const char *base_url;  /* "https://api.fentu.io/v1"; borrowed */
};

/* Words for the errors of a call; all borrowed. */
struct api_about {
	const char *what;  /* "work order 'wo-1'", "work orders" */
	const char *scope; /* that the call needs; NULL: not known */
	bool path_inferred;
};

struct api_reply {
	struct http_reply http; /* owns the text that root points into */
	struct js root;
};
void api_reply_release(struct api_reply *reply);

/* GET `path` (encoded, relative to the base, with its query). */
bool api_get(const struct api *api, const char *path,
	     const struct api_about *about, struct api_reply *ret_reply,
	     struct error *err) MUST_CHECK;

/* Check a reply that came by another way, as api_get does; takes the reply
   over in any case. */
bool api_check_take(struct http_reply *http, const struct api_about *about,
		    struct api_reply *ret_reply, struct error *err) MUST_CHECK;

/* The record in a single envelope {"data": {...}}, or the bare object. */
bool api_record(const struct api_reply *reply, const struct api_about *about,
		struct js *ret_record, struct error *err) MUST_CHECK;

#endif
