/*
 * Bodies of requests that write, checked against the table of fields.
 *
 * Text that is no JSON is a 400. Everything else that does not fit is a 422
 * with a line for each field: unknown, of the wrong type, not one of the
 * choices, a reference to what is not there, missing though required.
 */
#ifndef FENTU_SANDBOX_BODY_H
#define FENTU_SANDBOX_BODY_H

#include "cmd/sandbox/sandbox.h"

/* whole: required fields must be there, as for a new record. */
bool body_read(struct call *call, const struct resource *resource, bool whole,
	       struct json_object **ret_body);

/* {"part_id", "quantity"} and perhaps "name" and "serial_number". */
bool body_read_part(struct call *call, struct json_object **ret_body);

#endif
