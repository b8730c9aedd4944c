#include "lib/net/cache_entry.h"

#include <string.h>

#define KEY   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define TYPE  "Content-Type: application/json\n"

static char head[] = TYPE "ETag: \"one\"\n";
static char body[] = "{\"data\":[{\"id\":\"wo-1\"}]}";

static const struct cache_entry sample = {
	.asked_unix_ms = 1741075200123,
	.head = head,
	.body = body,
	.body_len = sizeof(body) - 1,
};

static void what_is_printed_reads_the_same(void)
{
	AUTO(cache_entry_release) struct cache_entry entry = { 0 };
	GString *text = cache_entry_print(&sample, KEY);

	g_assert_true(cache_entry_read(text->str, text->len, KEY, &entry));
	g_assert_cmpint(entry.asked_unix_ms, ==, sample.asked_unix_ms);
	g_assert_cmpstr(entry.head, ==, head);
	g_assert_cmpuint(entry.body_len, ==, sizeof(body) - 1);
	g_assert_cmpstr(entry.body, ==, body);
	g_string_free(text, TRUE);
}

static bool reads(const char *text, size_t len, const char *key)
{
	AUTO(cache_entry_release) struct cache_entry entry = { 0 };

	return cache_entry_read(text, len, key, &entry);
}

static void a_text_that_is_not_whole_is_refused(void)
{
	GString *text = cache_entry_print(&sample, KEY);

	g_assert_false(reads(text->str, text->len, OTHER));
	for (size_t len = 0; len < text->len; len++)
		g_assert_false(reads(text->str, len, KEY));
	for (size_t at = 0; at < text->len; at++)
		for (int bit = 0; bit < 8; bit++) {
			text->str[at] ^= (char)(1 << bit);
			g_assert_false(reads(text->str, text->len, KEY));
			text->str[at] ^= (char)(1 << bit);
		}
	g_assert_true(reads(text->str, text->len, KEY));
	g_string_append_c(text, '\n');
	g_assert_false(reads(text->str, text->len, KEY));
	g_string_free(text, TRUE);
}

/* A digest that fits does not make sense of what has none. */
static void senseless_facts_are_refused(void)
{
	static const char *const facts[] = {
		"",
		KEY,
		KEY " 1 0 0",
		KEY " 1 0\n",
		KEY " 1 0 0 0\n",
		KEY " -1 0 0\n",
		KEY " 1 -1 1\n",
		KEY " 1 0 1\n",
		KEY " 1 1 0\n",
		KEY " 1 0 4194305\n",
		KEY " 1 16385 0\n",
		KEY " 9223372036854775808 0 0\n",
		KEY " 1 0 18446744073709551616\n",
		KEY "  1 0 0\n",
		KEY " 1 0x0 0\n",
		OTHER " 1 0 0\n",
		"\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
		g_autofree char *sum = g_compute_checksum_for_string(
			G_CHECKSUM_SHA256, facts[i], -1);
		g_autofree char *text =
			g_strdup_printf("fentu-reply-1 %s\n%s", sum, facts[i]);

		g_assert_false(reads(text, strlen(text), KEY));
	}
}

static void a_key_tells_apart_what_was_asked_and_by_whom(void)
{
	const struct http_header accept = { "Accept", "text/csv" };
	const struct http_header swapped = { "text/csv", "Accept" };
	const struct http_header *one[] = { &accept };
	const struct http_header *other[] = { &swapped };
	g_autofree char *plain = cache_entry_key("me", "https://a/x", NULL, 0);
	g_autofree char *again = cache_entry_key("me", "https://a/x", NULL, 0);
	g_autofree char *who = cache_entry_key("you", "https://a/x", NULL, 0);
	g_autofree char *shift = cache_entry_key("meh", "ttps://a/x", NULL, 0);
	g_autofree char *url = cache_entry_key("me", "https://a/x?", NULL, 0);
	g_autofree char *csv = cache_entry_key("me", "https://a/x", one, 1);
	g_autofree char *csv2 = cache_entry_key("me", "https://a/x", other, 1);
	const char *all[] = { plain, who, shift, url, csv, csv2 };

	g_assert_cmpstr(plain, ==, again);
	g_assert_cmpuint(strlen(plain), ==, CACHE_KEY_LEN);
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		for (size_t j = 0; j < i; j++)
			g_assert_cmpstr(all[i], !=, all[j]);
}

static bool accepts(int status, const char *headers, const char *text)
{
	const struct http_reply reply = {
		.status = status,
		.headers = (char *)headers,
		.body = (char *)text,
		.body_len = strlen(text),
	};

	return cache_entry_accepts(&reply);
}

static void only_whole_json_that_may_be_kept_is(void)
{
	g_assert_true(accepts(200, TYPE, "{}"));
	g_assert_true(
		accepts(200, "content-type: Application/JSON;x=y\n", "[]"));
	g_assert_true(accepts(200, "Content-Type: application/vnd.fentu+json\n",
			      "{}"));
	g_assert_true(
		accepts(200, TYPE "Cache-Control: private, max-age=0\n", "{}"));
	g_assert_false(accepts(201, TYPE, "{}"));
	g_assert_false(accepts(206, TYPE, "{}"));
	g_assert_false(accepts(404, TYPE, "{}"));
	g_assert_false(accepts(200, NULL, "{}"));
	g_assert_false(accepts(200, "Content-Type: text/html\n", "{}"));
	g_assert_false(accepts(200, "Content-Type: application/jsonx\n", "{}"));
	g_assert_false(accepts(200, TYPE, ""));
	g_assert_false(accepts(200, TYPE, "{"));
	g_assert_false(accepts(200, TYPE, "<html>"));
	g_assert_false(accepts(200, TYPE "Cache-Control: No-Store\n", "{}"));
	g_assert_false(accepts(200,
			       TYPE "Cache-Control: private\n"
				    "cache-control: max-age=0, no-store\n",
			       "{}"));
	g_assert_false(accepts(200, TYPE "Vary: *\n", "{}"));
}

