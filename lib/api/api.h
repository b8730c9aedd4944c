/*
 * Calls of the API: one request, its reply taken apart, its failures put into
 * words (failure.h).
 *
 * A 404 or 410 is ERR_NOT_FOUND, and ERR_OTHER after a redirect to another
 * address, which was not asked the same.
 *
 * A body that is no JSON, though the status says success, is ERR_NETWORK when
 * it is a web page (a captive portal) and ERR_OTHER else.
 */
#ifndef FENTU_API_API_H
#define FENTU_API_API_H

#include "lib/api/answer.h"
#include "lib/net/client.h"

struct api {
	struct client *client; /* borrowed */
	const char *base_url;  /* "https://api.fentu.io/v1"; borrowed */
};

/* Words for the errors of a call; all borrowed. */
struct api_about {
	const char *what;    /* "work order 'wo-1'", "work orders" */
	const char *missing; /* what a 404 means is not there; NULL: what */
	const char *scope;   /* that the call needs; NULL: not known */
	bool is_list;	     /* a 404 means that the API lies elsewhere */
	bool path_inferred;  /* the path is not documented */
	bool is_proof;	     /* a 404 is to prove that it is gone, which a web
				page does not */
	struct answer_expect expect; /* for api_record */
};

struct api_reply {
	struct http_reply http; /* owns the text that root points into */
	struct js root;
	bool is_elsewhere; /* it was redirected to another address: it may
			      answer another question than was asked */
	bool is_part; /* it says that more of the same is to be had: 206, or a
			 Link to the next (RFC 8288) */
};
void api_reply_release(struct api_reply *reply);

/* The URL of `path`, which is encoded and relative to the base (a slash at
   its start does not matter), or absolute. Owned by the caller. */
char *api_url(const struct api *api, const char *path);

/* GET `path`: a reply that is JSON and says success. */
bool api_get(const struct api *api, const char *path,
	     const struct api_about *about, struct api_reply *ret_reply,
	     struct error *err) MUST_CHECK;

/* The same for what is only shown: a kept reply will do (client.h). */
bool api_show(const struct api *api, const char *path,
	      const struct api_about *about, struct api_reply *ret_reply,
	      struct error *err) MUST_CHECK;

/* Check a reply that came by another way, as api_get does; takes the reply
   over in any case. */
bool api_check_take(const struct api *api, struct http_reply *http,
		    const struct api_about *about, struct api_reply *ret_reply,
		    struct error *err) MUST_CHECK;

/* The record in a single envelope {"data": {...}}, or the bare object.
   ERR_OTHER for anything that is not what about->expect says, and for what came
   from another address and has no id to tell. */
bool api_record(const struct api_reply *reply, const struct api_about *about,
		struct js *ret_record, struct error *err) MUST_CHECK;

#endif
