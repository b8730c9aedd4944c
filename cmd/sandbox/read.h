/*
 * Single records: GET /v1/RESOURCE/ID.
 */
#ifndef FENTU_SANDBOX_READ_H
#define FENTU_SANDBOX_READ_H

#include "cmd/sandbox/sandbox.h"

call_handler read_one;

/* True if the record that the path names is there; else 404. */
bool read_exists(struct call *call, GError **error);

/* Likewise, and its document, a new reference. */
bool read_document(struct call *call, struct json_object **ret_document,
		   GError **error);

/* Answer with the record as it is shown alone. */
void read_show(struct call *call, const struct resource *resource,
	       unsigned status, struct json_object *document);

#endif
