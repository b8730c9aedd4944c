#include <sys/resource.h>
#include <zlib.h>

#include "test/unit/net/curl_fixture.h"

#define BODY "{\"data\":[1,2,3],\"meta\":{\"total_count\":3}}"
#define PLAIN_HEAD                                                             \
	"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"                \
	"Content-Length: 41\r\n\r\n"
#define CHUNKED_HEAD "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

/* What a server says before it hangs up. */
struct bytes {
	const char *at;
	size_t len;
};

static bool say_bytes(int fd, unsigned number, void *user)
{
	const struct bytes *bytes = user;

	(void)number;
	raw_say(fd, bytes->at, bytes->len);
	return false;
}

/* All but the first `enough` bytes may be missing. */
static void cut_everywhere(const char *whole, size_t enough)
{
	struct bytes bytes = { whole, 0 };
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_bytes, &bytes);
	for (; bytes.len < enough; bytes.len++) {
		wire_get(&wire);
		if (wire.reply.fault != HTTP_BROKEN)
			g_error("fault %d, cut at %zu: %s",
				(int)wire.reply.fault, bytes.len, whole);
		g_assert_true(wire.reply.request_sent);
		g_assert_null(wire.reply.body);
		g_assert_nonnull(wire.reply.detail);
	}
	wire_get(&wire);
	g_assert_cmpint(wire.reply.fault, ==, HTTP_REPLIED);
	g_assert_cmpstr(wire.reply.body, ==, BODY);
}

static void a_page_cut_at_any_byte_is_no_page(void)
{
	g_assert_cmpuint(strlen(BODY), ==, 41);
	cut_everywhere(PLAIN_HEAD BODY, strlen(PLAIN_HEAD BODY));
}

static void a_chunked_page_cut_at_any_byte_is_no_page(void)
{
	static const char whole[] = CHUNKED_HEAD "29\r\n" BODY "\r\n0\r\n\r\n";

	/* libcurl does not wait for the very last line feed. */
	cut_everywhere(whole, strlen(whole) - 1);
}

static void senseless_replies_are_broken(void)
{
	static const char *const replies[] = {
		BODY,
		"\r\n\r\n",
		"HTTP/1.1\r\n\r\n",
		"HTTP/1.1 OK\r\n\r\n",
		"HTTP/1.1 20 OK\r\n\r\n",
		"HTTP/1.1 2000 OK\r\n\r\n",
		"HTTP/7.0 200 OK\r\n\r\n",
		"HTTX/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		"ICY 200 OK\r\n\r\n",
		"SSH-2.0-OpenSSH_9.2\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" BODY,
		"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n" BODY,
		"HTTP/1.1 200 OK\r\nContent-Length: 41\r\n"
		"Content-Length: 42\r\n\r\n" BODY " ",
		CHUNKED_HEAD "zz\r\n" BODY "\r\n0\r\n\r\n",
		CHUNKED_HEAD "-29\r\n" BODY "\r\n0\r\n\r\n",
		CHUNKED_HEAD "ffffffffffffffffff\r\n" BODY "\r\n0\r\n\r\n",
		CHUNKED_HEAD "28\r\n" BODY "\r\n0\r\n\r\n",
		CHUNKED_HEAD "30\r\n" BODY "\r\n0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
		"Content-Length: 41\r\n\r\n" BODY,
		"HTTP/1.1 200 OK\r\nContent-Encoding: odd\r\n"
		"Content-Length: 41\r\n\r\n" BODY,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(replies); i++) {
		struct bytes bytes = { replies[i], strlen(replies[i]) };
		AUTO(wire_close) struct wire wire;

		wire_open(&wire, say_bytes, &bytes);
		wire_get(&wire);
		if (wire.reply.fault != HTTP_BROKEN)
			g_error("fault %d: %s", (int)wire.reply.fault,
				replies[i]);
		g_assert_null(wire.reply.body);
	}
}

static void a_nul_in_a_head_is_broken(void)
{
	static const char text[] = "HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\n"
				   "Content-Length: 0\r\n\r\n";
	struct bytes bytes = { text, sizeof(text) - 1 };
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_bytes, &bytes);
	wire_get(&wire);
	g_assert_cmpint(wire.reply.fault, ==, HTTP_BROKEN);
}

static bool say_surplus(int fd, unsigned number, void *user)
{
	(void)number;
	(void)user;
	return raw_say_text(fd, PLAIN_HEAD BODY BODY);
}

