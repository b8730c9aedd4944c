#include "cmd/sandbox/wire.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>

/* How long to wait for a full socket buffer to drain. */
#define FULL_MS 5

struct wire *wire_new_take(GByteArray *bytes)
{
	struct wire *wire = g_new0(struct wire, 1);

	wire->bytes = bytes;
	wire->fd = -1;
	return wire;
}

void wire_free(struct wire *wire)
{
	if (!wire)
		return;
	g_byte_array_unref(wire->bytes);
	g_free(wire);
}

void wire_attach(struct wire *wire, int fd, void *tls)
{
	wire->fd = fd;
	wire->tls = tls;
}

/* How far to send before the next pause. */
static size_t next_stop(const struct wire *wire)
{
	size_t stop = wire->bytes->len;

	if (wire->stall_ms > 0 && wire->sent < wire->stall_at)
		stop = MIN(stop, wire->stall_at);
	if (wire->drip > 0)
		stop = MIN(stop, wire->sent + wire->drip);
	return stop;
}

enum sending { SENDING_ON, SENDING_FULL, SENDING_BROKEN };

static enum sending send_some(struct wire *wire, size_t stop)
{
	const guint8 *from = wire->bytes->data + wire->sent;
	size_t length = stop - wire->sent;
	ssize_t sent = 0;

	if (wire->tls) {
		sent = gnutls_record_send(wire->tls, from, length);
		if (sent == GNUTLS_E_AGAIN || sent == GNUTLS_E_INTERRUPTED)
			return SENDING_FULL;
	} else {
		sent = send(wire->fd, from, length,
			    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && (errno == EAGAIN || errno == EINTR))
			return SENDING_FULL;
	}
	if (sent < 0)
		return SENDING_BROKEN;
	wire->sent += (size_t)sent;
	return SENDING_ON;
}

/*
 * RST at once: Linux sends it when a connected socket is connected to nothing.
 * SO_LINGER would not do: the HTTP library shuts the socket down before it
 * closes it, and that sends a FIN first.
 */
static void reset(const struct wire *wire)
{
	struct sockaddr nothing = { .sa_family = AF_UNSPEC };

	/* Should it fail, the connection is closed all the same. */
	(void)!connect(wire->fd, &nothing, sizeof(nothing));
}

bool wire_send(struct wire *wire, int64_t *ret_wait_ms)
{
	while (wire->sent < wire->bytes->len) {
		size_t stop = next_stop(wire);
		enum sending sending = send_some(wire, stop);

		if (sending == SENDING_BROKEN)
			return true;
		if (sending == SENDING_FULL) {
			*ret_wait_ms = FULL_MS;
			return false;
		}
		if (wire->stall_ms > 0 && wire->sent == wire->stall_at) {
			*ret_wait_ms = wire->stall_ms;
			wire->stall_ms = 0;
			return false;
		}
		if (wire->drip > 0 && wire->sent < wire->bytes->len) {
			*ret_wait_ms = wire->drip_ms;
			return false;
		}
	}
	if (wire->reset)
		reset(wire);
	return true;
}
