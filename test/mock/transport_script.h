/*
 * A transport that plays a script: a list of the requests that are expected,
 * and what is answered to each.
 *
 * Every request takes the first step not yet played that has its method and
 * URL; a request without one, and a step that is never asked for, end the
 * test. Time is the script's own: waiting costs nothing and moves its clock.
 *
 *	static const struct script_step steps[] = {
 *		{ .method = "GET", .url = "https://api.test/v1/tasks",
 *		  .status = 429, .headers = "Retry-After: 7\n" },
 *		{ .method = "GET", .url = "https://api.test/v1/tasks",
 *		  .status = 200, .body = "{}" },
 *	};
 *	struct script *script = script_new(steps, G_N_ELEMENTS(steps));
 *	struct client_config config = {
 *		.transport = &script_transport,
 *		.http.user = script,
 *		.clock = script_clock(script),
 *		...
 *	};
 *	...
 *	script_done(script);
 */
#ifndef FENTU_TEST_MOCK_TRANSPORT_SCRIPT_H
#define FENTU_TEST_MOCK_TRANSPORT_SCRIPT_H

#include "lib/net/http.h"

/* The present of a new script: 2025-03-04T08:00:00Z, on both clocks. */
#define SCRIPT_START_MS INT64_C(1741075200000)

struct script_step {
	const char *method;
	const char *url;
	int64_t takes_ms; /* until the reply is there */

	enum http_fault fault; /* with detail and request_sent as below */
	const char *detail;
	bool not_sent;

	int status;
	const char *headers; /* lines ending with LF; NULL: none */
	const char *body;    /* NULL: empty */
};

struct script;

/* The steps are borrowed. */
struct script *script_new(const struct script_step *steps, size_t count);

/* The transport's operations; its open() wants the script as config.user. */
extern const struct transport_ops script_transport;

const struct clock *script_clock(const struct script *script);
void script_advance(struct script *script, int64_t ms);

/* How many requests came so far, and the n-th of them as text: "GET url",
   header lines as given, an empty line, the body. Borrowed. */
size_t script_count(const struct script *script);
const char *script_request(const struct script *script, size_t n);

/* When the n-th request came, on the script's clock. */
int64_t script_sent_ms(const struct script *script, size_t n);

/* Was it one that asked for a fresh connection? */
bool script_was_fresh(const struct script *script, size_t n);

/* The end: fails the test if a step is left over; frees the script. */
void script_done(struct script *script);

#endif
