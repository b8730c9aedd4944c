#include <string.h>

#include "lib/net/errbody.h"

static const struct {
	const char *text, *message, *code;
	const char *fields; /* "name: text|..."; NULL: the shape is not known */
} cases[] = {
	/* an object below "error" */
	{ "{\"error\":{\"code\":\"validation_failed\",\"message\":\"No\","
	  "\"details\":{\"name\":[\"is missing\",\"is short\"],"
	  "\"address\":{\"city\":[\"is unknown\"]}}}}",
	  "No", "validation_failed",
	  "name: is missing|name: is short|address.city: is unknown" },
	{ "{\"error\":{\"code\":422,\"message\":\"No\",\"details\":["
	  "{\"field\":\"name\",\"message\":\"is missing\"}]}}",
	  "No", "422", "name: is missing" },
	{ "{\"error\":{\"message\":\"No\",\"details\":\"too late\"}}",
	  "No; too late", NULL, "" },
	/* OAuth's way */
	{ "{\"error\":\"invalid_token\",\"error_description\":\"It ended\"}",
	  "It ended", "invalid_token", "" },
	{ "{\"error\":\"It ended\"}", "It ended", NULL, "" },
	/* a message and a map of fields */
	{ "{\"message\":\"No\",\"errors\":{\"name\":[\"is missing\"],"
	  "\"email\":\"is none\"}}",
	  "No", NULL, "name: is missing|email: is none" },
	/* lists of errors */
	{ "{\"errors\":[{\"field\":\"name\",\"message\":\"is missing\"},"
	  "{\"path\":\"email\",\"detail\":\"is none\"},"
	  "{\"source\":{\"pointer\":\"/x\"},\"title\":\"odd\"}]}",
	  NULL, NULL, "name: is missing|email: is none|/x: odd" },
	{ "{\"errors\":[\"one\",\"two\"]}", "one; two", NULL, "" },
	{ "{\"errors\":[\"name: is missing\",\"No: x\",\"a b: c\",\"n: \"]}",
	  "No: x; a b: c; n: ", NULL, "name: is missing" },
	{ "{\"errors\":[{\"message\":\"one\"},{\"message\":\"two\"}]}",
	  "one; two", NULL, "" },
	{ "[\"one\",\"two\"]", "one; two", NULL, "" },
	/* flat */
	{ "{\"code\":17,\"message\":\"No\"}", "No", "17", "" },
	{ "{\"title\":\"Bad\",\"detail\":\"No such day\",\"status\":422}",
	  "No such day", NULL, "" },
	{ "\"No\"", "No", NULL, "" },
	{ "{\"message\":\"a\\u0000b\"}", "a\\x00b", NULL, "" },
	/* keys that are empty, null or of another kind */
	{ "{}", NULL, NULL, NULL },
	{ " [ ]", "[ ]", NULL, NULL },
	{ "{\"message\":null}", "{\"message\":null}", NULL, NULL },
	{ "{\"error\":\"\"}", "{\"error\":\"\"}", NULL, NULL },
	{ "{\"error\":{\"message\":{\"a\":1}}}",
	  "{\"error\":{\"message\":{\"a\":1}}}", NULL, NULL },
	{ "{\"fault\":\n{\"cause\":\"x\"}}", "{\"fault\": {\"cause\":\"x\"}}",
	  NULL, NULL },
	{ "{\"errors\":{\"n\":[null]}}", "{\"errors\":{\"n\":[null]}}", NULL,
	  NULL },
	{ "true", "true", NULL, NULL },
	{ "null", NULL, NULL, NULL },
	{ "", NULL, NULL, NULL },
	/* no JSON */
	{ "  upstream\n\tfailed  ", "upstream failed", NULL, NULL },
	{ "<html><head><TITLE>502 Bad\nGateway</TITLE></head><body>x</html>",
	  "502 Bad Gateway", NULL, NULL },
	{ "<!DOCTYPE html><title></title><p>no <b>title</b></p>", "no title",
	  NULL, NULL },
	{ "<html><head><style>p{}</style></head><header>Top</header>"
	  "<SCRIPT>if (a<b) go();</SCRIPT>Denied",
	  "Top Denied", NULL, NULL },
	{ "<?xml version=\"1.0\"?><Error><Code>No</Code></Error>", "No", NULL,
	  NULL },
	{ "<html><title lang=en>cut", "cut", NULL, NULL },
	{ "<html><", NULL, NULL, NULL },
	{ "{\"message\":\"cut", "{\"message\":\"cut", NULL, NULL },
};

static void assert_fields(const struct errbody *body, const char *wanted)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; body->fields && i < body->fields->len; i++) {
		const struct error_field *row = body->fields->pdata[i];

		g_string_append_printf(text, "%s%s: %s", i ? "|" : "",
				       row->field, row->message);
	}
	g_assert_cmpstr(text->str, ==, wanted);
}

static void reads_every_shape(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(errbody_release) struct errbody body = { 0 };

		errbody_read(cases[i].text, strlen(cases[i].text), &body);
		g_test_message("%s", cases[i].text);
		g_assert_cmpstr(body.message, ==, cases[i].message);
		g_assert_cmpstr(body.code, ==, cases[i].code);
		g_assert_cmpint(body.is_known, ==, cases[i].fields != NULL);
		assert_fields(&body, cases[i].fields ? cases[i].fields : "");
	}
}

static void bounds_what_it_keeps(void)
{
	g_autoptr(GString) many = g_string_new("{\"errors\":{");
	g_autoptr(GString) deep = g_string_new("{\"errors\":");
	g_autofree char *filler = g_strnfill(ERRBODY_TEXT_MAX - 1, 'x');
	g_autofree char *wide =
		g_strdup_printf("{\"message\":\"%s\xc3\xa9tail\"}", filler);
	AUTO(errbody_release) struct errbody body = { 0 };

	for (int i = 0; i < 1000; i++)
		g_string_append_printf(many, "%s\"f%d\":\"bad\"", i ? "," : "",
				       i);
	g_string_append(many, "}}");
	errbody_read(many->str, many->len, &body);
	g_assert_cmpuint(body.fields->len, ==, ERRBODY_FIELDS_MAX);

	errbody_release(&body);
	for (int i = 0; i < 30; i++)
		g_string_append(deep, "{\"a\":");
	g_string_append(deep, "\"bad\"");
	for (int i = 0; i < 31; i++)
		g_string_append_c(deep, '}');
	errbody_read(deep->str, deep->len, &body);
	g_assert_null(body.fields);

	/* the start of a text shows that it goes on */
	errbody_release(&body);
	errbody_read(filler, strlen(filler), &body);
	g_assert_cmpuint(strlen(body.message), ==, 200);
	g_assert_true(g_str_has_suffix(body.message, "xx..."));

	/* never half of a character */
	errbody_release(&body);
	errbody_read(wide, strlen(wide), &body);
	g_assert_cmpstr(body.message, ==, filler);
}

static void tells_web_pages(void)
{
	static const char *const pages[] = { "<!DOCTYPE html>", "<html>",
					     " \n<HTML lang=de>",
					     "<?xml version=\"1.0\"?>" };
	static const char *const others[] = { "", "<", "{}", "\"<html>\"",
					      "html" };

	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		g_assert_true(errbody_is_page(pages[i], strlen(pages[i])));
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_false(errbody_is_page(others[i], strlen(others[i])));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/errbody/reads-every-shape", reads_every_shape);
	g_test_add_func("/errbody/bounds-what-it-keeps", bounds_what_it_keeps);
	g_test_add_func("/errbody/tells-web-pages", tells_web_pages);
	return g_test_run();
}
