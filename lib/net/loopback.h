/*
 * A port on this machine that a browser is sent back to (RFC 8252, sections
 * 7.3 and 8.3).
 *
 * One loop, no threads. The port is bound to 127.0.0.1 (or to ::1 where there
 * is no IPv4) and to nothing else. Anybody here can connect, so nothing that
 * comes may end the waiting, hold it up, or fill memory: every connection has
 * 5 seconds and 8 KiB, the oldest of too many gives way to a new one, and
 * only what the caller accepts is an end. Answers are constant; nothing of a
 * request is repeated in them.
 *
 * What another user of the machine sends is refused, whatever is in it: the
 * command line of a browser, which everybody can read, has the state of a
 * login. Root's and our own is judged, and so is everything where the kernel
 * does not list connections (/proc/net/tcp).
 */
#ifndef FENTU_NET_LOOPBACK_H
#define FENTU_NET_LOOPBACK_H

#include <stdint.h>

#include "lib/base/error.h"

enum {
	LOOPBACK_CONNECTIONS_MAX = 64,
	LOOPBACK_CONNECTION_MS = 5 * 1000,
	LOOPBACK_BACKLOG = 64
};

struct loopback;

/*
 * Bind and listen. port 0: the kernel chooses. A port that is taken is
 * ERR_OTHER and named; another one is never taken in its place.
 *
 * What is left of connections to the same port a moment ago does not count as
 * taken (SO_REUSEADDR, which lets two programs bind, but one of them listen).
 * So nothing may be told of the port before this has returned: from then on
 * nobody else can have it, at this address or at the wildcard.
 */
bool loopback_open(int port, struct loopback **ret_loopback,
		   struct error *err) MUST_CHECK;

/* Bind alone, for an address that leads nowhere: whoever connects is refused,
   and nobody else can have the port. */
bool loopback_reserve(int port, struct loopback **ret_loopback,
		      struct error *err) MUST_CHECK;

/* "127.0.0.1:41234", as it stands in the address and in Host; borrowed. */
const char *loopback_host(const struct loopback *loopback);

/* Something else that is seen to while waiting. */
struct loopback_aside {
	int fd;		/* run when it is readable; -1: none */
	int64_t due_ms; /* and at this time of the clock; -1: never */
	/* Takes away what it was called for: fd, due_ms, or both. */
	void (*run)(struct loopback_aside *aside, bool is_readable);
	void *user;
};

struct loopback_wait {
	const char *path; /* the only one answered: "/callback" */
	int64_t timeout_ms;
	/* Judge a query. NULL: to be refused, and the waiting goes on. Else it
	   is the end of it, and this page is the answer (HTML, borrowed). */
	const char *(*judge)(void *user, const char *query);
	/* Another user has sent something; called once. NULL: nobody is told.
	 */
	void (*foreign)(void *user);
	void *user;
	long friend_uid; /* one more user whose browser it may be; 0: none */
	struct loopback_aside *aside; /* NULL: none */
};

/*
 * Answer requests until one is accepted; then everything is closed. Fails
 * with ERR_INTERRUPTED on a signal, and with ERR_LOGIN after timeout_ms.
 */
bool loopback_wait(struct loopback *loopback, const struct loopback_wait *wait,
		   struct error *err) MUST_CHECK;

void loopback_free(struct loopback *loopback);
static inline void loopback_drop(struct loopback **loopback)
{
	loopback_free(*loopback);
}

#endif
