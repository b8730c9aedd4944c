/*
 * Answers that say what is wrong.
 *
 * How the API writes an error is not known, so the sandbox knows the plausible
 * shapes, and a client must get along with each:
 *
 *	message	{"message": TEXT, "errors": {FIELD: [TEXT]}}
 *	error	{"error": {"code", "message", "details": {FIELD: [TEXT]}}}
 *	oauth	{"error": CODE, "error_description": TEXT}
 *	list	{"errors": [{"field", "message"}]}
 *	strings	{"errors": [TEXT]}
 *	code	{"code": STATUS, "message": TEXT}
 *	text	plain text
 *	empty	nothing
 */
#ifndef FENTU_SANDBOX_PROBLEM_H
#define FENTU_SANDBOX_PROBLEM_H

#include "cmd/sandbox/reply.h"

enum problem_shape {
	PROBLEM_MESSAGE,
	PROBLEM_ERROR,
	PROBLEM_OAUTH,
	PROBLEM_LIST,
	PROBLEM_STRINGS,
	PROBLEM_CODE,
	PROBLEM_TEXT,
	PROBLEM_EMPTY,
};

/* The words above, in order; ends with NULL. */
extern const char *const problem_shapes[];

struct problem {
	unsigned status;
	const char *code;	    /* of OAuth; NULL: by the status */
	char *message;		    /* one sentence */
	struct json_object *fields; /* {FIELD: [TEXT]}, or NULL */
};

void problem_release(struct problem *problem);

/* Set status and message; returns false, for "return problem_set(...);". */
PRINTF_LIKE(3, 4)
bool problem_set(struct problem *problem, unsigned status, const char *format,
		 ...);

/* Likewise, with an error code of RFC 6749 or RFC 7009. */
PRINTF_LIKE(4, 5)
bool problem_oauth(struct problem *problem, unsigned status, const char *code,
		   const char *format, ...);

/* Add what is wrong with a field. */
PRINTF_LIKE(3, 4)
void problem_field(struct problem *problem, const char *field,
		   const char *format, ...);

/* Turn it into an answer. */
void problem_reply(const struct problem *problem, enum problem_shape shape,
		   struct reply *reply);

#endif