static void what_is_too_large_is_not_kept(void)
{
	g_autofree char *text = g_malloc(CACHE_BODY_MAX + 2);

	memset(text, ' ', CACHE_BODY_MAX + 1);
	text[CACHE_BODY_MAX + 1] = '\0';
	text[0] = '1';
	g_assert_false(accepts(200, TYPE, text));
	text[CACHE_BODY_MAX] = '\0';
	g_assert_true(accepts(200, TYPE, text));
}

static void of_a_head_only_harmless_lines_are_kept(void)
{
	char given[] = "Set-Cookie: session=secret\n"
		       "X-RateLimit-Remaining: 7\nX-RateLimit-Limit: 9\n"
		       "etag: \"two\"\nRetry-After: 9\nX-Token: secret\n"
		       "Content-Type: text/x\nContent-Length: 3\n"
		       "Content-Encoding: gzip\nETag: \"three\"\n";
	char revived[] = "ETag: \"four\"\nX-RateLimit-Remaining: 6\n";
	const struct http_reply reply = { .headers = given };
	const struct http_reply later = { .headers = revived };
	g_autofree char *kept = cache_entry_head(&reply, NULL);
	g_autofree char *then = cache_entry_head(&later, kept);

	g_assert_cmpstr(kept, ==, "Content-Type: text/x\nETag: \"two\"\n");
	g_assert_cmpstr(then, ==, "Content-Type: text/x\nETag: \"four\"\n");
}

static void a_head_that_is_too_long_is_none(void)
{
	g_autofree char *filler = g_strnfill(CACHE_HEAD_MAX, 'x');
	g_autofree char *long_head = g_strconcat("ETag: ", filler, "\n", NULL);
	const struct http_reply reply = { .headers = long_head };

	g_assert_null(cache_entry_head(&reply, NULL));
}

static char *etag_of(const char *line)
{
	const struct cache_entry entry = { .head = (char *)line };

	return cache_entry_etag(&entry);
}

static void an_etag_goes_back_if_it_can_be_a_header(void)
{
	static const char *const bad[] = { "", "ETag:\n", "ETag: \"\x01\"\n",
					   "ETag: \"a\rb\"\n",
					   "ETag: \"\xc3\xa4\"\n" };
	g_autofree char *weak = etag_of("ETag: W/\"x y\"\n");

	g_assert_cmpstr(weak, ==, "W/\"x y\"");
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_null(etag_of(bad[i]));
}

static void age_is_less_than_asked_for(void)
{
	const struct cache_entry entry = { .asked_unix_ms = 1000 };

	g_assert_cmpint(cache_entry_age(&entry, 1000, 1), ==, CACHE_FRESH);
	g_assert_cmpint(cache_entry_age(&entry, 1999, 1000), ==, CACHE_FRESH);
	g_assert_cmpint(cache_entry_age(&entry, 2000, 1000), ==, CACHE_STALE);
	g_assert_cmpint(cache_entry_age(&entry, 1000, 0), ==, CACHE_STALE);
	g_assert_cmpint(cache_entry_age(&entry, 999, 1000), ==, CACHE_AHEAD);
	g_assert_cmpint(cache_entry_age(&entry, INT64_MAX, INT64_MAX), ==,
			CACHE_FRESH);
}

static void special_requests_are_left_alone(void)
{
	g_assert_true(cache_entry_is_special("if-none-match"));
	g_assert_true(cache_entry_is_special("If-Modified-Since"));
	g_assert_true(cache_entry_is_special("Range"));
	g_assert_true(cache_entry_is_special("cache-control"));
	g_assert_true(cache_entry_is_special("Pragma"));
	g_assert_false(cache_entry_is_special("Accept"));
	g_assert_false(cache_entry_is_special("X-If-Match"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cache_entry/what is printed reads the same",
			what_is_printed_reads_the_same);
	g_test_add_func("/cache_entry/a text that is not whole is refused",
			a_text_that_is_not_whole_is_refused);
	g_test_add_func("/cache_entry/senseless facts are refused",
			senseless_facts_are_refused);
	g_test_add_func("/cache_entry/a key tells apart what and by whom",
			a_key_tells_apart_what_was_asked_and_by_whom);
	g_test_add_func("/cache_entry/only whole JSON that may be kept is",
			only_whole_json_that_may_be_kept_is);
	g_test_add_func("/cache_entry/what is too large is not kept",
			what_is_too_large_is_not_kept);
	g_test_add_func("/cache_entry/of a head only harmless lines are kept",
			of_a_head_only_harmless_lines_are_kept);
	g_test_add_func("/cache_entry/a head that is too long is none",
			a_head_that_is_too_long_is_none);
	g_test_add_func("/cache_entry/an ETag goes back if it can",
			an_etag_goes_back_if_it_can_be_a_header);
	g_test_add_func("/cache_entry/age is less than asked for",
			age_is_less_than_asked_for);
	g_test_add_func("/cache_entry/special requests are left alone",
			special_requests_are_left_alone);
	return g_test_run();
}
