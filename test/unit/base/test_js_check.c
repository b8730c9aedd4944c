#include <string.h>

#include "lib/base/js.h"

struct text {
	const char *bytes;
	size_t len;
};

/* A document that may hold NUL bytes. */
#define TEXT(literal)                                                          \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

static const struct text accepted[] = {
	TEXT("0"),
	TEXT("-0"),
	TEXT("-0.0e-0"),
	TEXT("1e400"),
	TEXT("18446744073709551616"),
	TEXT("123456789012345678901234567890.5E+10"),
	TEXT("null"),
	TEXT(" true\r\n\t "),
	TEXT("[]"),
	TEXT("[ ]"),
	TEXT("{}"),
	TEXT("{ \n }"),
	TEXT("[1,[2,[3]],{\"a\":[]}]"),
	TEXT("\"\""),
	TEXT("\"\\u0000\""),
	TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u00E9\""),
	TEXT("\"\\ud83d\\uDE00\""),
	/* Halves of surrogate pairs that stand alone. */
	TEXT("\"\\ud83d\""),
	TEXT("\"\\ud83d abcdef\""),
	TEXT("\"\\ud83d\\n12345\""),
	TEXT("\"\\ud83d\\u0041\""),
	TEXT("\"\\ud83d\\ud83d\\ude00\""),
	TEXT("\"\\ude00\\ud83d\""),
	/* A byte order mark. */
	TEXT("\xef\xbb\xbf {}"),
	TEXT("\"\x7f\""),
	TEXT("\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\""),
	TEXT("\"\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""),
	TEXT("{\"a\":1,\"b\":2,\"A\":3,\"\":4}"),
	TEXT("{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}"),
	TEXT("[{\"a\":1},{\"a\":1}]"),
	TEXT("{\"a\\n\":1,\"a\\\\n\":2,\"an\":3}"),
};

static const struct text refused[] = {
	TEXT(""),
	TEXT(" \n"),
	TEXT("\0"),
	TEXT("0\0"),
	TEXT("\xef\xbb{}"),
	TEXT("\xef\xbb\xbf\xef\xbb\xbf{}"),
	TEXT(" \xef\xbb\xbf{}"),
	TEXT("{}{}"),
	TEXT("1 2"),
	TEXT("[1] x"),
	TEXT("NaN"),
	TEXT("[NaN]"),
	TEXT("Infinity"),
	TEXT("-Infinity"),
	TEXT("nul"),
	TEXT("nulL"),
	TEXT("nullx"),
	TEXT("True"),
	TEXT("00"),
	TEXT("01"),
	TEXT("-01"),
	TEXT("-"),
	TEXT("+1"),
	TEXT(".5"),
	TEXT("1."),
	TEXT("1.e1"),
	TEXT("1e"),
	TEXT("1e+"),
	TEXT("0x10"),
	TEXT("1_000"),
	TEXT("'a'"),
	TEXT("[1,]"),
	TEXT("[,1]"),
	TEXT("[1,,2]"),
	TEXT("[1 2]"),
	TEXT("[1}"),
	TEXT("[1:2]"),
	TEXT("]"),
	TEXT("{\"a\":1,}"),
	TEXT("{,\"a\":1}"),
	TEXT("{\"a\" 1}"),
	TEXT("{\"a\"}"),
	TEXT("{\"a\":}"),
	TEXT("{\"a\":1 \"b\":2}"),
	TEXT("{\"a\":1]"),
	TEXT("{a:1}"),
	TEXT("{1:1}"),
	TEXT("{null:1}"),
	TEXT("[1]//c"),
	TEXT("/**/[1]"),
	TEXT("\"a"),
	TEXT("\"a\nb\""),
	TEXT("\"a\tb\""),
	TEXT("\"a\0b\""),
	TEXT("\"abcdefgh\x1f\""),
	TEXT("\"\\x41\""),
	TEXT("\"\\'\""),
	TEXT("\"\\\0\""),
	TEXT("\"\\U0041\""),
	TEXT("\"\\u12g4\""),
	TEXT("\"\\u12\""),
	TEXT("\"\\ud83d\\u12\""),
	/* Stray, missing and superfluous parts of UTF-8. */
	TEXT("\"\x80\""),
	TEXT("\"\xbf\""),
	TEXT("\"\xc3\""),
	TEXT("\"\xc3(\""),
	TEXT("\"\xe2\x82\""),
	TEXT("\"\xe2(\xa1\""),
	TEXT("\"\xf0\x9f\x98\""),
	TEXT("\"\xf0\x9f("),
	TEXT("\"\xf0\x9f\x98"),
	/* Longer than need be; surrogates; beyond U+10FFFF. */
	TEXT("\"\xc0\xaf\""),
	TEXT("\"\xc1\xbf\""),
	TEXT("\"\xe0\x80\xaf\""),
	TEXT("\"\xe0\x9f\xbf\""),
	TEXT("\"\xf0\x80\x80\xaf\""),
	TEXT("\"\xf0\x8f\xbf\xbf\""),
	TEXT("\"\xed\xa0\x80\""),
	TEXT("\"\xed\xbf\xbf\""),
	TEXT("\"\xf4\x90\x80\x80\""),
	TEXT("\"\xf5\x80\x80\x80\""),
	TEXT("\"\xfe\""),
	TEXT("\"\xff\""),
	TEXT("\xc3\xa9"),
	TEXT("[\xc2\xa0]"),
	/* The same key twice, however it is spelled. */
	TEXT("{\"a\":1,\"a\":1}"),
	TEXT("{\"a\":1,\"b\":2,\"a\":3}"),
	TEXT("{\"\":1,\"\":2}"),
	TEXT("{\"a\":1,\"\\u0061\":2}"),
	TEXT("{\"\\u0061\":1,\"a\":2}"),
	TEXT("{\"\\u00e9\":1,\"\xc3\xa9\":2}"),
	TEXT("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}"),
	TEXT("{\"a\\/\":1,\"a/\":2}"),
	TEXT("{\"customer_number\":1,\"customer_number\":2}"),
	TEXT("[{\"x\":{\"k\":1,\"l\":{\"k\":1},\"k\":2}}]"),
};