/* Bytes beyond the announced length are nobody's reply: not this one's, and
   not the next one's either. */
static void surplus_bytes_belong_to_no_reply(void)
{
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_surplus, NULL);
	for (unsigned i = 1; i <= 3; i++) {
		wire_get(&wire);
		g_assert_cmpint(wire.reply.fault, ==, HTTP_REPLIED);
		g_assert_cmpstr(wire.reply.body, ==, BODY);
		g_assert_cmpuint(raw_server_connections(wire.server), ==, i);
	}
}

/* A server that goes on until nobody listens: first this, then that for
   ever. */
struct flood {
	const char *first, *again;
	size_t first_len, again_len; /* 0: a string */
};

static bool say_flood(int fd, unsigned number, void *user)
{
	const struct flood *flood = user;
	size_t len = flood->again_len ? flood->again_len : strlen(flood->again);
	g_autoptr(GString) block = g_string_new(NULL);

	(void)number;
	while (block->len < 60000)
		g_string_append_len(block, flood->again, (gssize)len);
	raw_say(fd, flood->first,
		flood->first_len ? flood->first_len : strlen(flood->first));
	while (raw_say(fd, block->str, block->len))
		;
	return false;
}

#define GZIP_HEAD                                                              \
	"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"                    \
	"\x1f\x8b\x08\0\0\0\0\0\0\x03"

/* The larger ones come last, since a process's peak never falls. */
static const struct {
	const char *name;
	struct flood flood;
	long max_kib; /* memory beyond what the process had before */
} floods[] = {
	{ "headers",
	  { "HTTP/1.1 200 OK\r\n", "X-Flood: yes\r\n", 0, 0 },
	  4096 },
	{ "cookies",
	  { "HTTP/1.1 200 OK\r\n", "Set-Cookie: a=b; Path=/\r\n", 0, 0 },
	  4096 },
	{ "interim replies",
	  { "", "HTTP/1.1 100 Continue\r\n\r\n", 0, 0 },
	  4096 },
	{ "trailers",
	  { CHUNKED_HEAD "0\r\n", "X-Trailer: yes\r\n", 0, 0 },
	  4096 },
	{ "announced body",
	  { "HTTP/1.1 200 OK\r\nContent-Length: 33554433\r\n\r\n", "x", 0, 0 },
	  4096 },
	{ "gzip that opens to nothing",
	  { GZIP_HEAD, "\0\0\0\xff\xff", sizeof(GZIP_HEAD) - 1, 5 },
	  4096 },
	{ "body without a length",
	  { "HTTP/1.1 200 OK\r\n\r\n", "0123456789", 0, 0 },
	  100 * 1024 },
	{ "body in chunks",
	  { CHUNKED_HEAD, "a\r\n0123456789\r\n", 0, 0 },
	  100 * 1024 },
};

static long peak_kib(void)
{
	struct rusage usage;

	g_assert_cmpint(getrusage(RUSAGE_SELF, &usage), ==, 0);
	return usage.ru_maxrss;
}

static void floods_are_stopped_and_memory_stays(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(floods); i++) {
		struct flood flood = floods[i].flood;
		long before_kib = peak_kib();
		AUTO(wire_close) struct wire wire;

		g_test_message("%s", floods[i].name);
		wire_open(&wire, say_flood, &flood);
		wire.timeout_ms = 100000; /* slow under a memory checker */
		wire_get(&wire);
		g_assert_cmpint(wire.reply.fault, ==, HTTP_TOO_LARGE);
		g_assert_null(wire.reply.body);
		g_assert_nonnull(wire.reply.detail);
		/* Tools that look after memory need much of it themselves. */
		if (!g_getenv("FENTU_TEST_ANY_MEMORY"))
			g_assert_cmpint(peak_kib() - before_kib, <,
					floods[i].max_kib);
	}
}

static void a_header_line_without_end_is_stopped(void)
{
	struct flood flood = { "HTTP/1.1 200 OK\r\nX-Long: ", "0123456789", 0,
			       0 };
	AUTO(wire_close) struct wire wire;

	wire_open(&wire, say_flood, &flood);
	wire_get(&wire);
	g_assert_cmpint(wire.reply.fault, !=, HTTP_REPLIED);
	g_assert_cmpint(wire.reply.fault, !=, HTTP_TIMED_OUT);
}

