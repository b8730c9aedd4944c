#include "lib/net/loopback.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/file.h"
#include "lib/base/signals.h"
#include "lib/net/callback.h"
#include "lib/net/callback_page.h"
#include "lib/net/peer.h"

enum {
	FIXED = 3, /* signals, listener, aside stand before connections */
	ACCEPTED_AT_ONCE = 16 /* so that nobody gives way unheard */
};

struct connection {
	int fd;
	int64_t until_ms;
	size_t len;
	char head[CALLBACK_HEAD_MAX];
};

struct loopback {
	int fd;
	char *host;
	bool has_told;		/* that another user was here */
	GPtrArray *connections; /* of struct connection, oldest first */
};

static void connection_free(void *data)
{
	struct connection *c = data;

	file_close(&c->fd);
	explicit_bzero(c->head, sizeof(c->head));
	g_free(c);
}

enum claim { CLAIM_TO_LISTEN, CLAIM_TO_REFUSE };

/* Of a port that the kernel chooses nothing can be left over, and it is not to
   choose one that is half in use. */
static bool claim_fd(int fd, const struct sockaddr *at, socklen_t len,
		     enum claim claim, bool is_chosen)
{
	const int on = 1;

	if (claim == CLAIM_TO_REFUSE)
		return bind(fd, at, len) == 0;
	if (is_chosen &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0)
		return false;
	return bind(fd, at, len) == 0 && listen(fd, LOOPBACK_BACKLOG) == 0;
}

static bool claim_port(int family, int port, enum claim claim, int *ret_fd)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET,
				   .sin_port = htons((uint16_t)port),
				   .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_port = htons((uint16_t)port),
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	const struct sockaddr *at = family == AF_INET
					    ? (const struct sockaddr *)&in4
					    : (const struct sockaddr *)&in6;
	socklen_t len = family == AF_INET ? sizeof(in4) : sizeof(in6);
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0 && claim_fd(fd, at, len, claim, port != 0)) {
		*ret_fd = fd;
		return true;
	}
	if (fd >= 0) {
		int number = errno;

		(void)close(fd);
		errno = number;
	}
	return false;
}

/* As an address writes it. */
static char *host_of(int fd)
{
	struct sockaddr_storage at = { 0 };
	socklen_t len = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		return NULL;
	if (at.ss_family == AF_INET6)
		return g_strdup_printf(
			"[::1]:%d",
			ntohs(((struct sockaddr_in6 *)&at)->sin6_port));
	return g_strdup_printf("127.0.0.1:%d",
			       ntohs(((struct sockaddr_in *)&at)->sin_port));
}

static bool is_absent(int number)
{
	return number == EADDRNOTAVAIL || number == EAFNOSUPPORT;
}

static bool refuse_port(int port, int number, struct error *err)
{
	if (port == 0) {
		error_errno(err, number, "no port of this machine can be used");
		return error_hint(err, "logging in through the browser "
				       "needs 127.0.0.1 or ::1; with a key, "
				       "'fentu login --key-stdin' needs "
				       "neither");
	}
	error_errno(err, number, "cannot use port %d of this machine", port);
	return error_hint(err,
			  "'ss -ltnp sport = :%d' shows who has it; or choose "
			  "another that is registered for the app, with "
			  "--redirect-port",
			  port);
}

static bool open_as(enum claim claim, int port, struct loopback **ret_loopback,
		    struct error *err)
{
	AUTO(loopback_drop) struct loopback *l = g_new0(struct loopback, 1);

	l->fd = -1;
	l->connections = g_ptr_array_new_with_free_func(connection_free);
	if (!claim_port(AF_INET, port, claim, &l->fd) &&
	    !(is_absent(errno) && claim_port(AF_INET6, port, claim, &l->fd)))
		return refuse_port(port, errno, err);
	l->host = host_of(l->fd);
	if (!l->host)
		return error_errno(err, errno, "cannot tell the port's number");
	*ret_loopback = g_steal_pointer(&l);
	return true;
}

bool loopback_open(int port, struct loopback **ret_loopback, struct error *err)
{
	return open_as(CLAIM_TO_LISTEN, port, ret_loopback, err);
}

bool loopback_reserve(int port, struct loopback **ret_loopback,
		      struct error *err)
{
	return open_as(CLAIM_TO_REFUSE, port, ret_loopback, err);
}

const char *loopback_host(const struct loopback *loopback)
{
	return loopback->host;
}

/* The answers are smaller than what a socket takes at once; a client that
   cannot take one does without. */
static void answer(int fd, const char *text)
{
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)shutdown(fd, SHUT_WR);
}

static const char *judge(int fd, struct loopback *loopback,
			 const struct loopback_wait *wait, const char *query)
{
	if (peer_is_ours(fd, wait->friend_uid))
		return wait->judge(wait->user, query);
	if (wait->foreign && !loopback->has_told)
		wait->foreign(wait->user);
	loopback->has_told = true;
	return NULL;
}

