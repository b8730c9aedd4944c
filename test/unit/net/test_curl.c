#include "test/unit/net/curl_fixture.h"

#define OK_EMPTY "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

static bool say_empty(int fd, unsigned number, void *user)
{
	(void)number;
	(void)user;
	return raw_say_text(fd, OK_EMPTY);
}

static bool has_line(const char *text, const char *line)
{
	g_autofree char *whole = g_strconcat("\r\n", line, "\r\n", NULL);

	return strstr(text, whole) != NULL;
}

/* One handle after the other serves every method: none may show in the next. */
static void requests_look_on_the_wire_as_they_should(void)
{
	static const struct {
		const char *method, *body, *start, *length;
	} asked[] = {
		{ "GET", NULL, "GET /v1/x HTTP/1.1\r\n", NULL },
		{ "POST", "{}", "POST /v1/x HTTP/1.1\r\n", "2" },
		{ "HEAD", NULL, "HEAD /v1/x HTTP/1.1\r\n", NULL },
		{ "PATCH", "[1]", "PATCH /v1/x HTTP/1.1\r\n", "3" },
		{ "DELETE", NULL, "DELETE /v1/x HTTP/1.1\r\n", NULL },
		{ "POST", NULL, "POST /v1/x HTTP/1.1\r\n", "0" },
		{ "PUT", "", "PUT /v1/x HTTP/1.1\r\n", "0" },
		{ "GET", NULL, "GET /v1/x HTTP/1.1\r\n", NULL },
	};
	const struct http_header headers[] = {
		{ "Authorization", "Bearer k" },
		{ "X-Empty", "" },
	};
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_empty, NULL);
	for (unsigned i = 0; i < G_N_ELEMENTS(asked); i++) {
		const char *body = asked[i].body;
		const char *text;

		wire_ask(&wire, &(struct http_request){
					.method = asked[i].method,
					.headers = headers,
					.header_count = i == 7 ? 0 : 2,
					.body = body,
					.body_len = body ? strlen(body) : 0 });
		g_assert_cmpint(wire.reply.status, ==, 200);
		g_assert_cmpstr(wire.reply.body, ==, "");
		text = raw_server_request(wire.server, i);
		g_assert_true(g_str_has_prefix(text, asked[i].start));
		g_assert_true(has_line(text, "Authorization: Bearer k") ==
			      (i != 7));
		g_assert_true(has_line(text, "X-Empty:") == (i != 7));
		g_assert_true(has_line(text, "User-Agent: fentu/test"));
		g_assert_true(has_line(text, "Accept-Encoding: gzip"));
		g_assert_true(g_str_has_suffix(text, body ? body : "\r\n\r\n"));
		g_assert_true((strstr(text, "Content-Length: ") != NULL) ==
			      (asked[i].length != NULL));
		g_assert_null(strstr(text, "Expect:"));
		g_assert_null(strstr(text, "Content-Type:"));
	}
	g_assert_cmpuint(raw_server_connections(wire.server), ==, 1);
}

static void a_large_body_goes_out_at_once(void)
{
	g_autofree char *body = g_strnfill(2 * 1024 * 1024, 'x');
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_empty, NULL);
	wire_ask(&wire, &(struct http_request){ .method = "POST",
						.body = body,
						.body_len = strlen(body) });
	g_assert_cmpint(wire.reply.status, ==, 200);
	g_assert_null(strstr(raw_server_request(wire.server, 0), "Expect:"));
	g_assert_true(
		g_str_has_suffix(raw_server_request(wire.server, 0), body));
}

static void a_path_goes_out_as_it_is(void)
{
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_empty, NULL);
	wire_start(&wire, "/v1/a/../%2E%2E/b//?c=../d", &wire);
	(void)wire_wait(&wire);
	g_assert_true(g_str_has_prefix(
		raw_server_request(wire.server, 0),
		"GET /v1/a/../%2E%2E/b//?c=../d HTTP/1.1\r\n"));
}

static bool say_page(int fd, unsigned number, void *user)
{
	(void)number;
	(void)user;
	return raw_say_text(fd, "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
				"HTTP/1.1 404 Not Here\r\nX-Late: 2 \r\n"
				"Set-Cookie: canary=1\r\n"
				"Transfer-Encoding: chunked\r\n\r\n"
				"2\r\n{}\r\n3;x=y\r\n1\n2\r\n0\r\n"
				"X-Trailer: 3\r\n\r\n");
}

