#include <string.h>

#include "lib/base/js.h"

static struct js checked(const char *text, size_t len)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root = { 0 };

	if (!js_check(text, len, "the text", &root, &err))
		g_error("%s: %s", text, err.message);
	return root;
}

static struct js parse(const char *text)
{
	return checked(text, strlen(text));
}

static void assert_bytes(const char *got, size_t got_len, const char *wanted,
			 size_t wanted_len)
{
	g_assert_cmpuint(got_len, ==, wanted_len);
	g_assert_true(memcmp(got, wanted, wanted_len) == 0);
}

static const struct {
	const char *text, *compact, *pretty;
} forms[] = {
	{ "1", "1", "1" },
	{ "[ ]", "[]", "[]" },
	{ "{\n}", "{}", "{}" },
	{ "\" a  b \"", "\" a  b \"", "\" a  b \"" },
	{ "[1 , 2.50]", "[1,2.50]", "[\n  1,\n  2.50\n]" },
	{ "{\"b\" : 1, \"a\":[ {} , []]}", "{\"b\":1,\"a\":[{},[]]}",
	  "{\n  \"b\": 1,\n  \"a\": [\n    {},\n    []\n  ]\n}" },
	{ "{\"k\\\" :\":\"x, \\\\\"\t,\"n\":-0e5\r\n}",
	  "{\"k\\\" :\":\"x, \\\\\",\"n\":-0e5}",
	  "{\n  \"k\\\" :\": \"x, \\\\\",\n  \"n\": -0e5\n}" },
};

static void writes_compact_and_pretty(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_autoptr(GString) compact = g_string_new(NULL);
		g_autoptr(GString) pretty = g_string_new(NULL);
		g_autoptr(GString) again = g_string_new(NULL);

		js_append_compact(compact, parse(forms[i].text));
		g_assert_cmpstr(compact->str, ==, forms[i].compact);
		js_append_pretty(pretty, parse(forms[i].text), 0);
		g_assert_cmpstr(pretty->str, ==, forms[i].pretty);
		js_append_compact(again, parse(pretty->str));
		g_assert_cmpstr(again->str, ==, forms[i].compact);
	}
}

static void indents_from_the_depth_given(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	js_append_pretty(out, parse("[1]"), 1);
	g_assert_cmpstr(out->str, ==, "[\n    1\n  ]");
}

static void writes_strings(void)
{
	static const struct {
		const char *text;
		size_t len;
		const char *wanted;
	} cases[] = {
		{ "", 0, "\"\"" },
		{ "plain text, long enough", 23,
		  "\"plain text, long enough\"" },
		{ "\"\\/\b\f\n\r\t", 8, "\"\\\"\\\\/\\b\\f\\n\\r\\t\"" },
		{ "a\0b\x1b[31m", 8, "\"a\\u0000b\\u001b[31m\"" },
		{ "\xc3\xa9\xf0\x9f\x98\x80", 6,
		  "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
		{ "\xc2\x9b", 2, "\"\\u009b\"" },
		{ "\xff\xc3", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		js_append_string(out, cases[i].text, cases[i].len);
		g_assert_cmpstr(out->str, ==, cases[i].wanted);
	}
}

/* Every code point survives writing and reading. */
static void round_trips_every_code_point(void)
{
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		g_autoptr(GString) out = NULL;
		g_autofree char *back = NULL;
		char bytes[6];
		size_t back_len = 0;
		int len;

		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		if (code > 0x3000 && code % 61 != 0 && code < 0x10fff0)
			continue;
		len = g_unichar_to_utf8(code, bytes);
		out = g_string_new(NULL);
		js_append_string(out, bytes, (size_t)len);
		back = js_text(checked(out->str, out->len), &back_len);
		assert_bytes(back, back_len, bytes, (size_t)len);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/js_write/writes-compact-and-pretty",
			writes_compact_and_pretty);
	g_test_add_func("/js_write/indents-from-the-depth-given",
			indents_from_the_depth_given);
	g_test_add_func("/js_write/writes-strings", writes_strings);
	g_test_add_func("/js_write/round-trips-every-code-point",
			round_trips_every_code_point);
	return g_test_run();
}
