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

static void resolves_escapes(void)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{ "\"\"", "" },
		{ "\"plain\"", "plain" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
		{ "\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac" },
		{ "\"x\\ud83d\\ude00y\"", "x\xf0\x9f\x98\x80y" },
		{ "\"\\ud83d\"", "\xef\xbf\xbd" },
		{ "\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
					"A" },
		{ "\"\\ud83d\\ud83d\\ude00\"", "\xef\xbf\xbd\xf0\x9f\x98\x80" },
		{ "\"\\ude00\\ud83dx\"", "\xef\xbf\xbd\xef\xbf\xbdx" },
		{ "\"\xc3\xa9\\\\u0041\"", "\xc3\xa9\\u0041" },
		{ "12.50", "12.50" },
		{ "null", "null" },
		{ "[1, 2]", "[1, 2]" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		size_t len = 0;
		g_autofree char *text = js_text(parse(cases[i].text), &len);

		g_assert_cmpstr(text, ==, cases[i].wanted);
		g_assert_cmpuint(len, ==, strlen(cases[i].wanted));
	}
}

static void keeps_a_nul_in_a_string(void)
{
	size_t len = 0;
	g_autofree char *text = js_text(parse("\"a\\u0000b\""), &len);

	assert_bytes(text, len, "a\0b", 3);
	g_assert_cmpint(text[3], ==, '\0');
}

static void spells_a_nul_for_who_takes_no_length(void)
{
	g_autofree char *text = js_text(parse("\"a\\u0000b\\u0000\""), NULL);

	g_assert_cmpstr(text, ==, "a\\x00b\\x00");
}

static void text_of_nothing_is_empty(void)
{
	g_autofree char *text = js_text((struct js){ 0 }, NULL);

	g_assert_cmpstr(text, ==, "");
}

static void reads_integers_that_fit(void)
{
	static const struct {
		const char *text;
		bool fits;
		int64_t number;
	} cases[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "-17", true, -17 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "18446744073709551616", false, 0 },
		{ "100000000000000000000000000000", false, 0 },
		{ "1.0", false, 0 },
		{ "1e3", false, 0 },
		{ "\"1\"", false, 0 },
		{ "true", false, 0 },
		{ "null", false, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t number = 42;

		g_assert_true(js_int(parse(cases[i].text), &number) ==
			      cases[i].fits);
		g_assert_cmpint(number, ==,
				cases[i].fits ? cases[i].number : 42);
	}
}

static void tells_true_from_all_else(void)
{
	g_assert_true(js_is_true(parse("true")));
	g_assert_false(js_is_true(parse("false")));
	g_assert_false(js_is_true(parse("\"true\"")));
	g_assert_false(js_is_true(parse("1")));
	g_assert_false(js_is_true((struct js){ 0 }));
}

static void halves_become_replacement_characters(void)
{
	char json[] =
		"[\"\\ud83dx\\\\ud83d\\ud83d\\ude00\\ude00\",\"\\\"\\uD800\"]";

	js_replace_halves(json, strlen(json));
	g_assert_cmpstr(
		json, ==,
		"[\"\\ufffdx\\\\ud83d\\ud83d\\ude00\\ufffd\",\"\\\"\\ufffd\"]");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/js_text/resolves-escapes", resolves_escapes);
	g_test_add_func("/js_text/keeps-a-nul-in-a-string",
			keeps_a_nul_in_a_string);
	g_test_add_func("/js_text/spells-a-nul-for-who-takes-no-length",
			spells_a_nul_for_who_takes_no_length);
	g_test_add_func("/js_text/text-of-nothing-is-empty",
			text_of_nothing_is_empty);
	g_test_add_func("/js_text/reads-integers-that-fit",
			reads_integers_that_fit);
	g_test_add_func("/js_text/tells-true-from-all-else",
			tells_true_from_all_else);
	g_test_add_func("/js_text/halves-become-replacement-characters",
			halves_become_replacement_characters);
	return g_test_run();
}