static bool check(const char *bytes, size_t len, struct error *err)
{
	/* A copy of exact size, so that a sanitizer sees a byte too far. */
	g_autofree char *copy = g_memdup2(bytes, len);
	struct js root = { 0 };
	bool good = js_check(copy, len, "the text", &root, err);

	if (good)
		g_assert_nonnull(root.at);
	else
		g_assert_null(root.at);
	return good;
}

static void accepts_what_is_json(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(accepted); i++) {
		AUTO(error_release) struct error err = { 0 };

		if (!check(accepted[i].bytes, accepted[i].len, &err))
			g_error("refused '%s': %s", accepted[i].bytes,
				err.message);
	}
}

static void refuses_what_is_not(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		AUTO(error_release) struct error err = { 0 };

		if (check(refused[i].bytes, refused[i].len, &err))
			g_error("accepted '%s'", refused[i].bytes);
		g_assert_cmpint(err.code, ==, ERR_OTHER);
		g_assert_true(g_str_has_prefix(err.message, "the text "));
	}
}

static void refuses_at_any_alignment(void)
{
	/* A bad byte at each place of a string that is read in words. */
	for (size_t len = 1; len < 40; len++) {
		for (size_t bad = 0; bad < len; bad++) {
			AUTO(error_release) struct error err = { 0 };
			char text[64] = "\"";

			memset(text + 1, 'x', len);
			text[len + 1] = '"';
			g_assert_true(check(text, len + 2, &err));
			text[bad + 1] = '\x1f';
			g_assert_false(check(text, len + 2, &err));
			g_assert_nonnull(strstr(err.message, "control"));
			error_clear(&err);
			text[bad + 1] = '\x80';
			g_assert_false(check(text, len + 2, &err));
			g_assert_nonnull(strstr(err.message, "UTF-8"));
		}
	}
}

static void refuses_every_truncation(void)
{
	static const char text[] =
		" {\"id\":\"wo-1\",\"n\":[-1.5e+3,true,false,null,\"\\ud83d"
		"\\ude00\\n\xe2\x82\xac\xf0\x9f\x98\x80\"],\"o\":{\"a\":{}}}";

	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		AUTO(error_release) struct error err = { 0 };

		if (check(text, len, &err))
			g_error("accepted the first %zu bytes", len);
	}
	{
		AUTO(error_release) struct error err = { 0 };

		g_assert_true(check(text, sizeof(text) - 1, &err));
	}
}

static char *nested(const char *open, const char *close, size_t depth)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < depth; i++)
		g_string_append(text, open);
	g_string_append(text, "1");
	for (size_t i = 0; i < depth; i++)
		g_string_append(text, close);
	return g_string_free(text, FALSE);
}

