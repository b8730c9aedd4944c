/*
 * The listening socket, on this machine only.
 */
#ifndef FENTU_SANDBOX_LISTEN_H
#define FENTU_SANDBOX_LISTEN_H

#include "cmd/sandbox/auto.h"

#include <stdint.h>

/*
 * Listen at "127.0.0.1:PORT", "localhost:PORT" or "[::1]:PORT"; port 0: the
 * kernel chooses. *ret_host is the numeric address as a URL needs it, and with
 * *ret_port owned by the caller, as is *ret_fd. Any other address is refused.
 */
MUST_CHECK bool listen_at(const char *where, int *ret_fd, char **ret_host,
			  uint16_t *ret_port, GError **error);

#endif
