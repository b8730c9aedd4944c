/*
 * Requests to one origin with one credential.
 *
 * On top of a transport: the Authorization header, redirects (GET, same
 * origin, three at most), retries, waits for a rate limit, the shared record
 * of that limit, and the trace. Secrets in use that a reply repeats are blotted
 * out (redact.h): in its head, and in its body when the status is not 2xx, so
 * that nobody quotes them. Data stay as they came. Several requests may be
 * under way at once in one loop; there are no threads. A client is never
 * re-pointed: another profile is another client.
 */
#ifndef FENTU_NET_CLIENT_H
#define FENTU_NET_CLIENT_H

#include "lib/base/redact.h"
#include "lib/base/signals.h"
#include "lib/net/http.h"

struct cache;
struct client;

struct client_config {
	const struct transport_ops *transport;
	struct http_config http;	    /* its origin is filled in here */
	const char *origin;		    /* the only one asked */
	const struct sealed *authorization; /* sent as "Bearer ..."; NULL:
					       none. Borrowed for life */
	/*
	 * Keeps *authorization fresh; NULL: it never changes. Called before
	 * each request goes out, and with `refused` when one that carried the
	 * present credential was answered 401. *ret_changed says that
	 * *authorization has been replaced: what the server turned away is
	 * then sent once more. A failure is that of the request.
	 */
	bool (*renew)(void *user, bool refused, bool *ret_changed,
		      struct error *err);
	void *renew_user;
	struct redact *redact; /* its secrets are added to it, and those in it
				  blotted out; NULL: it has its own.
				  Borrowed */
	struct cache *cache; /* of replies to reads, which a change drops; NULL:
				none. Borrowed */
	const char *budget_path; /* shared record of the rate limit; NULL:
				    none */
	int64_t timeout_ms;	 /* one request, connect included */
	unsigned retries;	 /* how often a failed one is sent again */
	int64_t max_wait_ms;	 /* for the rate limit to reset */
	const struct clock *clock;
	/* One of these ends client_send and client_next, with ERR_INTERRUPTED;
	   NULL: one that no other part has taken does. Borrowed for life. */
	const struct signals *signals;
	/* Called about once a second while everything waits to be sent again,
	   or no reply comes; says what for and how long that will still take
	   (-1: not known). Called with NULL when it is over. May be NULL. */
	void (*on_wait)(void *user, const char *why, int64_t left_ms);
	void *on_wait_user;
	/* Called for each request as it is sent, repeats included. May be
	   NULL. */
	void (*on_send)(void *user);
	void *on_send_user;
};

/* Strings are copied, except what is marked as borrowed. */
bool client_open(const struct client_config *config, struct client **ret_client,
		 struct error *err) MUST_CHECK;
void client_free(struct client *client);
static inline void client_drop(struct client **client)
{
	client_free(*client);
}

/* From here on this secret is in use, too, such as one in the body of a
   request. Done by itself for what an Authorization header carries. */
bool client_hide(struct client *client, const struct sealed *secret,
		 struct error *err) MUST_CHECK;

/* The secrets in use; borrowed. */
const struct redact *client_secrets(const struct client *client);

struct client_request {
	const char *method;
	const char *url; /* absolute, of the client's origin, encoded */
	const struct http_header *headers; /* beside the client's own */
	size_t header_count;
	const char *body;
	size_t body_len;
	bool repeatable;   /* though no read, it does no harm twice: what is
			      sent again of a read is sent again of it */
	bool verbatim;	   /* nothing is blotted out of its reply: it is shown
			      as the server's own */
	bool is_grant;	   /* its reply has secrets that nobody knows yet: the
			      trace shows nothing of its head */
	bool kept_will_do; /* a GET that a kept reply may answer: then nothing
			      is sent, and nothing waits */
	int64_t kept_since_unix_ms; /* but none that was asked for before */
};

/*
 * Start a request; everything in it is copied. `tag` (not NULL) comes back
 * with its end. Fails at once only for what is wrong with the request itself:
 * another origin, a control byte in a header, a header that is not the
 * caller's to set (Host, Content-Length, Authorization beside the client's).
 */
bool client_start(struct client *client, const struct client_request *request,
		  void *tag, struct error *err) MUST_CHECK;

/*
 * Wait until one of the requests has come to its end, after all redirects,
 * retries and waits; *ret_tag tells which, NULL that none is under way.
 *
 * True: *ret_reply is a whole reply of any status but a "come back later"
 * (released by the caller).
 * False: this request got none. ERR_NETWORK says which request failed and why,
 * ERR_OTHER that the reply was larger than any may be, ERR_THROTTLED when to
 * come back (retry_after_s). *ret_tag is set in both cases; of a request that
 * was not a read, client_may_have_acted tells more. ERR_INTERRUPTED: a signal
 * has come, and no request is under way any more.
 */
bool client_next(struct client *client, void **ret_tag,
		 struct http_reply *ret_reply, struct error *err) MUST_CHECK;

/* The same, but wait at most wait_ms (0: only look; -1: as long as it takes).
 *ret_tag is also NULL, and the result true, when none has ended by then. */
bool client_await(struct client *client, int64_t wait_ms, void **ret_tag,
		  struct http_reply *ret_reply, struct error *err) MUST_CHECK;

/* Send nothing any more. What is in flight may come to its end; what waits to
   be sent, for the first time or again, and what is started later ends with
   ERR_INTERRUPTED, certainly not carried out. */
void client_stop(struct client *client);

/* Of the request that client_next or client_send failed for last: may the
   server have carried it out? False is certain, true is "not known". */
bool client_may_have_acted(const struct client *client);

/* Of the same request: was there a whole reply, though one of no use? */
bool client_was_answered(const struct client *client);

/* One request from start to end, with no other under way. */
bool client_send(struct client *client, const struct client_request *request,
		 struct http_reply *ret_reply, struct error *err) MUST_CHECK;

/* Give up all that is under way; those tags never come back. */
void client_abandon(struct client *client);

/* From here on what is known of the rate limit holds nothing back: what is sent
   is to tell how it stands. A success that does not tell drops what is known.
 */
void client_ask_anyway(struct client *client);

/* How much is still to be done, and how much of the limit others are left: see
   struct budget_pace. Without it requests go out as they come. */
void client_pace(struct client *client, int64_t needed,
		 int64_t reserve_percent);

/* What the last reply said of the rate limit; -1: not said. The reset is a
   time of the local clock. */
struct client_limit {
	int64_t limit;
	int64_t remaining;
	int64_t reset_unix_s;
};
struct client_limit client_limit(const struct client *client);
/* The same as all processes of the user know it together. */
struct client_limit client_shared_limit(const struct client *client);

#endif
