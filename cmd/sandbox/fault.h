/*
 * Faults: answers that go wrong on purpose.
 *
 * A fault is written as "KEY=VALUE,KEY=VALUE": in a value, "%2C" is a comma
 * and "%25" a percent sign. POST /_sandbox/faults takes the same keys as a JSON
 * object, or an array of such objects, with values as they are.
 *
 * Which requests (all of these must fit):
 *
 *	method=GET	this method
 *	path=/v1/tasks	this path and those below it; with "*", a pattern that
 *			must fit as a whole
 *	query=page=3	a parameter of the query
 *	skip=N		but not the first N of them
 *	count=N		and then only N of them; 1 by default, 0: all
 *
 * What to answer instead; the request is then not carried out:
 *
 *	status=429	an error as the API words it
 *	retry-after=N	with this header, in seconds
 *	header=NAME: VALUE	and this one; may be given several times
 *	body=TEXT	and this body; the status is 200 unless given
 *	empty		200 and no body
 *	html		200 and a page for people
 *	redirect=URL	302 to there
 *	redirect=loop	302 to the same place; with count=0, for ever
 *	bomb=MIB	200 and gzip that opens to so many MiB
 *	garbage=N	N bytes that are no HTTP
 *	raw=TEXT	exactly these bytes; raw-base64=... likewise
 *
 * What to do to the answer, whichever it is:
 *
 *	delay=MS	hold it back
 *	stall=MS	pause within the body, after at=N bytes (half of it)
 *	drip=N		send N bytes at a time, every=MS (100)
 *	cut=N		close after N bytes of the body
 *	cut-head=N	close after N bytes of the head
 *	reset		end the connection by RST; alone: without a byte
 *	length=short	a Content-Length that is 10 too small
 *	length=long	or 10 too large
 *	truncate	only the first half of the body, in valid HTTP
 *	double		the body twice
 *	headers=N	N more bytes of header fields
 *	no-answer	carry the request out, then close without a byte
 *	act		carry it out although another answer is given
 */
#ifndef FENTU_SANDBOX_FAULT_H
#define FENTU_SANDBOX_FAULT_H

#include "cmd/sandbox/request.h"

#include "cmd/sandbox/auto.h"

#include <stdint.h>

/* All numbers: -1 if they were not given. Switches: 1 or -1. */
struct fault {
	unsigned references;
	char *method, *path, *query;
	int64_t skip, count; /* what is left of them; count 0: for ever */
	int64_t status, retry_after;
	GPtrArray *headers; /* "Name: value" */
	char *body, *redirect, *length;
	GByteArray *raw;
	int64_t empty, html, bomb, garbage;
	int64_t delay, stall, at, drip, every;
	int64_t cut, cut_head, reset, extra_headers;
	int64_t truncate, twice, no_answer, act;
};

/* Read one from its text, or from a JSON object; the caller has a reference. */
MUST_CHECK bool fault_parse(const char *text, struct fault **ret_fault,
			    GError **error);
MUST_CHECK bool fault_from_json(struct json_object *object,
				struct fault **ret_fault, GError **error);

/* Give a reference back; for AUTO. Accepts a pointer to NULL. */
void fault_drop(struct fault **fault);

/* True if the request is to be carried out before the answer is spoilt. */
bool fault_acts(const struct fault *fault);

/* True if the answer comes from the fault and not from the request. */
bool fault_replaces(const struct fault *fault);

/* Those that wait for their requests, in order. */
struct faults;

struct faults *faults_new(void);

/* Accepts NULL. */
void faults_free(struct faults *faults);

/* The reference is taken. */
void faults_add_take(struct faults *faults, struct fault *fault);

void faults_clear(struct faults *faults);
unsigned faults_count(const struct faults *faults);

/* The first that fits the request, a new reference, counted down; or NULL. */
struct fault *faults_take(struct faults *faults, const struct request *request);

#endif
