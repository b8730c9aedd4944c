#include "lib/net/callback.h"

#include <string.h>

#define HOST "127.0.0.1:4711"
#define LINE "GET /callback?code=c HTTP/1.1\r\n"
#define GOOD LINE "Host: " HOST "\r\n\r\n"

static const struct callback_place place = { HOST, "/callback" };

static const struct {
	const char *head;
	int status;
	const char *query;
} rows[] = {
	{ GOOD, 200, "code=c" },
	{ "GET /callback?a=1?b=2&c HTTP/1.0\r\nhOST:" HOST "\r\n\r\n", 200,
	  "a=1?b=2&c" },
	{ "GET /callback HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 200, "" },
	{ "GET /callback? HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 200, "" },
	{ LINE "A:\r\nHost: \t" HOST " \r\nB: c:d\r\n\r\nbody", 200, "code=c" },
	/* another place */
	{ "GET /favicon.ico HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 404, NULL },
	{ "GET / HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 404, NULL },
	{ "GET /callback/ HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 404, NULL },
	{ "GET /Callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 404, NULL },
	{ "GET /callbac?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 404, NULL },
	{ "GET /%63allback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 404, NULL },
	{ "GET //callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 404, NULL },
	{ "GET /x/../callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 404,
	  NULL },
	/* another method */
	{ "POST /callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 405, NULL },
	{ "HEAD /callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 405, NULL },
	{ "OPTIONS /callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 405, NULL },
	{ "get /callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 405, NULL },
	/* another host */
	{ LINE "\r\n", 400, NULL },
	{ LINE "Host:\r\n\r\n", 400, NULL },
	{ LINE "Host: localhost:4711\r\n\r\n", 400, NULL },
	{ LINE "Host: evil.test:4711\r\n\r\n", 400, NULL },
	{ LINE "Host: 127.0.0.1\r\n\r\n", 400, NULL },
	{ LINE "Host: 127.0.0.1:4712\r\n\r\n", 400, NULL },
	{ LINE "Host: 127.0.0.1:47110\r\n\r\n", 400, NULL },
	{ LINE "Host: 127.1:4711\r\n\r\n", 400, NULL },
	{ LINE "Host: " HOST ".\r\n\r\n", 400, NULL },
	{ LINE "Host: " HOST "\r\nHost: " HOST "\r\n\r\n", 400, NULL },
	{ LINE "Host: evil.test\r\nHost: " HOST "\r\n\r\n", 400, NULL },
	{ LINE "Host : " HOST "\r\n\r\n", 400, NULL },
	{ LINE "X-Host: " HOST "\r\n\r\n", 400, NULL },
	/* no request */
	{ "\r\n\r\n", 400, NULL },
	{ "GET\r\n\r\n", 400, NULL },
	{ "GET /callback?x\r\nHost: " HOST "\r\n\r\n", 400, NULL },
	{ "GET  /callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 400, NULL },
	{ "GET /callback?x y HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 400, NULL },
	{ "GET /callback?x HTTP/2.0\r\nHost: " HOST "\r\n\r\n", 400, NULL },
	{ "GET /callback?x HTTP/1.11\r\nHost: " HOST "\r\n\r\n", 400, NULL },
	{ "GET http://" HOST "/callback?x HTTP/1.1\r\nHost: " HOST "\r\n\r\n",
	  400, NULL },
	{ "GET /callback?\ta HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 200, "\ta" },
	{ "GET /callback?\x1b[2J HTTP/1.1\r\nHost: " HOST "\r\n\r\n", 400,
	  NULL },
	{ LINE "Host: " HOST "\r\n folded: 1\r\n\r\n", 400, NULL },
	{ LINE "Host: " HOST "\nX: 1\r\n\r\n", 400, NULL },
	{ LINE "Host: " HOST "\rX: 1\r\n\r\n", 400, NULL },
	{ LINE "Host: " HOST "\r\nnoname\r\n\r\n", 400, NULL },
	{ LINE "Host: " HOST "\r\n: v\r\n\r\n", 400, NULL },
	{ "\x16\x03\x01\x02\r\n\r\n", 400, NULL },
	/* not at its end */
	{ "", 0, NULL },
	{ "GET", 0, NULL },
	{ LINE "Host: " HOST "\r\n", 0, NULL },
	{ LINE "Host: " HOST "\n\n", 0, NULL },
};

static void only_the_one_request_passes(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *query = NULL;

		g_test_message("%s", rows[i].head);
		g_assert_cmpint(callback_read(rows[i].head,
					      strlen(rows[i].head), &place,
					      &query),
				==, rows[i].status);
		g_assert_cmpstr(query, ==, rows[i].query);
	}
}

static void a_head_is_read_once_it_is_whole(void)
{
	g_autofree char *query = NULL;

	for (size_t len = 0; len < strlen(GOOD); len++)
		g_assert_cmpint(callback_read(GOOD, len, &place, &query), ==,
				CALLBACK_MORE);
	g_assert_cmpint(callback_read(GOOD, strlen(GOOD), &place, &query), ==,
			CALLBACK_PASSED);
}

static void a_nul_byte_is_refused(void)
{
	static const char head[] =
		"GET /callback?a\0b HTTP/1.1\r\nHost: " HOST "\r\n\r\n";
	g_autofree char *query = NULL;

	g_assert_cmpint(callback_read(head, sizeof(head) - 1, &place, &query),
			==, 400);
}

static void a_head_has_an_end(void)
{
	g_autofree char *pad = g_strnfill(CALLBACK_HEAD_MAX, 'x');
	g_autofree char *large = g_strconcat(LINE "X: ", pad, NULL);
	g_autoptr(GString) many = g_string_new(LINE "Host: " HOST "\r\n");
	g_autofree char *query = NULL;

	g_assert_cmpint(callback_read(large, CALLBACK_HEAD_MAX, &place, &query),
			==, 431);
	for (int i = 0; i < CALLBACK_HEADERS_MAX; i++)
		g_string_append(many, "A: b\r\n");
	g_string_append(many, "\r\n");
	g_assert_cmpint(callback_read(many->str, many->len, &place, &query), ==,
			431);
}

/* How often a text stands in the heap, in freed memory as well. */
static unsigned count_in_heap(const char *text)
{
	g_autofree char *maps = NULL;
	g_auto(GStrv) mappings = NULL;
	unsigned count = 0;

	g_assert_true(
		g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
	mappings = g_strsplit(maps, "\n", -1);
	for (char **mapping = mappings; *mapping; mapping++) {
		char *dash = NULL;
		const char *at =
			(const char *)g_ascii_strtoull(*mapping, &dash, 16);
		const char *end;

		if (!g_str_has_suffix(*mapping, "[heap]"))
			continue;
		end = (const char *)g_ascii_strtoull(dash + 1, NULL, 16);
		while ((at = memmem(at, (size_t)(end - at), text,
				    strlen(text)))) {
			count++;
			at++;
		}
	}
	return count;
}

/* Needs an allocator that lets freed memory be: see meson.build. With one that
   keeps elsewhere what it gives, there is nothing to be seen. */
static void nothing_of_a_query_is_left(void)
{
	static const char *const heads[] = {
		"GET /callback?code=canary-of-the-heap HTTP/1.1\r\n"
		"Host: " HOST "\r\nReferer: canary-of-the-heap\r\n\r\n",
		"GET /elsewhere?code=canary-of-the-heap HTTP/1.1\r\n"
		"Host: " HOST "\r\n\r\n",
		"GET canary-of-the-heap canary-of-the-heap HTTP/1.1\r\n\r\n",
	};

	g_autofree char *control = g_strdup("control-of-the-heap");
	unsigned seen = count_in_heap(control);

	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		char *query = NULL;

		(void)callback_read(heads[i], strlen(heads[i]), &place, &query);
		g_assert_cmpuint(count_in_heap("canary-of-the-heap"), ==,
				 query ? seen : 0);
		if (query)
			explicit_bzero(query, strlen(query));
		g_free(query);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/callback/only the one request passes",
			only_the_one_request_passes);
	g_test_add_func("/callback/a head is read once it is whole",
			a_head_is_read_once_it_is_whole);
	g_test_add_func("/callback/a NUL byte is refused",
			a_nul_byte_is_refused);
	g_test_add_func("/callback/a head has an end", a_head_has_an_end);
	g_test_add_func("/callback/nothing of a query is left",
			nothing_of_a_query_is_left);
	return g_test_run();
}