/* A body of `len` equal bytes, packed, with its head. */
static GString *packed(size_t len)
{
	g_autofree char *plain = g_strnfill(len, '7');
	GString *text = g_string_new(NULL);
	uLong room = compressBound(len) + 64;
	g_autofree unsigned char *out = g_malloc(room);
	z_stream zip = { .next_in = (unsigned char *)plain,
			 .avail_in = (unsigned)len,
			 .next_out = out,
			 .avail_out = (unsigned)room };

	g_assert_cmpint(
		deflateInit2(&zip, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY),
		==, Z_OK);
	g_assert_cmpint(deflate(&zip, Z_FINISH), ==, Z_STREAM_END);
	g_string_printf(text,
			"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
			"Content-Length: %lu\r\n\r\n",
			zip.total_out);
	g_string_append_len(text, (char *)out, (gssize)zip.total_out);
	deflateEnd(&zip);
	return text;
}

static void a_packed_reply_is_unpacked_up_to_the_limit(void)
{
	static const size_t lengths[] = { 1, 100000, HTTP_BODY_MAX,
					  HTTP_BODY_MAX + 1,
					  4 * HTTP_BODY_MAX };

	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		g_autoptr(GString) text = packed(lengths[i]);
		struct bytes bytes = { text->str, text->len };
		AUTO(wire_close) struct wire wire;

		wire_open(&wire, say_bytes, &bytes);
		wire_get(&wire);
		if (lengths[i] > HTTP_BODY_MAX) {
			g_assert_cmpint(wire.reply.fault, ==, HTTP_TOO_LARGE);
			continue;
		}
		g_assert_cmpint(wire.reply.fault, ==, HTTP_REPLIED);
		g_assert_cmpuint(wire.reply.body_len, ==, lengths[i]);
		g_assert_cmpuint(strlen(wire.reply.body), ==, lengths[i]);
	}
}

/* Until the request is at the server; false: its time was over before. */
static bool send_in_time(struct wire *wire)
{
	void *tag = NULL;

	wire_start(wire, "/v1/x", wire);
	while (!tag && raw_server_requests(wire->server) == 0)
		g_assert_true(wire->ops->wait(wire->transport, 1, &tag,
					      &wire->reply, &wire->err));
	return !tag;
}

static bool say_when_told(int fd, unsigned number, void *user)
{
	const int *may_answer = user;

	(void)number;
	while (!g_atomic_int_get(may_answer))
		g_usleep(1000);
	return raw_say_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
				"\r\nok");
}

/* As for a process that was stopped meanwhile. */
static void a_reply_that_is_there_is_taken_whatever_the_time(void)
{
	bool was_sent = false;

	for (int ms = 500; !was_sent; ms *= 2) {
		int may_answer = 0;
		AUTO(wire_close) struct wire wire;

		wire_open(&wire, say_when_told, &may_answer);
		wire.timeout_ms = ms;
		was_sent = send_in_time(&wire);
		g_atomic_int_set(&may_answer, 1);
		if (!was_sent)
			continue;
		g_usleep(((gulong)ms + 50) * 1000);
		g_assert_true(wire_wait(&wire) == &wire);
		g_assert_cmpint(wire.reply.fault, ==, HTTP_REPLIED);
		g_assert_cmpstr(wire.reply.body, ==, "ok");
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "/curl_reply/a page cut at any byte is no page",
	  a_page_cut_at_any_byte_is_no_page },
	{ "/curl_reply/a chunked page cut at any byte is no page",
	  a_chunked_page_cut_at_any_byte_is_no_page },
	{ "/curl_reply/senseless replies are broken",
	  senseless_replies_are_broken },
	{ "/curl_reply/a NUL in a head is broken", a_nul_in_a_head_is_broken },
	{ "/curl_reply/surplus bytes belong to no reply",
	  surplus_bytes_belong_to_no_reply },
	{ "/curl_reply/one that is there is taken whatever the time",
	  a_reply_that_is_there_is_taken_whatever_the_time },
	{ "/curl_reply/floods are stopped and memory stays",
	  floods_are_stopped_and_memory_stays },
	{ "/curl_reply/a header line without end is stopped",
	  a_header_line_without_end_is_stopped },
	{ "/curl_reply/a packed reply is unpacked up to the limit",
	  a_packed_reply_is_unpacked_up_to_the_limit },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].name, tests[i].run);
	return g_test_run();
}
