/*
 * A secret service that never opens a prompt.
 *
 * A keyring may answer any call with a prompt that is to be carried out, and
 * libsecret does so. Where nobody can answer it, the prompt must not even be
 * opened: this subclass fails instead, whatever call it came from.
 */
#ifndef FENTU_CMD_KEYRING_QUIET_H
#define FENTU_CMD_KEYRING_QUIET_H

#include <libsecret/secret.h>

enum { QUIET_WOULD_PROMPT };

#define QUIET_ERROR (quiet_error_quark())
GQuark quiet_error_quark(void);

GType quiet_service_get_type(void);

#endif
