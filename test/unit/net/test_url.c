#include "lib/net/url.h"

static const char home[] = "https://api.fentu.io/v1";

/* All that looks like the home origin and is none. */
static const char *const look_alikes[] = {
	"https://api.fentu.io.evil.example/v1",
	"https://evilapi.fentu.io/v1",
	"https://api.fentu.io./v1",
	"https://.api.fentu.io/v1",
	"https://api..fentu.io/v1",
	"https://fentu.io/v1",
	"https://www.api.fentu.io/v1",
	"https://api-fentu.io/v1",
	"https://api.fentu.io.",
	"https://api.fentu.i0/v1",
	"https://api.fentu.co/v1",
	"https://apifentu.io/v1",
	"https://api.fentu.io:444/v1",
	"https://api.fentu.io:80/v1",
	"https://api.fentu.io:4430/v1",
	"https://api.fentu.io:0/v1",
	"https://api.fentu.io:65536/v1",
	"https://api.fentu.io:65979/v1", /* 443 + 65536 */
	"https://api.fentu.io:-443/v1",
	"https://api.fentu.io:/v1",
	"https://api.fentu.io:443x/v1",
	"https://api.fentu.io:443:443/v1",
	"https://api.fentu.io:4 43/v1",
	"http://api.fentu.io/v1",
	"http://api.fentu.io:443/v1",
	"HTTP://API.FENTU.IO/v1",
	"ftp://api.fentu.io/v1",
	"file://api.fentu.io/v1",
	"httpss://api.fentu.io/v1",
	"https:/api.fentu.io/v1",
	"https:api.fentu.io/v1",
	"https:///api.fentu.io/v1",
	"https:////api.fentu.io/v1",
	"https:\\\\api.fentu.io/v1",
	"https:/\\api.fentu.io/v1",
	"//api.fentu.io/v1",
	"api.fentu.io/v1",
	"/v1",
	"",
	" https://api.fentu.io/v1",
	"https://api.fentu.io /v1",
	"\thttps://api.fentu.io/v1",
	"https://api.fentu.io/v1\n",
	"https://api.fentu.io\r\nHost: evil.example/v1",
	"https://api.fentu.io%0d%0a/v1",
	"https://api.fentu.io%00.evil.example/v1",
	"https://api.fentu.io%2eevil.example/v1",
	"https://api%2efentu.io/v1",
	"https://api.fentu.io%2f@evil.example/v1",
	"https://user@api.fentu.io/v1",
	"https://user:word@api.fentu.io/v1",
	"https://:@api.fentu.io/v1",
	"https://@api.fentu.io/v1",
	"https://api.fentu.io@evil.example/v1",
	"https://api.fentu.io:443@evil.example/v1",
	"https://api.fentu.io;@evil.example/v1",
	"https://evil.example\\@api.fentu.io/v1",
	"https://evil.example#@api.fentu.io/v1",
	"https://evil.example?@api.fentu.io/v1",
	"https://evil.example/@api.fentu.io/v1",
	"https://evil.example/https://api.fentu.io/v1",
	"https://api.fentu.io#/v1",
	"https://api.fentu.io/v1#part",
	"https://\u0430pi.fentu.io/v1", /* a Cyrillic a */
	"https://api\u3002fentu.io/v1", /* an ideographic full stop */
	"https://xn--pi-6kc.fentu.io/v1",
	"https://xn--api-fentu.io/v1",
	"https://api.fentu.io\u00ad/v1", /* a soft hyphen */
	"https://api_fentu.io/v1",
	"https://-api.fentu.io/v1",
	"https://api-.fentu.io/v1",
	"https://api.fentu.io,evil.example/v1",
	"https://*.fentu.io/v1",
	"https://[api.fentu.io]/v1",
	"https://[::ffff:api.fentu.io]/v1",
	"https://[::1]/v1",
	"https://[::1/v1",
	"https://[fe80::1%25eth0]/v1",
	"https://127.0.0.1/v1",
	"https://localhost/v1",
	"https://api.fentu.io/v1/../../x",
	"https://api.fentu.io/v1/%2e%2e/x",
	"https://api.fentu.io/./v1",
	"https://api.fentu.io/v1/%zz",
	"https://api.fentu.io/v1/%2",
};

static void look_alikes_are_another_origin(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(look_alikes); i++) {
		g_test_message("%s", look_alikes[i]);
		g_assert_false(url_same_origin(home, look_alikes[i]));
		g_assert_false(url_same_origin(look_alikes[i], home));
	}
	g_assert_cmpuint(G_N_ELEMENTS(look_alikes), >=, 80);
}

