#include "cmd/sandbox/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 512

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool parse_port(const char *text, uint16_t *ret_port)
{
	guint64 port = 0;

	if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT16, &port, NULL))
		return false;
	*ret_port = (uint16_t)port;
	return true;
}

/* Fills in the address; its port is still missing. */
static bool parse_host(const char *host, union address *address)
{
	if (strcmp(host, "[::1]") == 0) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_addr = in6addr_loopback;
		return true;
	}
	address->v4.sin_family = AF_INET;
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	return inet_pton(AF_INET, host, &address->v4.sin_addr) == 1 &&
	       ntohl(address->v4.sin_addr.s_addr) >> 24 == 127;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool open_socket(const union address *address, int *ret_fd,
			uint16_t *ret_port)
{
	bool v6 = address->any.sa_family == AF_INET6;
	socklen_t length = v6 ? sizeof(address->v6) : sizeof(address->v4);
	union address bound = { 0 };
	socklen_t bound_length = sizeof(bound);
	int on = 1;
	AUTO(close_fd)
	int fd = socket(address->any.sa_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, &address->any, length) != 0 || listen(fd, BACKLOG) != 0 ||
	    getsockname(fd, &bound.any, &bound_length) != 0)
		return false;
	*ret_port = ntohs(v6 ? bound.v6.sin6_port : bound.v4.sin_port);
	*ret_fd = fd;
	fd = -1;
	return true;
}

bool listen_at(const char *where, int *ret_fd, char **ret_host,
	       uint16_t *ret_port, GError **error)
{
	const char *colon = strrchr(where, ':');
	g_autofree char *host =
		colon ? g_strndup(where, (gsize)(colon - where)) : NULL;
	union address address = { 0 };
	uint16_t port = 0;

	if (!colon || !parse_port(colon + 1, &port))
		return fail(error, "'%s' is no address and port", where);
	if (!parse_host(host, &address))
		return fail(error, "'%s' is no loopback address", host);
	if (address.any.sa_family == AF_INET6)
		address.v6.sin6_port = htons(port);
	else
		address.v4.sin_port = htons(port);
	if (!open_socket(&address, ret_fd, ret_port))
		return fail(error, "cannot listen at %s: %s", where,
			    g_strerror(errno));
	*ret_host = strcmp(host, "localhost") == 0 ? g_strdup("127.0.0.1")
						   : g_steal_pointer(&host);
	return true;
}
