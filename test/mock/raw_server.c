#include "test/mock/raw_server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
	struct raw_server *server;
	int fd;
	GThread *thread;
};

struct raw_server {
	raw_talk_fn *talk;
	void *user;
	int fd;
	char *origin;
	GThread *thread;
	GMutex lock;		/* for what is below */
	GPtrArray *connections; /* of struct connection */
	GPtrArray *requests;	/* of char */
};

bool raw_say(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t done = send(fd, bytes, len, MSG_NOSIGNAL);

		if (done <= 0)
			return false;
		bytes += done;
		len -= (size_t)done;
	}
	return true;
}

bool raw_say_text(int fd, const char *text)
{
	return raw_say(fd, text, strlen(text));
}

/* The length of the first whole request in `text`; 0: it is not whole. */
static size_t whole_request(const GString *text)
{
	const char *end = strstr(text->str, "\r\n\r\n");
	const char *length = strcasestr(text->str, "\r\ncontent-length:");
	size_t total;

	if (!end)
		return 0;
	total = (size_t)(end - text->str) + 4;
	if (length && length < end)
		total += (size_t)g_ascii_strtoull(length + 17, NULL, 10);
	return text->len >= total ? total : 0;
}

static unsigned record(struct raw_server *server, const GString *text,
		       size_t len)
{
	G_GNUC_UNUSED g_autoptr(GMutexLocker) locker =
		g_mutex_locker_new(&server->lock);

	g_ptr_array_add(server->requests, g_strndup(text->str, len));
	return server->requests->len - 1;
}

static void *serve(void *data)
{
	struct connection *connection = data;
	struct raw_server *server = connection->server;
	g_autoptr(GString) text = g_string_new(NULL);
	char bytes[4096];
	ssize_t got;

	while ((got = recv(connection->fd, bytes, sizeof(bytes), 0)) > 0) {
		size_t len;

		g_string_append_len(text, bytes, got);
		len = whole_request(text);
		if (len == 0)
			continue;
		if (!server->talk(connection->fd, record(server, text, len),
				  server->user))
			break;
		g_string_erase(text, 0, (gssize)len);
	}
	shutdown(connection->fd, SHUT_RDWR);
	return NULL;
}

static void *accept_all(void *data)
{
	struct raw_server *server = data;
	int fd;

	while ((fd = accept(server->fd, NULL, NULL)) >= 0) {
		struct connection *connection = g_new0(struct connection, 1);
		int on = 1;

		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		connection->server = server;
		connection->fd = fd;
		g_mutex_lock(&server->lock);
		connection->thread = g_thread_new("serve", serve, connection);
		g_ptr_array_add(server->connections, connection);
		g_mutex_unlock(&server->lock);
	}
	return NULL;
}

struct raw_server *raw_server_new(raw_talk_fn *talk, void *user)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(address);
	struct raw_server *server = g_new0(struct raw_server, 1);

	server->talk = talk;
	server->user = user;
	server->connections = g_ptr_array_new();
	server->requests = g_ptr_array_new_with_free_func(g_free);
	g_mutex_init(&server->lock);
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(server->fd, >=, 0);
	g_assert_cmpint(bind(server->fd, (struct sockaddr *)&address, len), ==,
			0);
	g_assert_cmpint(listen(server->fd, 64), ==, 0);
	g_assert_cmpint(
		getsockname(server->fd, (struct sockaddr *)&address, &len), ==,
		0);
	server->origin =
		g_strdup_printf("http://127.0.0.1:%d", ntohs(address.sin_port));
	server->thread = g_thread_new("accept", accept_all, server);
	return server;
}

const char *raw_server_origin(const struct raw_server *server)
{
	return server->origin;
}

unsigned raw_server_connections(struct raw_server *server)
{
	G_GNUC_UNUSED g_autoptr(GMutexLocker) locker =
		g_mutex_locker_new(&server->lock);

	return server->connections->len;
}

unsigned raw_server_requests(struct raw_server *server)
{
	G_GNUC_UNUSED g_autoptr(GMutexLocker) locker =
		g_mutex_locker_new(&server->lock);

	return server->requests->len;
}

const char *raw_server_request(struct raw_server *server, unsigned n)
{
	G_GNUC_UNUSED g_autoptr(GMutexLocker) locker =
		g_mutex_locker_new(&server->lock);

	g_assert_cmpuint(n, <, server->requests->len);
	return server->requests->pdata[n];
}

void raw_server_free(struct raw_server *server)
{
	shutdown(server->fd, SHUT_RDWR);
	g_thread_join(server->thread);
	close(server->fd);
	for (guint i = 0; i < server->connections->len; i++) {
		struct connection *connection = server->connections->pdata[i];

		shutdown(connection->fd, SHUT_RDWR);
		g_thread_join(connection->thread);
		close(connection->fd);
		g_free(connection);
	}
	g_ptr_array_unref(server->connections);
	g_ptr_array_unref(server->requests);
	g_mutex_clear(&server->lock);
	g_free(server->origin);
	g_free(server);
}
