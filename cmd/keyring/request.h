/* What the helper is asked; see lib/base/keyring_protocol.h. */
#ifndef FENTU_CMD_KEYRING_REQUEST_H
#define FENTU_CMD_KEYRING_REQUEST_H

#include "lib/base/js.h"
#include "lib/base/keyring_protocol.h"
#include "lib/base/sealed.h"

struct request {
	struct sealed text; /* as it was read; record points into it */
	enum keyring_op op;
	char *origin;  /* owned or NULL */
	char *profile; /* owned or NULL */
	char *kind;    /* owned or NULL */
	char *expect;  /* owned or NULL */
	bool may_prompt;
	int64_t limit_ms; /* 0: none */
	struct js record;
};

/*
 * Read one request from a descriptor until its end and check it. The record
 * stays in the locked memory it was read into.
 */
bool request_read(struct request *request, int fd,
		  struct error *err) MUST_CHECK;
void request_release(struct request *request);

#endif
