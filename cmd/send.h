/*
 * Sending writes one after the other, and saying what came of each.
 *
 * With --dry-run the request is shown and not sent; no login is needed.
 * Otherwise the record is printed as the server returned it, and stderr says
 * what was done. Of several, those that fail are told as they fail; the rest
 * goes on, unless the next would fail for the same reason (writes.h). What is
 * done is printed whole, however the run ends: a JSON array is closed.
 *
 * A signal ends it at once, with what is known of the write under way.
 */
#ifndef FENTU_CMD_SEND_H
#define FENTU_CMD_SEND_H

#include "cmd/ctx_write.h"
#include "lib/api/writes.h"
#include "lib/base/signals.h"
#include "lib/cli/command.h"

struct send {
	struct ctx *ctx;
	const struct call *call;
	const char *done;	      /* "Created" */
	const struct setter *setters; /* names rejected fields; may be NULL */
	const struct field *fields;   /* of what the answer shows; NULL: no
					 record is printed */
	size_t count;		      /* how many there will be */

	/* private */
	char *where; /* of guard.h; NULL with --dry-run */
	struct writer *writer;
	struct out *out;
	struct signals signals; /* taken while writes are sent */
	int cut_by;		/* the one that came; 0: none */
	struct writes writes;
};

/* Fill in the first part before. Opens what is needed; the guard (guard.h)
   comes before. */
bool send_open(struct send *send, struct error *err) MUST_CHECK;
void send_release(struct send *send);

/* False: the command ends with *err, and send_finish is not called. */
bool send_one(struct send *send, const struct write_request *request,
	      struct error *err) MUST_CHECK;

/* ERR_PARTIAL when one of several failed, and not each of them. */
bool send_finish(struct send *send, struct error *err) MUST_CHECK;

/* "wo-1 (WO-2025-001)", or the id alone when the record has no name; owned by
   the caller. */
char *send_label(struct js record, const char *id);

/* A request as --dry-run shows it. */
struct send_request {
	const char *method;
	const char *url;
	const struct http_header *headers;
	size_t header_count;
	const char *body; /* NULL: none */
	size_t body_len;
};
bool send_show(struct io *io, const struct send_request *request,
	       struct error *err) MUST_CHECK;

/* What to do when the outcome of a call is not known, as a hint. */
void send_hint_unknown(const struct call *call,
		       const struct write_request *request, struct error *err);

#endif
