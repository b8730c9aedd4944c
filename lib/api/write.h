/*
 * Writes, from start to end, without ever doing one twice.
 *
 * A request that changes data is sent again only when it certainly was not
 * carried out (no connection, a reply that says "come back later"). What came
 * of it is kept apart: done, rejected, certainly not carried out, or not
 * known.
 *
 * - The verb of an update is not documented. PATCH goes first, since it
 *   cannot be misread as a whole replacement; when the API answers 405 or 501
 *   the other verb is tried once and remembered. A PUT is always whole: the
 *   record is read, the change merged into it (merge.h), and the whole put.
 * - Nor is it documented whether a PATCH with a part of an object keeps its
 *   other parts. So where the caller names such objects, they are sent whole:
 *   the record is read, and their other parts go along as they are.
 * - When the outcome of a delete is not known, the record is asked for: is it
 *   gone (404, 410; neither from another address nor as a web page), the
 *   delete is done. It is not sent again, since in some
 *   systems a second delete takes a record out of the trash for good.
 * - A 2xx is success when its body is the record, is empty or has no content
 *   (answer_has_no_content). Any other body leaves the outcome unknown: an
 *   error, another record, text that is not JSON, {"success":false}; also
 *   {"message":"ok"}, since words are not understood. A 202 may say anything
 *   but an error.
 *
 * Several writes may be under way at once in one loop; the client has no
 * other request under way meanwhile.
 */
#ifndef FENTU_API_WRITE_H
#define FENTU_API_WRITE_H

#include "lib/api/api.h"
#include "lib/api/resource.h"

enum write_action { WRITE_CREATE, WRITE_UPDATE, WRITE_DELETE };

/* One write; everything is borrowed until it has come to its end, the id and
   the body included. */
struct write_request {
	const struct resource *resource;
	enum write_action action;
	/* Of the record; on create of the parent, if the resource has one, or
	   of the record that `below` lies below; NULL: none. */
	const char *id;
	const struct subresource *below; /* create in this list below a record,
					    such as an asset's parts; or NULL */
	const char *body;		 /* JSON; NULL for delete */
	size_t body_len;
	/* Of an update: the keys of the body with nothing but a part of what
	   the record has there; ends with NULL. NULL: none. */
	const char *const *partial;
	const char *idempotency_key; /* sent as Idempotency-Key; NULL: none */
};

enum write_outcome {
	WRITE_DONE,
	WRITE_REJECTED, /* the API answered and did not do it, or the record
			   that is sent along could not be read */
	WRITE_NOT_DONE, /* it certainly was not carried out: no connection, a
			   rate limit, an interruption before it was sent */
	WRITE_UNKNOWN	/* sent, and no answer that tells: a connection that
			   was cut, a timeout, a 5xx */
};

struct write_result {
	enum write_outcome outcome;
	struct api_reply reply; /* owns what record points into */
	struct js record;	/* as the server returned it; JS_NONE: it
				   returned none */
	struct error err;	/* filled in unless the outcome is WRITE_DONE */
};
void write_result_release(struct write_result *result);

/* A write that is done: was it accepted (202), with nothing to tell that it has
   been carried out? A record does, unless it was to be deleted. */
bool write_is_later(const struct write_result *result,
		    enum write_action action);

/* The id of the record, as the answer names it: in the record, or at the end
   of a Location header. NULL: it does not. Owned by the caller. */
char *write_result_id(const struct write_result *result);

/* Which verb updates. */
enum write_verb {
	WRITE_VERB_AUTO, /* PATCH, and PUT if that is not allowed */
	WRITE_VERB_PATCH,
	WRITE_VERB_PUT
};

struct writer_config {
	const struct api *api; /* borrowed */
	enum write_verb verb;  /* a setting: no other is tried */
	enum write_verb first; /* remembered: tried first with
				  WRITE_VERB_AUTO */
	/* Called when the other verb turned out to be the right one; may be
	   NULL. */
	void (*remember)(void *user, enum write_verb verb);
	void *user;
};

struct writer;

struct writer *writer_new(const struct writer_config *config);
/* Gives up what is under way; those outcomes are not known. */
void writer_free(struct writer *writer);
static inline void writer_drop(struct writer **writer)
{
	writer_free(*writer);
}

/*
 * Start a write. `tag` (not NULL) comes back with its end. Fails with
 * ERR_USAGE for what is wrong with the request itself, an empty id for one;
 * nothing is sent then.
 */
bool writer_start(struct writer *writer, const struct write_request *request,
		  void *tag, struct error *err) MUST_CHECK;

/*
 * Wait until one of the writes has come to its end: *ret_tag, with its
 * *ret_result, which the caller releases. *ret_tag is NULL when none is under
 * way. It does not fail: what went wrong is in the result.
 */
void writer_next(struct writer *writer, void **ret_tag,
		 struct write_result *ret_result);

/* The same, but wait at most wait_ms (0: only look; -1: as long as it takes).
 *ret_tag is also NULL when none has come to its end by then. */
void writer_await(struct writer *writer, int64_t wait_ms, void **ret_tag,
		  struct write_result *ret_result);

/* Send nothing any more (client_stop): what waits to be sent ends as
   WRITE_NOT_DONE with ERR_INTERRUPTED. */
void writer_stop(struct writer *writer);

/*
 * Stop, and give up the write under way, of which there is one: *ret_result is
 * what is known of it at this moment, with ERR_INTERRUPTED unless it has just
 * come to its end. It is WRITE_NOT_DONE when its request has not gone out.
 */
void writer_give_up(struct writer *writer, struct write_result *ret_result);

/* One write from start to end, with no other under way. */
bool writer_run(struct writer *writer, const struct write_request *request,
		struct write_result *ret_result, struct error *err) MUST_CHECK;

/* The path of a write; *ret_path is owned by the caller. */
bool write_path(const struct write_request *request, char **ret_path,
		struct error *err) MUST_CHECK;

/* Method and path of a write as it would be sent first; *ret_path is owned by
   the caller. For --dry-run. */
bool writer_target(const struct writer *writer,
		   const struct write_request *request, const char **ret_method,
		   char **ret_path, struct error *err) MUST_CHECK;

/* May the server have carried a write out, though this is its answer? A
   gateway speaks for a server that it has lost sight of. */
bool write_is_doubtful(int status);

/*
 * Make *err, why a write has no answer that tells, say that its outcome is
 * not known. Its code becomes ERR_OTHER unless there was a status or a signal:
 * to scripts, ERR_NETWORK would be an invitation to try again.
 */
void write_say_unknown(const char *what, struct error *err);

/* "work order 'wo-1'", "a task of work order 'wo-1'", "a part of asset 'a-1'";
   owned by the caller. */
char *write_what(const struct write_request *request);

#endif
