/*
 * Whose is the other end of a TCP connection within this machine?
 *
 * The kernel lists connections and their users in /proc/net/tcp and
 * /proc/net/tcp6. Only an end that some process holds has a user: what was
 * closed is listed as root's.
 */
#ifndef FENTU_NET_PEER_H
#define FENTU_NET_PEER_H

#include <stdbool.h>

enum peer_sight {
	PEER_UNSEEN, /* the text knows nothing of the connection */
	PEER_GONE,   /* the other end is closed, or is not listed */
	PEER_SEEN    /* *ret_uid is its user */
};

/* A function of the text of both files, one after the other. `ours` and
   `theirs` are the ends as the text has them, address and port:
   "0100007F:9043". An end of IPv4 is also found where IPv6 is used for it. */
enum peer_sight peer_find(const char *table, const char *ours,
			  const char *theirs, unsigned *ret_uid);

/*
 * Does the other end of `fd` belong to our user, to root, who may do anything,
 * or to friend_uid (0: none)? True where the kernel's lists cannot be read or
 * do not have the connection; false for an end that is closed, since a browser
 * holds its own until it has an answer.
 */
bool peer_is_ours(int fd, long friend_uid);

#endif
