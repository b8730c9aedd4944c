/*
 * Bytes sent on a connection as they are, in pieces and with pauses.
 *
 * The HTTP library sends no broken HTTP, so a broken answer is written to its
 * socket here, while it holds the connection suspended; it closes the
 * connection afterwards.
 */
#ifndef FENTU_SANDBOX_WIRE_H
#define FENTU_SANDBOX_WIRE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct wire {
	GByteArray *bytes;
	size_t sent;
	size_t stall_at;  /* pause before this byte ... */
	int64_t stall_ms; /* ... for so long; 0: no pause */
	size_t drip;	  /* pieces of so many bytes; 0: all at once */
	int64_t drip_ms;  /* with such pauses between them */
	bool reset;	  /* end by RST instead of FIN */
	int fd;
	void *tls; /* gnutls_session_t, or NULL */
};

/* bytes is taken. */
struct wire *wire_new_take(GByteArray *bytes);

/* Accepts NULL. */
void wire_free(struct wire *wire);

void wire_attach(struct wire *wire, int fd, void *tls);

/*
 * Send what can be sent now. True: everything is sent, or the other side is
 * gone. False: call again in *ret_wait_ms.
 */
bool wire_send(struct wire *wire, int64_t *ret_wait_ms);

#endif
