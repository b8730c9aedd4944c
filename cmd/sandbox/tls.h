/*
 * A certification authority for one run, and a server certificate by it.
 *
 * The CA's certificate is written to a new folder that only the user can read,
 * which goes at the end. Its key is never written.
 */
#ifndef FENTU_SANDBOX_TLS_H
#define FENTU_SANDBOX_TLS_H

#include "cmd/sandbox/serve.h"

struct tls {
	char *folder;
	char *ca_path; /* of the CA's certificate, PEM */
	struct identity identity;
};

/* For 127.0.0.1, ::1 and localhost, valid for a week. */
MUST_CHECK bool tls_make(struct tls *ret_tls, GError **error);

/* Deletes the folder. Accepts a zeroed one. */
void tls_release(struct tls *tls);

#endif