static void a_reply_is_taken_apart(void)
{
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_page, NULL);
	for (int i = 0; i < 2; i++) {
		wire_get(&wire);
		g_assert_cmpint(wire.reply.fault, ==, HTTP_REPLIED);
		g_assert_true(wire.reply.request_sent);
		g_assert_cmpint(wire.reply.status, ==, 404);
		g_assert_cmpstr(wire.reply.headers, ==,
				"X-Late: 2 \nSet-Cookie: canary=1\n"
				"Transfer-Encoding: chunked\n");
		g_assert_cmpstr(wire.reply.body, ==, "{}1\n2");
		g_assert_cmpuint(wire.reply.body_len, ==, 5);
	}
	g_assert_null(strstr(raw_server_request(wire.server, 1), "Cookie"));
}

static bool say_redirect(int fd, unsigned number, void *user)
{
	(void)number;
	return raw_say_text(fd, user);
}

static void a_transport_follows_no_redirect(void)
{
	g_autofree char *head = NULL;
	AUTO(wire_close) struct wire target;
	AUTO(wire_close) struct wire wire;

	wire_open(&target, say_empty, NULL);
	head = g_strdup_printf("HTTP/1.1 302 Found\r\nLocation: %s/x\r\n"
			       "Content-Length: 0\r\n\r\n",
			       raw_server_origin(target.server));
	wire_open(&wire, say_redirect, head);
	wire_get(&wire);
	g_assert_cmpint(wire.reply.status, ==, 302);
	g_assert_cmpuint(raw_server_connections(target.server), ==, 0);
}

static void another_origin_is_not_asked(void)
{
	AUTO(wire_close) struct wire wire;
	AUTO(wire_close) struct wire other;
	g_autofree char *url = NULL;
	g_autofree char *longer = NULL;

	wire_open(&wire, say_empty, NULL);
	wire_open(&other, say_empty, NULL);
	url = g_strconcat(raw_server_origin(other.server), "/", NULL);
	longer = g_strconcat(raw_server_origin(wire.server), "0/", NULL);
	g_assert_false(wire.ops->start(
		wire.transport,
		&(struct http_request){ .method = "GET", .url = url }, &wire,
		&wire.err));
	g_assert_false(wire.ops->start(
		wire.transport,
		&(struct http_request){ .method = "GET", .url = longer }, &wire,
		&wire.err));
}

/* The second request on a connection is read, and answered by hanging up. */
static bool hang_up_once(int fd, unsigned number, void *user)
{
	(void)user;
	return number != 1 && raw_say_text(fd, OK_EMPTY);
}

static void what_must_not_be_sent_twice_is_not(void)
{
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, hang_up_once, NULL);
	wire_get(&wire);
	wire_ask(&wire, &(struct http_request){ .method = "POST",
						.body = "x",
						.body_len = 1,
						.fresh_connection = true });
	g_assert_cmpint(wire.reply.fault, ==, HTTP_BROKEN);
	g_assert_true(wire.reply.request_sent);
	g_assert_cmpuint(raw_server_requests(wire.server), ==, 2);
	g_assert_cmpuint(raw_server_connections(wire.server), ==, 2);
}

static void a_closed_port_is_no_connection(void)
{
	AUTO(wire_close) struct wire wire;
	struct raw_server *gone;
	struct http_config config = { .user_agent = "x" };
	g_autofree char *url = NULL;
	void *tag = NULL, *transport = NULL;

	wire_open(&wire, say_empty, NULL);
	gone = raw_server_new(say_empty, NULL);
	url = g_strconcat(raw_server_origin(gone), "/", NULL);
	config.origin = raw_server_origin(gone);
	g_assert_true(wire.ops->open(&config, &transport, &wire.err));
	raw_server_free(gone);
	g_assert_true(wire.ops->start(
		transport,
		&(struct http_request){ .method = "GET", .url = url }, &wire,
		&wire.err));
	while (!tag)
		g_assert_true(wire.ops->wait(transport, 1000, &tag, &wire.reply,
					     &wire.err));
	g_assert_cmpint(wire.reply.fault, ==, HTTP_NO_CONNECTION);
	g_assert_false(wire.reply.request_sent);
	g_assert_cmpstr(wire.reply.detail, ==, "Connection refused");
	wire.ops->close(transport);
}

static bool say_slowly(int fd, unsigned number, void *user)
{
	(void)number;
	if (!raw_say_text(fd, user))
		return false;
	for (int i = 0; i < 500; i++) {
		g_usleep(20000);
		if (!raw_say(fd, "x", 1))
			return false;
	}
	return true;
}

