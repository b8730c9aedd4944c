/*
 * What a 2xx body is: the record that was asked for, or something else.
 *
 * The status says that a request was carried out, not that the body is what
 * was wanted: servers, gateways and proxies answer 200 with an error, a list,
 * an empty envelope or another record. None of these is taken for a record.
 */
#ifndef FENTU_API_ANSWER_H
#define FENTU_API_ANSWER_H

#include "lib/base/error.h"
#include "lib/base/field.h"
#include "lib/base/js.h"

/* What identifies the record; all borrowed. Zeroed: it has any id. */
struct answer_expect {
	const char *id; /* the id that it must have; NULL: any */
	/* Of something without an id of its own, such as a warranty: its
	   fields, one of which it must have where there is no envelope. NULL:
	   it has an id. */
	const struct field *fields;
	/* The field that must be `id` where it is there, with `fields`. */
	const char *ref;
};

enum answer_kind {
	ANSWER_RECORD,
	ANSWER_EMPTY, /* complete, but without a record: {}, {"data":{}},
			 {"message":"done"} */
	ANSWER_ERROR, /* an error in spite of the status, also one beside a
			 record */
	ANSWER_OTHER  /* another record than the one expected */
};

/* Look at a checked body. *ret_record is set for ANSWER_RECORD and
   ANSWER_OTHER. */
enum answer_kind answer_read(struct js root, const struct answer_expect *expect,
			     struct js *ret_record);

/* Does a 2xx body say that the request failed: {"error":"no"}, {"errors":[...]}
   that are not empty, {"success":false}? */
bool answer_is_error(struct js root);

/* Does an ANSWER_EMPTY leave nothing out: null, {}, {"data":{}}, {"data":null}?
   Any other says something, which may be a refusal. */
bool answer_has_no_content(struct js root);

/* Put into words why an answer is not a record (not for ANSWER_RECORD): always
   false, ERR_OTHER. `what` is "work order 'wo-1'". */
bool answer_explain(enum answer_kind kind, struct js root, const char *what,
		    struct error *err);

/* The id of a record as text, owned by the caller; NULL: it has none. */
char *answer_id(struct js record);

#endif
