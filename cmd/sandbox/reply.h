/*
 * An answer before it is sent: status, header fields, body.
 */
#ifndef FENTU_SANDBOX_REPLY_H
#define FENTU_SANDBOX_REPLY_H

#include "cmd/sandbox/auto.h"

struct reply {
	unsigned status;
	GPtrArray *headers; /* "Name: value" */
	GString *body;
};

void reply_init(struct reply *reply);

/* Accepts a zeroed one. */
void reply_release(struct reply *reply);

/* Add a header field. */
PRINTF_LIKE(3, 4)
void reply_header(struct reply *reply, const char *name, const char *format,
		  ...);

/* True if it has a header field of this name. */
bool reply_has(const struct reply *reply, const char *name);

/* Make it a JSON answer; the text goes into reply->body. */
void reply_json(struct reply *reply, unsigned status);

/* Likewise, with this value as its body. */
void reply_value(struct reply *reply, unsigned status,
		 struct json_object *value);

/* {"data": value}; the reference is taken. */
void reply_data_take(struct reply *reply, unsigned status,
		     struct json_object *value);

/*
 * The whole answer as HTTP/1.1 puts it on the wire, with a Content-Length of
 * length and "Connection: close". *ret_head is the number of bytes of the head.
 */
GByteArray *reply_wire(const struct reply *reply, size_t length,
		       size_t *ret_head);

#endif