static void spellings_of_one_origin_are_equal(void)
{
	static const char *const same[] = {
		"https://api.fentu.io",	     "https://api.fentu.io/",
		"https://api.fentu.io:443",  "HTTPS://API.Fentu.IO/v2",
		"https://api.fentu.io/?a=b", "https://api.fentu.io:443/x?@y",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
		g_test_message("%s", same[i]);
		g_assert_true(url_same_origin(home, same[i]));
	}
	g_assert_true(url_same_origin("http://[::1]:80/", "http://[0:0::1]"));
	g_assert_false(url_same_origin("http://127.0.0.1", "http://localhost"));
}

struct good {
	const char *text, *origin, *host, *path, *query;
	int port;
	bool is_loopback;
};

static const struct good good[] = {
	{ "https://api.fentu.io/v1", "https://api.fentu.io", "api.fentu.io",
	  "/v1", NULL, 443, false },
	{ "HTTPS://API.example:8443/V1//", "https://api.example:8443",
	  "api.example", "/V1", NULL, 8443, false },
	{ "https://a/?", "https://a", "a", "", "", 443, false },
	{ "https://a?x=%2F/../", "https://a", "a", "", "x=%2F/../", 443,
	  false },
	{ "http://localhost:8080", "http://localhost:8080", "localhost", "",
	  NULL, 8080, true },
	{ "http://127.9.8.7:80/a", "http://127.9.8.7", "127.9.8.7", "/a", NULL,
	  80, true },
	{ "http://[::1]:8080/v1", "http://[::1]:8080", "::1", "/v1", NULL, 8080,
	  true },
	{ "https://[2001:DB8:0:0::1]", "https://[2001:db8::1]", "2001:db8::1",
	  "", NULL, 443, false },
	{ "https://a/...", "https://a", "a", "/...", NULL, 443, false },
};

static void parts_are_taken_apart(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(url_release) struct url url = { 0 };

		g_test_message("%s", good[i].text);
		g_assert_true(url_parse(good[i].text, "url", &url, &err));
		g_assert_cmpstr(url.origin, ==, good[i].origin);
		g_assert_cmpstr(url.host, ==, good[i].host);
		g_assert_cmpstr(url.path, ==, good[i].path);
		g_assert_cmpstr(url.query, ==, good[i].query);
		g_assert_cmpint(url.port, ==, good[i].port);
		g_assert_true(url.is_loopback == good[i].is_loopback);
	}
}

static void addresses_have_one_spelling(void)
{
	static const char *const odd[] = {
		"http://127.1/",
		"http://0177.0.0.1/",
		"http://0x7f.0.0.1/",
		"http://2130706433/",
		"http://0x7f000001/",
		"http://127.0.0.1.",
		"http://127.0.0.01/",
		"http://127.0.0.256/",
		"http://127.0.0.1.5/",
		"http://[::127.0.0.1]/",
		"http://[::ffff:127.0.0.1]/",
		"http://localhost.",
		"http://localhost.evil.example/",
		"http://127.0.0.1.evil.example",
		"http://0.0.0.0/",
		"http://[::]/",
		"http://[127.0.0.1]/",
		"http://1/",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
		AUTO(error_release) struct error err = { 0 };
		struct url url = { 0 };

		g_test_message("%s", odd[i]);
		g_assert_false(url_parse(odd[i], "--api-url", &url, &err));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_true(g_str_has_prefix(err.message, "--api-url: "));
		g_assert_null(url.origin);
	}
}

static void no_address_is_hidden_in_a_name(void)
{
	static const char *const odd[] = {
		"https://127.1/",	 "https://0177.0.0.1/",
		"https://0x7f.0.0.1/",	 "https://2130706433/",
		"https://0x7f000001/",	 "https://127.0.0.01/",
		"https://10.0.0.256/",	 "https://10.0.0.1.5/",
		"https://a.1/",		 "https://[10.0.0.1]/",
		"https://a.example.0x/",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
		AUTO(error_release) struct error err = { 0 };
		struct url url = { 0 };

		g_test_message("%s", odd[i]);
		g_assert_false(url_parse(odd[i], "--api-url", &url, &err));
		g_assert_nonnull(strstr(err.message, "no proper host"));
	}
}

static void no_byte_outside_a_url_passes(void)
{
	for (int byte = 1; byte < 256; byte++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *text = g_strdup_printf("https://a/x%cy", byte);
		g_autofree char *out = NULL;
		bool allowed = byte < 127 && byte > 32 &&
			       !strchr("\"<>\\^`{|}#%", byte);

		g_assert_true(url_canonical(text, "url", &out, &err) ==
			      allowed);
	}
}

