/*
 * Where the browser is sent back to: a native application that listens on this
 * machine (RFC 8252, section 7.3).
 */
#ifndef FENTU_SANDBOX_REDIRECT_H
#define FENTU_SANDBOX_REDIRECT_H

#include "cmd/sandbox/auto.h"

/* True for plain http to a loopback address, any port, without a fragment. */
bool redirect_is_allowed(const char *uri);

/* Host and port, as a person or a policy names them; owned by the caller. */
char *redirect_origin(const char *uri);

/* uri with one more parameter, if value is not NULL. */
void redirect_add(GString *uri, const char *name, const char *value);

#endif