/* True: this was what is waited for. */
static bool answer_request(const struct connection *c,
			   struct loopback *loopback,
			   const struct loopback_wait *wait, bool *ret_is_done)
{
	const struct callback_place place = { loopback->host, wait->path };
	g_autofree char *query = NULL;
	g_autofree char *text = NULL;
	const char *page = NULL;
	int status = callback_read(c->head, c->len, &place, &query);

	*ret_is_done = status != CALLBACK_MORE;
	if (status == CALLBACK_MORE)
		return false;
	if (status == CALLBACK_PASSED)
		page = judge(c->fd, loopback, wait, query);
	text = page ? callback_page(200, page)
		    : callback_refusal(status == CALLBACK_PASSED ? 400
								 : status);
	answer(c->fd, text);
	if (query)
		explicit_bzero(query, strlen(query));
	return page != NULL;
}

/* *ret_is_done: the connection has had its time. */
static bool connection_turn(struct connection *c, struct loopback *loopback,
			    const struct loopback_wait *wait, bool *ret_is_done)
{
	ssize_t got = read(c->fd, c->head + c->len, sizeof(c->head) - c->len);

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		*ret_is_done = false;
		return false;
	}
	if (got <= 0) {
		*ret_is_done = true;
		return false;
	}
	c->len += (size_t)got;
	return answer_request(c, loopback, wait, ret_is_done);
}

/* Take in who waits. */
static void accept_all(struct loopback *l, int64_t now_ms)
{
	for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
		struct connection *c;
		int fd = accept4(l->fd, NULL, NULL,
				 SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0)
			return;
		if (l->connections->len == LOOPBACK_CONNECTIONS_MAX)
			g_ptr_array_remove_index(l->connections, 0);
		c = g_new0(struct connection, 1);
		c->fd = fd;
		c->until_ms = now_ms + LOOPBACK_CONNECTION_MS;
		g_ptr_array_add(l->connections, c);
	}
}

/* Connections that have something to say, or have had their time. */
static bool serve(struct loopback *l, const struct loopback_wait *wait,
		  int64_t now_ms)
{
	for (guint i = l->connections->len; i > 0; i--) {
		struct connection *c = g_ptr_array_index(l->connections, i - 1);
		bool is_done = false;

		if (connection_turn(c, l, wait, &is_done))
			return true;
		if (is_done || now_ms >= c->until_ms)
			g_ptr_array_remove_index(l->connections, i - 1);
	}
	return false;
}

static int64_t next_due(const struct loopback *l,
			const struct loopback_wait *wait, int64_t until_ms)
{
	int64_t due = until_ms;

	for (guint i = 0; i < l->connections->len; i++) {
		const struct connection *c =
			g_ptr_array_index(l->connections, i);

		due = MIN(due, c->until_ms);
	}
	if (wait->aside && wait->aside->due_ms >= 0)
		due = MIN(due, wait->aside->due_ms);
	return due;
}

/* Sleep until something happens; *ret_aside: something to read there. */
static bool sleep_until(struct loopback *l, const struct signals *signals,
			const struct loopback_wait *wait, int64_t left_ms,
			bool *ret_aside, struct error *err)
{
	struct pollfd fds[FIXED + LOOPBACK_CONNECTIONS_MAX] = {
		{ .fd = signals->fd, .events = POLLIN },
		{ .fd = l->fd, .events = POLLIN },
		{ .fd = wait->aside ? wait->aside->fd : -1, .events = POLLIN },
	};

	for (guint i = 0; i < l->connections->len; i++) {
		const struct connection *c =
			g_ptr_array_index(l->connections, i);

		fds[FIXED + i] =
			(struct pollfd){ .fd = c->fd, .events = POLLIN };
	}
	if (poll(fds, FIXED + l->connections->len,
		 (int)CLAMP(left_ms, 0, G_MAXINT)) < 0 &&
	    errno != EINTR)
		return error_errno(err, errno, "cannot wait for the browser");
	*ret_aside = fds[2].revents != 0;
	return fds[0].revents == 0 || signals_interrupted(signals, err);
}

static void close_all(struct loopback *l)
{
	file_close(&l->fd);
	g_ptr_array_set_size(l->connections, 0);
}

static bool wait_for_answer(struct loopback *l, const struct signals *signals,
			    const struct loopback_wait *wait, struct error *err)
{
	int64_t now_ms = clock_mono_ms(&clock_system);
	const int64_t until_ms = now_ms + wait->timeout_ms;

	while (now_ms < until_ms) {
		struct loopback_aside *aside = wait->aside;
		bool is_readable = false;

		if (!sleep_until(l, signals, wait,
				 next_due(l, wait, until_ms) - now_ms,
				 &is_readable, err))
			return false;
		now_ms = clock_mono_ms(&clock_system);
		if (aside && (is_readable ||
			      (aside->due_ms >= 0 && now_ms >= aside->due_ms)))
			aside->run(aside, is_readable);
		accept_all(l, now_ms);
		if (serve(l, wait, now_ms))
			return true;
	}
	return error_set(err, ERR_LOGIN,
			 "nobody answered in the browser within %lld s",
			 (long long)(wait->timeout_ms / 1000));
}

bool loopback_wait(struct loopback *loopback, const struct loopback_wait *wait,
		   struct error *err)
{
	AUTO(signals_release) struct signals signals = { 0 };
	bool ok = signals_take(&signals, err) &&
		  wait_for_answer(loopback, &signals, wait, err);

	close_all(loopback);
	return ok;
}

void loopback_free(struct loopback *loopback)
{
	if (!loopback)
		return;
	file_close(&loopback->fd);
	g_ptr_array_free(loopback->connections, TRUE);
	g_free(loopback->host);
	g_free(loopback);
}