static void a_long_url_is_refused(void)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *tail = g_strnfill(URL_MAX, 'x');
	g_autofree char *text = g_strconcat("https://a/", tail, NULL);
	g_autofree char *label = g_strnfill(64, 'x');
	g_autofree char *host = g_strconcat("https://", label, ".io", NULL);
	char *out = NULL;

	g_assert_false(url_canonical(text, "url", &out, &err));
	text[URL_MAX] = '\0';
	g_assert_true(url_canonical(text, "url", &out, &err));
	g_free(out);
	g_assert_false(url_canonical(host, "url", &out, &err));
}

static void the_canonical_text_keeps_path_and_query(void)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *a = NULL;
	g_autofree char *b = NULL;

	g_assert_true(url_canonical("HTTPS://A:443/x/%2f/?q=%C3%BC&r%41", "url",
				    &a, &err));
	g_assert_cmpstr(a, ==, "https://a/x/%2F/?q=%C3%BC&rA");
	g_assert_true(url_canonical("https://a", "url", &b, &err));
	g_assert_cmpstr(b, ==, "https://a/");
}

static void locations_are_resolved(void)
{
	static const struct {
		const char *location, *target;
	} cases[] = {
		{ "/v2/x?a=b", "https://a:8/v2/x?a=b" },
		{ "x", "https://a:8/v1/x" },
		{ "../x", "https://a:8/x" },
		{ "../../../x", "https://a:8/x" },
		{ "?p=2", "https://a:8/v1/tasks?p=2" },
		{ "//b/x", "https://b/x" },
		{ "https://b/x", "https://b/x" },
		{ "http://b/x", NULL },
		{ "//u@b/x", NULL },
		{ "file:///etc/passwd", NULL },
		{ "javascript:alert(1)", NULL },
		{ "https:x", NULL },
		{ "/x\\y", NULL },
		{ "/\\b/x", NULL },
		{ "/x y", NULL },
		{ "/x\x01", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *target = NULL;
		bool done = url_resolve("https://a:8/v1/tasks?p=1",
					cases[i].location, &target, &err);

		g_test_message("%s", cases[i].location);
		g_assert_true(done == (cases[i].target != NULL));
		g_assert_cmpstr(target, ==, cases[i].target);
		g_assert_cmpint(err.code, ==, done ? ERR_NONE : ERR_NETWORK);
	}
}

static void an_id_cannot_leave_its_path_part(void)
{
	g_autoptr(GString) out = g_string_new("/x/");

	url_append_encoded(out, "a/b?c#d%2e\xc3\xbc ~._-");
	g_assert_cmpstr(out->str, ==, "/x/a%2Fb%3Fc%23d%252e%C3%BC%20~._-");
	g_string_truncate(out, 0);
	url_append_encoded(out, ".");
	url_append_encoded(out, "..");
	url_append_encoded(out, "...");
	g_assert_cmpstr(out->str, ==, "%2E%2E%2E...");
}

static void every_byte_of_a_parameter_is_encoded(void)
{
	g_autoptr(GString) out = g_string_new("https://a/x");

	url_append_query(out, "a", "1 2");
	url_append_query(out, "b[]", "x&y=z+\n");
	g_assert_cmpstr(out->str, ==,
			"https://a/x?a=1%202&b%5B%5D=x%26y%3Dz%2B%0A");
	for (int byte = 1; byte < 256; byte++) {
		const char text[2] = { (char)byte, '\0' };
		bool plain = g_ascii_isalnum(byte) || strchr("-._~", byte);

		g_string_truncate(out, 0);
		url_append_query(out, "k", text);
		g_assert_cmpuint(out->len, ==, plain ? 4 : 6);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/url/look-alikes are another origin",
			look_alikes_are_another_origin);
	g_test_add_func("/url/spellings of one origin are equal",
			spellings_of_one_origin_are_equal);
	g_test_add_func("/url/parts are taken apart", parts_are_taken_apart);
	g_test_add_func("/url/addresses have one spelling",
			addresses_have_one_spelling);
	g_test_add_func("/url/no address is hidden in a name",
			no_address_is_hidden_in_a_name);
	g_test_add_func("/url/no byte outside a URL passes",
			no_byte_outside_a_url_passes);
	g_test_add_func("/url/a long URL is refused", a_long_url_is_refused);
	g_test_add_func("/url/the canonical text keeps path and query",
			the_canonical_text_keeps_path_and_query);
	g_test_add_func("/url/locations are resolved", locations_are_resolved);
	g_test_add_func("/url/an id cannot leave its path part",
			an_id_cannot_leave_its_path_part);
	g_test_add_func("/url/every byte of a parameter is encoded",
			every_byte_of_a_parameter_is_encoded);
	return g_test_run();
}