static void a_reply_that_drips_is_timed_out(void)
{
	static const char *const starts[] = {
		"", "HTTP/1.1 200 OK\r\nX-Slow: ",
		"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
	};

	for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
		AUTO(wire_close) struct wire wire;

		wire_open(&wire, say_slowly, (void *)starts[i]);
		wire.timeout_ms = 200;
		wire_get(&wire);
		/* A start that is no HTTP may be seen through earlier. */
		g_assert_true(wire.reply.fault == HTTP_TIMED_OUT ||
			      (i == 0 && wire.reply.fault == HTTP_BROKEN));
		g_assert_true(wire.reply.request_sent);
		g_assert_cmpint(wire.reply.elapsed_ms, <, 5000);
		g_assert_null(wire.reply.body);
	}
}

static bool say_by_path(int fd, unsigned number, void *user)
{
	struct wire *wire = user;
	const char *path = raw_server_request(wire->server, number) + 4;
	g_autofree char *text =
		g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
				"%.2s",
				path);

	return raw_say_text(fd, text);
}

static void replies_find_their_requests(void)
{
	enum { SIDE_BY_SIDE = 8, ALL = 100 };
	char paths[ALL][3];
	int started = 0;
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_by_path, &wire);
	for (int ended = 0; ended < ALL; ended++) {
		const char *path;

		for (; started < ALL && started - ended < SIDE_BY_SIDE;
		     started++) {
			g_snprintf(paths[started], 3, "/%c", started + '%' + 1);
			if (!g_ascii_isalnum(paths[started][1]))
				paths[started][1] = '0';
			wire_start(&wire, paths[started], paths[started]);
		}
		path = wire_wait(&wire);
		g_assert_cmpstr(wire.reply.body, ==, path);
	}
	g_assert_cmpuint(raw_server_connections(wire.server), <=, SIDE_BY_SIDE);
}

static bool hold(int fd, unsigned number, void *user)
{
	struct wire *wire = user;

	if (strstr(raw_server_request(wire->server, number), "/held"))
		return true;
	return raw_say_text(fd, OK_EMPTY);
}

static void a_cancelled_request_does_not_come_back(void)
{
	char held, free;
	void *tag = NULL;
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, hold, &wire);
	wire_start(&wire, "/held", &held);
	wire_start(&wire, "/free", &free);
	g_assert_true(wire_wait(&wire) == &free);
	wire.ops->cancel(wire.transport, &held);
	wire.ops->cancel(wire.transport, &free);
	g_assert_true(wire.ops->wait(wire.transport, 20, &tag, &wire.reply,
				     &wire.err));
	g_assert_null(tag);
	wire_get(&wire);
	g_assert_cmpint(wire.reply.status, ==, 200);
	wire_start(&wire, "/held", &held); /* and close with it under way */
}

static void a_ca_file_is_checked_at_once(void)
{
	struct http_config config = { .origin = "https://a.example",
				      .user_agent = "x" };
	g_autofree char *path =
		g_build_filename(g_get_tmp_dir(), "no-such-ca.pem", NULL);
	AUTO(error_release) struct error err = { 0 };
	const struct transport_ops *ops;
	void *transport = NULL;

	g_assert_true(http_load(g_getenv("FENTU_HTTP_PART"), &ops, &err));
	config.ca_file = path;
	g_assert_false(ops->open(&config, &transport, &err));
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	g_assert_nonnull(strstr(err.message, path));
	config.ca_file = "/dev/null";
	g_assert_false(ops->open(&config, &transport, &err));
	g_assert_null(transport);
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "/curl/requests look on the wire as they should",
	  requests_look_on_the_wire_as_they_should },
	{ "/curl/a large body goes out at once",
	  a_large_body_goes_out_at_once },
	{ "/curl/a path goes out as it is", a_path_goes_out_as_it_is },
	{ "/curl/a reply is taken apart", a_reply_is_taken_apart },
	{ "/curl/a transport follows no redirect",
	  a_transport_follows_no_redirect },
	{ "/curl/another origin is not asked", another_origin_is_not_asked },
	{ "/curl/what must not be sent twice is not",
	  what_must_not_be_sent_twice_is_not },
	{ "/curl/a closed port is no connection",
	  a_closed_port_is_no_connection },
	{ "/curl/a reply that drips is timed out",
	  a_reply_that_drips_is_timed_out },
	{ "/curl/replies find their requests", replies_find_their_requests },
	{ "/curl/a cancelled request does not come back",
	  a_cancelled_request_does_not_come_back },
	{ "/curl/a CA file is checked at once", a_ca_file_is_checked_at_once },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].name, tests[i].run);
	return g_test_run();
}
