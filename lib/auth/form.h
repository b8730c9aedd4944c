/*
 * A form with secrets in it (application/x-www-form-urlencoded), as OAuth's
 * endpoints take it, and the header by which a client may name itself
 * instead. Every copy made on the way is wiped.
 */
#ifndef FENTU_AUTH_FORM_H
#define FENTU_AUTH_FORM_H

#include "lib/base/sealed.h"
#include "lib/net/client.h"

enum { FORM_SECRETS_MAX = 4 };

struct form {
	struct sealed text;
	/* Those in it, which the client is told of; borrowed until then. */
	const struct sealed *secret[FORM_SECRETS_MAX];
	size_t secret_count;
	bool repeatable; /* does no harm when it is posted twice */
};

/* Append "name=value", the value encoded; a NULL or empty one is left out. */
bool form_add(struct form *form, const char *name, const char *value,
	      struct error *err) MUST_CHECK;
bool form_add_secret(struct form *form, const char *name,
		     const struct sealed *value, struct error *err) MUST_CHECK;
/* A secret that goes with the form, though not in its text. */
void form_hide(struct form *form, const struct sealed *secret);
void form_release(struct form *form);

/* The value of an Authorization header for a client: "Basic ...", of both
   parts form-encoded (RFC 6749, section 2.3.1). */
bool form_basic(const char *client_id, const struct sealed *client_secret,
		struct sealed *ret_value, struct error *err) MUST_CHECK;

/* POST it. `authorization`: the value of that header; NULL or empty: none. */
bool form_post(struct client *client, const char *url, const struct form *form,
	       const struct sealed *authorization, struct http_reply *ret_reply,
	       struct error *err) MUST_CHECK;

#endif
