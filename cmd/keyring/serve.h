/*
 * Carries a request out, in the one or the other place where libsecret can
 * keep things. The answer, good or bad, is in the reply.
 */
#ifndef FENTU_CMD_KEYRING_SERVE_H
#define FENTU_CMD_KEYRING_SERVE_H

#include "cmd/keyring/reply.h"
#include "cmd/keyring/request.h"

/* In the secret service on the session bus. */
void serve_service(const struct request *request, struct reply *reply);

/*
 * In libsecret's own encrypted file, which SECRET_BACKEND=file asks for. Its
 * writers overwrite each other, so they take turns here.
 */
void serve_file(const struct request *request, struct reply *reply);

#endif
