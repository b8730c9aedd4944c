#include "lib/net/peer.h"

#include <glib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of a line, behind both addresses. */
enum { PEER_FIELD_UID = 4, PEER_FIELD_INODE = 6 };

enum {
	PEER_LOOKS = 3 /* a list that changes while it is read may lack lines */
};

static const char peer_mapped[] = "0000000000000000FFFF0000";

/* What stands behind the two addresses, or NULL. */
static const char *peer_line(const char *table, const char *prefix,
			     const char *local, const char *remote)
{
	g_autofree char *both =
		g_strdup_printf(": %s%s %s%s ", prefix, local, prefix, remote);
	const char *at = strstr(table, both);

	return at ? at + strlen(both) : NULL;
}

static guint64 peer_field(const char *at, int number)
{
	for (int i = 0; i < number; i++) {
		at += strcspn(at, " \n");
		at += strspn(at, " ");
	}
	return g_ascii_strtoull(at, NULL, 10);
}

enum peer_sight peer_find(const char *table, const char *ours,
			  const char *theirs, unsigned *ret_uid)
{
	const char *line = peer_line(table, "", theirs, ours);

	if (!line)
		line = peer_line(table, peer_mapped, theirs, ours);
	if (line && peer_field(line, PEER_FIELD_INODE) != 0) {
		*ret_uid = (unsigned)peer_field(line, PEER_FIELD_UID);
		return PEER_SEEN;
	}
	return line || peer_line(table, "", ours, theirs) ? PEER_GONE
							  : PEER_UNSEEN;
}

/* As /proc/net/tcp has it: words of the machine in hexadecimal. */
static char *peer_end(const struct sockaddr_storage *at)
{
	const struct sockaddr_in *in4 = (const struct sockaddr_in *)at;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)at;
	uint32_t word[4];

	if (at->ss_family == AF_INET)
		return g_strdup_printf("%08X:%04X", in4->sin_addr.s_addr,
				       ntohs(in4->sin_port));
	memcpy(word, &in6->sin6_addr, sizeof(word));
	return g_strdup_printf("%08X%08X%08X%08X:%04X", word[0], word[1],
			       word[2], word[3], ntohs(in6->sin6_port));
}

/* NULL: not to be read here. */
static char *peer_table(void)
{
	g_autofree char *tcp = NULL, *tcp6 = NULL;

	(void)!g_file_get_contents("/proc/net/tcp", &tcp, NULL, NULL);
	(void)!g_file_get_contents("/proc/net/tcp6", &tcp6, NULL, NULL);
	return tcp || tcp6 ? g_strconcat(tcp ? tcp : "", tcp6, NULL) : NULL;
}

/* Does the other end belong to us, or to root, who may do anything? A browser
   holds it until it has its answer: one that is closed is nobody's. */
bool peer_is_ours(int fd, long friend_uid)
{
	struct sockaddr_storage here = { 0 }, there = { 0 };
	socklen_t here_len = sizeof(here), there_len = sizeof(there);
	g_autofree char *ours = NULL, *theirs = NULL;
	enum peer_sight sight = PEER_GONE;
	unsigned uid = 0;

	if (getsockname(fd, (struct sockaddr *)&here, &here_len) < 0 ||
	    getpeername(fd, (struct sockaddr *)&there, &there_len) < 0)
		return false;
	ours = peer_end(&here);
	theirs = peer_end(&there);
	for (int i = 0; i < PEER_LOOKS && sight != PEER_SEEN; i++) {
		g_autofree char *table = peer_table();

		sight = table ? peer_find(table, ours, theirs, &uid)
			      : PEER_UNSEEN;
	}
	if (sight != PEER_SEEN)
		return sight == PEER_UNSEEN;
	return uid == 0 || uid == geteuid() || uid == getuid() ||
	       (friend_uid > 0 && uid == (unsigned long)friend_uid);
}