static void stops_at_the_depth_limit(void)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *at_limit = nested("[", "]", JS_DEPTH_MAX);
	g_autofree char *above = nested("{\"a\":", "}", JS_DEPTH_MAX + 1);
	g_autofree char *far_above = nested("[", "]", 100000);
	g_autofree char *open_only = nested("[", "", 100000);

	g_assert_true(check(at_limit, strlen(at_limit), &err));
	g_assert_false(check(above, strlen(above), &err));
	g_assert_nonnull(strstr(err.message, "nested too deeply"));
	error_clear(&err);
	g_assert_false(check(far_above, strlen(far_above), &err));
	error_clear(&err);
	g_assert_false(check(open_only, strlen(open_only), &err));
}

/* {"k0":0,"k1":0,...}, and `last` as the last key if it is not NULL. */
static char *object_of(unsigned count, const char *last)
{
	GString *text = g_string_new("{");

	for (unsigned i = 0; i < count; i++)
		g_string_append_printf(text, "%s\"k%u\":0", i ? "," : "", i);
	if (last)
		g_string_append_printf(text, ",\"%s\":1", last);
	g_string_append(text, "}");
	return g_string_free(text, FALSE);
}

static void finds_a_doubled_key_in_objects_of_any_size(void)
{
	for (unsigned count = 1; count < 200; count++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *good = object_of(count, "k_");
		g_autofree char *bad = object_of(count, "k0");
		g_autofree char *spelled = object_of(count, "\\u006b0");

		g_assert_true(check(good, strlen(good), &err));
		g_assert_false(check(bad, strlen(bad), &err));
		g_assert_nonnull(strstr(err.message, "a key is there twice"));
		error_clear(&err);
		g_assert_false(check(spelled, strlen(spelled), &err));
	}
}

static void reads_a_large_object_in_bearable_time(void)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *good = object_of(300000, NULL);
	g_autofree char *bad = object_of(300000, "k150000");

	g_assert_true(check(good, strlen(good), &err));
	g_assert_false(check(bad, strlen(bad), &err));
}

static void refuses_what_is_too_large(void)
{
	AUTO(error_release) struct error err = { 0 };
	size_t len = (size_t)JS_BYTES_MAX + 1;
	g_autofree char *text = g_malloc(len);
	struct js root = { 0 };

	memset(text, ' ', len);
	text[0] = '1';
	g_assert_false(js_check(text, len, "the text", &root, &err));
	g_assert_nonnull(strstr(err.message, "larger than"));
	error_clear(&err);
	g_assert_true(js_check(text, len - 1, "the text", &root, &err));
	g_assert_cmpuint(root.len, ==, 1);
}

static void says_what_is_wrong_and_where(void)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "the text is empty" },
		{ "[1", "the text is not JSON: it ends too early (byte 2)" },
		{ "[1]]",
		  "the text is not JSON: something follows its end (byte 3)" },
		{ "<html>",
		  "the text is not JSON: a value was expected (byte 0)" },
		{ "{\"a\":1 \"b\":2}",
		  "the text is not JSON: a comma was expected (byte 7)" },
		{ "\xef\xbb\xbf[1", "the text is not JSON: it ends too early "
				    "(byte 5)" },
		{ "[1]\xef\xbb\xbf", "the text is not JSON: something follows "
				     "its end (byte 3)" },
		{ "{\"a\":1,\"a\":2}", "the text cannot be used: a key is "
				       "there twice (byte 7)" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_false(
			check(cases[i].text, strlen(cases[i].text), &err));
		g_assert_cmpstr(err.message, ==, cases[i].message);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/js_check/accepts-what-is-json", accepts_what_is_json);
	g_test_add_func("/js_check/refuses-what-is-not", refuses_what_is_not);
	g_test_add_func("/js_check/refuses-at-any-alignment",
			refuses_at_any_alignment);
	g_test_add_func("/js_check/refuses-every-truncation",
			refuses_every_truncation);
	g_test_add_func("/js_check/stops-at-the-depth-limit",
			stops_at_the_depth_limit);
	g_test_add_func("/js_check/finds-a-doubled-key-in-objects-of-any-size",
			finds_a_doubled_key_in_objects_of_any_size);
	g_test_add_func("/js_check/reads-a-large-object-in-bearable-time",
			reads_a_large_object_in_bearable_time);
	g_test_add_func("/js_check/refuses-what-is-too-large",
			refuses_what_is_too_large);
	g_test_add_func("/js_check/says-what-is-wrong-and-where",
			says_what_is_wrong_and_where);
	return g_test_run();
}
