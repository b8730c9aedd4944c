#include "cmd/sandbox/serve.h"

#include "cmd/sandbox/exchange.h"
#include "cmd/sandbox/journal.h"
#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/wire.h"

#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

#define MAX_CONNECTIONS	 1000
#define IDLE_SECONDS	 120
/* Per connection: bounds the size of a request's head. */
#define CONNECTION_BYTES (64 * 1024)

struct server {
	struct sandbox *box;
	struct MHD_Daemon *daemon;
	GSource *source;
	GHashTable *waiting; /* struct pause: connections that are suspended */
	bool stopping;	     /* nothing is answered any more */
};

/* A suspended connection, and the timer or watch that will go on with it. */
struct pause {
	struct server *server;
	struct MHD_Connection *connection;
	struct exchange *exchange;
	guint source;
};

/* The daemon as a source of events. */
struct daemon_source {
	GSource source;
	struct MHD_Daemon *daemon;
	gpointer tag;
};

static gboolean source_prepare(GSource *source, gint *timeout)
{
	struct daemon_source *self = (struct daemon_source *)source;
	MHD_UNSIGNED_LONG_LONG ms = 0;

	if (MHD_get_timeout(self->daemon, &ms) == MHD_YES)
		*timeout = (gint)MIN(ms, G_MAXINT);
	else
		*timeout = -1;
	return *timeout == 0;
}

static gboolean source_check(GSource *source)
{
	struct daemon_source *self = (struct daemon_source *)source;
	gint timeout = 0;

	return g_source_query_unix_fd(source, self->tag) != 0 ||
	       source_prepare(source, &timeout);
}

static gboolean source_dispatch(GSource *source, GSourceFunc callback,
				gpointer data)
{
	(void)callback;
	(void)data;
	MHD_run(((struct daemon_source *)source)->daemon);
	return G_SOURCE_CONTINUE;
}

static GSource *attach(struct MHD_Daemon *daemon)
{
	static const GSourceFuncs functions = {
		.prepare = source_prepare,
		.check = source_check,
		.dispatch = source_dispatch,
	};
	GSource *source = g_source_new((GSourceFuncs *)&functions,
				       sizeof(struct daemon_source));
	struct daemon_source *self = (struct daemon_source *)source;
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);

	self->daemon = daemon;
	self->tag = g_source_add_unix_fd(source, info->epoll_fd, G_IO_IN);
	g_source_attach(source, NULL);
	return source;
}

static void *on_target(void *cls, const char *text,
		       struct MHD_Connection *connection)
{
	(void)cls;
	(void)connection;
	return exchange_new(text);
}

static void on_completed(void *cls, struct MHD_Connection *connection,
			 void **own, enum MHD_RequestTerminationCode why)
{
	struct server *server = cls;

	(void)connection;
	(void)why;
	journal_over(server->box->journal, *own);
	exchange_free(*own);
	*own = NULL;
}

static void on_connection(void *cls, struct MHD_Connection *connection,
			  void **own, enum MHD_ConnectionNotificationCode what)
{
	struct server *server = cls;

	(void)connection;
	(void)own;
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		journal_connected(server->box->journal);
}

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind,
				   const char *name, const char *value)
{
	struct header header = { .name = name, .value = value ? value : "" };

	(void)kind;
	g_array_append_val((GArray *)cls, header);
	return MHD_YES;
}

static void begin(struct exchange *exchange, struct MHD_Connection *connection,
		  const char *method)
{
	exchange->request.method = g_strdup(method);
	MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header,
				  exchange->request.headers);
	exchange->state = EXCHANGE_ARRIVING;
}

static enum MHD_Result send_reply(struct exchange *exchange,
				  struct MHD_Connection *connection)
{
	struct reply *reply = &exchange->reply;
	size_t length = reply->body->len;
	struct MHD_Response *response =
		MHD_create_response_from_buffer_with_free_callback(
			length, g_string_free(reply->body, FALSE), g_free);
	enum MHD_Result result = MHD_NO;

	reply->body = NULL;
	if (!response)
		return MHD_NO;
	for (guint i = 0; i < reply->headers->len; i++) {
		char *name = g_ptr_array_index(reply->headers, i);
		char *value = strchr(name, ':');

		*value = '\0';
		MHD_add_response_header(response, name, value + 2);
	}
	result = MHD_queue_response(connection, reply->status, response);
	MHD_destroy_response(response);
	return result;
}

/* Let the connection go on: handle() is called again, from within here. */
static void pause_end(struct pause *pause, enum exchange_state state)
{
	struct server *server = pause->server;

	pause->exchange->state = state;
	MHD_resume_connection(pause->connection);
	g_hash_table_remove(server->waiting, pause);
	/* Its descriptor does not tell of a resumed connection. */
	MHD_run(server->daemon);
}

static gboolean on_tick(gpointer data);

