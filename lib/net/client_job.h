/*
 * The inside of client.h: one request on its way through tries and redirects,
 * and the words for what became of it.
 */
#ifndef FENTU_NET_CLIENT_JOB_H
#define FENTU_NET_CLIENT_JOB_H

#include "lib/net/cache.h"
#include "lib/net/client.h"

enum { JOB_HEADER_MAX = 8 * 1024, JOB_REDIRECTS_MAX = 3 };

struct job {
	void *tag;
	char *method;
	char *url;	    /* canonical; changed by a redirect */
	GPtrArray *headers; /* of struct http_header, owned */
	char *body;	    /* NULL: none */
	size_t body_len;
	bool idempotent; /* a read */
	bool verbatim;	 /* its reply is */
	bool is_grant;
	bool repeatable; /* or to be treated like one where repeats count */

	int64_t begun_ms; /* monotonic; when it was sent first; 0: not yet */
	int64_t sent_ms;  /* and last */
	unsigned tries;	  /* sent so far; a redirect is no try */
	unsigned redirects;
	char *asked_url;    /* before them; NULL: there was none */
	int quota_spent;    /* by its repeats */
	unsigned sent_with; /* which credential, in client.renewals' count */
	bool was_refused;   /* once, with 401, and sent again for it */
	bool in_flight;
	struct cache_slot *slot; /* where its reply is kept; NULL: nowhere */
	int64_t asked_unix_ms;	 /* when it was sent last */
	int64_t due_ms;		 /* monotonic; when to send it (again) */
	char *why;		 /* it waits, for people; NULL: it does not */
};

/* Check and copy a request. `is_authorized`: the client adds an Authorization
   header of its own. */
bool job_new(const struct client_request *request, const char *origin,
	     bool is_authorized, struct job **ret_job,
	     struct error *err) MUST_CHECK;
void job_free(struct job *job);

/* Has the caller set this header (any case)? */
bool job_has_header(const struct job *job, const char *name);

/* Send again after wait_ms. `why` is taken over. */
void job_wait_take(struct job *job, int64_t now_ms, int64_t wait_ms, char *why);

/* Does this reply lead elsewhere? */
bool job_is_redirected(const struct http_reply *reply);

/* Point the job to where a redirect leads, if that may be followed: a read, to
   the same origin, three times at most. */
bool job_redirect(struct job *job, const struct http_reply *reply,
		  struct error *err) MUST_CHECK;

/* "GET /v1/tasks", for messages: no query. Owned by the caller. */
char *job_name(const struct job *job);

/* client_explain.c: errors; all return false. */
bool explain_fault(const struct job *job, const struct http_reply *reply,
		   struct error *err);
/* wait_ms -1: not known. reply NULL: none, the limit was known before. A wait
   of at most max_wait_ms was not too long: the attempts are used up. */
bool explain_throttled(const struct job *job, const struct http_reply *reply,
		       int64_t wait_ms, int64_t max_wait_ms, int64_t now_unix_s,
		       struct error *err);
/* Why a request is sent again, for people. Owned by the caller. */
char *explain_wait(const struct job *job, const struct http_reply *reply,
		   bool is_throttled, unsigned max_repeats);

/* client_explain.c: lines of the trace. */
void explain_trace_request(const struct trace *trace, const struct job *job,
			   const struct http_request *request);
void explain_trace_reply(const struct trace *trace, const struct job *job,
			 const struct http_reply *reply);

#endif
