/*
 * What a reply with another status than 2xx means, in words.
 *
 * The status alone decides the code: 400, 409 and 422 are ERR_REJECTED with
 * every rejected field, 401 ERR_LOGIN, 403 ERR_DENIED naming the scope that is
 * needed, 404 and 410 ERR_NOT_FOUND, 429 ERR_THROTTLED, 5xx ERR_NETWORK, the
 * rest ERR_OTHER. What the body says (errbody.h) goes into the message.
 */
#ifndef FENTU_API_FAILURE_H
#define FENTU_API_FAILURE_H

#include "lib/api/api.h"
#include "lib/net/errbody.h"

static inline bool failure_is_none(const struct http_reply *reply)
{
	return reply->status >= 200 && reply->status <= 299;
}

/* Fill in *err. `base_url` is the API's, for a hint. Always false. */
bool failure_explain(const struct http_reply *reply,
		     const struct api_about *about, const char *base_url,
		     struct error *err);

/* The fields that a body rejects become those of *err. */
void failure_add_fields(const struct errbody *body, struct error *err);

#endif