static void pause_for(struct pause *pause, int64_t ms)
{
	pause->source = g_timeout_add((guint)ms, on_tick, pause);
}

static gboolean on_tick(gpointer data)
{
	struct pause *pause = data;
	int64_t wait_ms = 0;

	if (pause->exchange->state == EXCHANGE_WAITING)
		pause_end(pause, EXCHANGE_READY);
	else if (wire_send(pause->exchange->wire, &wait_ms))
		pause_end(pause, EXCHANGE_OVER);
	else
		pause_for(pause, wait_ms);
	return G_SOURCE_REMOVE;
}

static void pause_start(struct server *server,
			struct MHD_Connection *connection,
			struct exchange *exchange, int64_t ms)
{
	struct pause *pause = g_new0(struct pause, 1);

	pause->server = server;
	pause->connection = connection;
	pause->exchange = exchange;
	g_hash_table_add(server->waiting, pause);
	MHD_suspend_connection(connection);
	pause_for(pause, ms);
}

/* From here on the socket is ours; the library only closes it. */
static void take_socket(struct MHD_Connection *connection, struct wire *wire)
{
	const union MHD_ConnectionInfo *fd = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *session = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

	wire_attach(wire, fd->connect_fd,
		    session ? session->tls_session : NULL);
}

/* The answer is made: hold it back, or send it in one way or the other. */
static enum MHD_Result proceed(struct server *server,
			       struct MHD_Connection *connection,
			       struct exchange *exchange)
{
	int64_t delay_ms = exchange->delay_ms;

	exchange->delay_ms = 0;
	if (delay_ms > 0) {
		exchange->state = EXCHANGE_WAITING;
		pause_start(server, connection, exchange, delay_ms);
		return MHD_YES;
	}
	if (exchange->silent)
		return MHD_NO;
	if (!exchange->wire)
		return send_reply(exchange, connection);
	exchange->state = EXCHANGE_WIRE;
	take_socket(connection, exchange->wire);
	pause_start(server, connection, exchange, 0);
	return MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection,
			      const char *url, const char *method,
			      const char *version, const char *piece,
			      size_t *piece_length, void **own)
{
	struct server *server = cls;
	struct exchange *exchange = *own;

	(void)url;
	(void)version;
	if (server->stopping)
		return MHD_NO;
	switch (exchange->state) {
	case EXCHANGE_NEW:
		begin(exchange, connection, method);
		return MHD_YES;
	case EXCHANGE_ARRIVING:
		if (*piece_length > 0) {
			exchange_append(exchange, piece, *piece_length);
			*piece_length = 0;
			return MHD_YES;
		}
		exchange_answer(exchange, server->box);
		return proceed(server, connection, exchange);
	case EXCHANGE_READY:
		return proceed(server, connection, exchange);
	case EXCHANGE_WAITING:
	case EXCHANGE_WIRE:
		return MHD_YES;
	case EXCHANGE_OVER:
		break;
	}
	return MHD_NO;
}

static struct MHD_Daemon *start_daemon(struct server *server, int fd,
				       const struct identity *identity)
{
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0,
		  identity ? identity->certificate : NULL },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0,
		  identity ? identity->key : NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

	if (identity)
		flags |= MHD_USE_TLS;
	return MHD_start_daemon(
		flags, 0, NULL, NULL, handle, server, MHD_OPTION_LISTEN_SOCKET,
		fd, MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
		MHD_OPTION_ARRAY, identity ? tls : none, MHD_OPTION_END);
}

bool serve_start(struct sandbox *box, int fd, const struct identity *identity,
		 struct server **ret_server, GError **error)
{
	struct server *server = g_new0(struct server, 1);

	server->box = box;
	server->waiting = g_hash_table_new_full(NULL, NULL, g_free, NULL);
	server->daemon = start_daemon(server, fd, identity);
	if (!server->daemon) {
		close(fd);
		g_hash_table_destroy(server->waiting);
		g_free(server);
		return fail(error, "cannot start the HTTP server");
	}
	server->source = attach(server->daemon);
	*ret_server = server;
	return true;
}

/* The library must not be stopped while connections are suspended. */
static void end_pauses(struct server *server)
{
	g_autoptr(GList) pauses = g_hash_table_get_keys(server->waiting);

	for (GList *at = pauses; at; at = at->next) {
		struct pause *pause = at->data;

		g_source_remove(pause->source);
		pause_end(pause, EXCHANGE_OVER);
	}
}

void serve_stop(struct server *server)
{
	if (!server)
		return;
	server->stopping = true;
	close(MHD_quiesce_daemon(server->daemon));
	end_pauses(server);
	g_source_destroy(server->source);
	g_source_unref(server->source);
	MHD_stop_daemon(server->daemon);
	g_hash_table_destroy(server->waiting);
	g_free(server);
}
