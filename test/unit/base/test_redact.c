#include "lib/base/redact.h"

#include <string.h>

#include "lib/base/js.h"
#include "test/unit/base/random_text.h"

#define KEY "Canary-9/+z_\"Q.~7"

static struct redact *knowing(const char *const *secrets)
{
	struct redact *redact = redact_new();

	for (; *secrets; secrets++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(sealed_release) struct sealed secret = { 0 };

		g_assert_true(
			sealed_set(&secret, *secrets, strlen(*secrets), &err));
		g_assert_true(redact_add(redact, &secret, &err));
	}
	return redact;
}

static struct redact *knowing_one(const char *secret)
{
	return knowing((const char *const[]){ secret, NULL });
}

/* Owned. */
static char *applied(const struct redact *redact, const char *text)
{
	char *copy = g_strdup(text);

	redact_text(redact, &copy);
	return copy;
}

static void expect(const struct redact *redact, const char *text,
		   const char *wanted)
{
	g_autofree char *got = applied(redact, text);

	g_assert_cmpstr(got, ==, wanted);
}

static void each_encoding_is_found(void)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{ KEY, "[redacted]" },
		{ "bad token Bearer " KEY "!", "bad token Bearer [redacted]!" },
		{ KEY KEY, "[redacted][redacted]" },
		{ "x-cANARY-9/+Z_\"q.~7: 1", "x-[redacted]: 1" },
		/* percent: upper and lower case, all of it, once more */
		{ "?k=Canary-9%2F%2Bz_%22Q.~7&x", "?k=[redacted]&x" },
		{ "?k=Canary-9%2f%2bz_%22Q.%7e7&x", "?k=[redacted]&x" },
		{ "%43%61%6E%61%72%79%2D%39%2F%2B%7A%5F%22%51%2E%7E%37",
		  "[redacted]" },
		{ "Canary-9%252F%25252Bz_%2522Q.~7", "[redacted]" },
		/* JSON, and JSON within JSON */
		{ "{\"m\":\"Canary-9\\/+z_\\\"Q.~7\"}",
		  "{\"m\":\"[redacted]\"}" },
		{ "{\"m\":\"\\u0043anary-9\\u002f\\u002Bz_\\\"Q.~\\u0037\"}",
		  "{\"m\":\"[redacted]\"}" },
		{ "\"Canary-9\\\\/+z_\\\\\\\"Q.~\\\\u0037\"",
		  "\"[redacted]\"" },
		{ "\\x43anary-9/+z_\"Q.~7", "[redacted]" },
		/* HTML */
		{ "<p>Canary-9/+z_&quot;Q.~7</p>", "<p>[redacted]</p>" },
		{ "&#67;&#x61;&#X6E;ary-9&#047;+z_&#34;Q.~7", "[redacted]" },
		{ "Canary-9/+z_&amp;quot;Q.~7", "[redacted]" },
		/* base64 of KEY, "Bearer KEY", "id:KEY", and url-safe */
		{ "Q2FuYXJ5LTkvK3pfIlEufjc=", "[redacted]c=" },
		{ "QmVhcmVyIENhbmFyeS05Lyt6XyJRLn43", "QmVhcmVyIE[redacted]" },
		{ "aWQ6Q2FuYXJ5LTkvK3pfIlEufjc=", "aWQ6[redacted]c=" },
		{ "aWQ6Q2FuYXJ5LTkvK3pfIlEufjc", "aWQ6[redacted]c" },
		{ "eDpDYW5hcnktOS8rel8iUS5-Nw", "eDp[redacted]w" },
		{ "eDpDYW5hcnktOS8rel8iUS5%2BNw%3D", "eDp[redacted]w%3D" },
		{ "\"eDpDYW5hcnktOS8rel8iUS5\\u002bNw\"",
		  "\"eDp[redacted]w\"" },
		/* cut */
		{ "the key Canary-9", "the key [redacted]" },
		{ "the key Canary-9/...", "the key [redacted]..." },
		{ "the key Canary-9/\xe2\x80\xa6",
		  "the key [redacted]\xe2\x80\xa6" },
		{ "Canary-9/+z_\"Q.~X", "[redacted]X" },
		/* and what is none */
		{ "", "" },
		{ "Canary", "Canary" },
		{ "a Canary-9 flies", "a Canary-9 flies" },
		{ "100%, \\, &, &#; and %4", "100%, \\, &, &#; and %4" },
		{ "UVVvdGVkIHRleHQ=", "UVVvdGVkIHRleHQ=" },
	};
	struct redact *redact = knowing_one(KEY);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		expect(redact, rows[i].text, rows[i].wanted);
	redact_free(redact);
}

static void all_of_several_secrets_go(void)
{
	static const char *const secrets[] = { "first-secret", "second-secret",
					       "first-secret", "", NULL };
	struct redact *redact = knowing(secrets);
	char *nothing = NULL;

	expect(redact, "first-secret, second-secret", "[redacted], [redacted]");
	redact_text(redact, &nothing);
	g_assert_null(nothing);
	expect(NULL, "first-secret", "first-secret");
	redact_free(redact);
	redact_free(NULL);
}

static void a_short_secret_is_a_word(void)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{ "key ab1 is bad", "key [redacted] is bad" },
		{ "key %61b1 is bad", "key [redacted] is bad" },
		{ "tab1e and cab1", "tab1e and cab1" },
		{ "Bearer ab1x", "[redacted]x" },
		{ "QmVhcmVyIGFiMQ==", "[redacted]Q==" },
	};
	struct redact *redact = knowing_one("ab1");

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		expect(redact, rows[i].text, rows[i].wanted);
	redact_free(redact);
}

static void the_newest_are_kept(void)
{
	struct redact *redact = redact_new();

	for (int i = 0; i < REDACT_MAX + 1; i++) {
		g_autofree char *text = g_strdup_printf("secret-no-%03d", i);
		AUTO(error_release) struct error err = { 0 };
		AUTO(sealed_release) struct sealed secret = { 0 };

		g_assert_true(sealed_set(&secret, text, strlen(text), &err));
		g_assert_true(redact_add(redact, &secret, &err));
	}
	expect(redact, "secret-no-000 secret-no-001 secret-no-064",
	       "secret-no-000 [redacted] [redacted]");
	redact_free(redact);
}

static void a_body_may_have_nul_bytes(void)
{
	struct redact *redact = knowing_one(KEY);
	g_autoptr(GString) text =
		g_string_new_len("a\0" KEY "\0\0b", sizeof(KEY) + 4);

	redact_apply(redact, text);
	g_assert_cmpuint(text->len, ==, 15);
	g_assert_true(memcmp(text->str, "a\0[redacted]\0\0b", 15) == 0);
	redact_free(redact);
}

/* A server can make its tokens, and what it says, as it likes: no text may
   take long. */
static void no_text_takes_long(void)
{
	g_autofree char *secret = g_strnfill(4096, '%');
	g_autoptr(GString) text = g_string_new(NULL);
	struct redact *redact = knowing_one(secret);

	for (int i = 0; i < 200; i++)
		g_string_append(text, "%25%2525\\%&amp;");
	redact_apply(redact, text);
	redact_free(redact);
}

/* ---- at random ---- */

/* Its last backslash may be left, since it could escape what comes next. */
static char *random_secret(GRand *rand)
{
	char *secret = random_text(rand, visible, 8 + below(rand, 60));

	secret[strlen(secret) - 1] = 'e';
	return secret;
}

static void append_encoded(GString *out, GRand *rand, char c)
{
	switch (below(rand, 9)) {
	case 0:
		g_string_append_printf(out, "%%%02X", (unsigned)c);
		break;
	case 1:
		g_string_append_printf(out, "%%25%02x", (unsigned)c);
		break;
	case 2:
		g_string_append_printf(out, "\\u%04x", (unsigned)c);
		break;
	case 3:
		g_string_append_printf(out, "&#%u;", (unsigned)c);
		break;
	case 4:
		g_string_append_printf(out, "&#x%X;", (unsigned)c);
		break;
	case 5:
		g_string_append_printf(out, "\\\\u%04X", (unsigned)c);
		break;
	default:
		g_string_append_c(out, c);
	}
}

static char *random_encoded(GRand *rand, const char *secret)
{
	GString *out = g_string_new(NULL);

	for (; *secret; secret++)
		append_encoded(out, rand, *secret);
	return g_string_free(out, FALSE);
}

static void any_mixture_is_found(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260101);

	for (int i = 0; i < 3000; i++) {
		g_autofree char *secret = random_secret(rand);
		g_autofree char *before =
			random_text(rand, " .,", below(rand, 5));
		g_autofree char *after =
			random_text(rand, " ,;", below(rand, 5));
		g_autofree char *encoded = random_encoded(rand, secret);
		g_autofree char *text =
			g_strconcat(before, encoded, after, NULL);
		g_autofree char *wanted =
			g_strconcat(before, REDACT_MARK, after, NULL);
		struct redact *redact = knowing_one(secret);

		expect(redact, text, wanted);
		redact_free(redact);
	}
}

static char *random_base64(GRand *rand, const char *secret)
{
	g_autofree char *before = random_text(rand, visible, below(rand, 9));
	g_autofree char *after = random_text(rand, visible, below(rand, 9));
	g_autofree char *whole = g_strconcat(before, secret, after, NULL);
	char *text = g_base64_encode((const guchar *)whole, strlen(whole));

	if (below(rand, 2))
		g_strdelimit(g_strdelimit(text, "+", '-'), "/", '_');
	return text;
}

/* At each end, four bits of the secret share a character with its neighbour. */
static void base64_at_any_place_is_found(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260102);

	for (int i = 0; i < 3000; i++) {
		g_autofree char *secret = random_secret(rand);
		g_autofree char *text = random_base64(rand, secret);
		struct redact *redact = knowing_one(secret);
		g_autofree char *got = applied(redact, text);
		const char *mark = strstr(got, REDACT_MARK);
		size_t left = strlen(got) - strlen(REDACT_MARK);

		g_assert_nonnull(mark);
		g_assert_cmpuint(strlen(text) - left, >=,
				 (strlen(secret) * 8 - 4) / 6);
		redact_free(redact);
	}
}

static void json_stays_json(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260103);

	for (int i = 0; i < 3000; i++) {
		g_autofree char *secret =
			random_text(rand, "u\\0a4\"b1nx", 8 + below(rand, 9));
		g_autofree char *around =
			random_text(rand, "u\\0a4\"b1nx", below(rand, 9));
		g_autofree char *plain =
			g_strconcat(around, secret, around, NULL);
		g_autoptr(GString) text = g_string_new(NULL);
		AUTO(error_release) struct error err = { 0 };
		struct redact *redact = knowing_one(secret);
		struct js root;

		js_append_string(text, plain, strlen(plain));
		redact_apply(redact, text);
		g_assert_nonnull(strstr(text->str, REDACT_MARK));
		g_assert_true(
			js_check(text->str, text->len, "it", &root, &err));
		redact_free(redact);
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "/redact/each encoding is found", each_encoding_is_found },
	{ "/redact/all of several secrets go", all_of_several_secrets_go },
	{ "/redact/a short secret is a word", a_short_secret_is_a_word },
	{ "/redact/the newest are kept", the_newest_are_kept },
	{ "/redact/a body may have NUL bytes", a_body_may_have_nul_bytes },
	{ "/redact/no text takes long", no_text_takes_long },
	{ "/redact/any mixture is found", any_mixture_is_found },
	{ "/redact/base64 at any place is found",
	  base64_at_any_place_is_found },
	{ "/redact/JSON stays JSON", json_stays_json },
};

static void an_address_is_shown_without_its_password(void)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "", "" },
		{ "30", "30" },
		{ "/etc/ssl/me@home.pem", "/etc/ssl/me@home.pem" },
		{ "me@home", "me@home" },
		{ "https://api.test/v1", "https://api.test/v1" },
		{ "https://api.test:8443/v1", "https://api.test:8443/v1" },
		{ "https://api.test/v1/me@home",
		  "https://api.test/v1/me@home" },
		{ "https://[::1]:80/v1", "https://[::1]:80/v1" },
		{ "http://usr:pw@h", "http://[redacted]@h" },
		{ "HTTP://pw@h:1/v1", "HTTP://[redacted]@h:1/v1" },
		{ "http://usr:p@w@h/v1", "http://[redacted]@h/v1" },
		{ "http://usr:p/w@h/v1", "http://[redacted]@h/v1" },
		{ "http://usr:p?w@h", "http://[redacted]@h" },
		{ "http:/usr:pw@h", "http:/[redacted]@h" },
		{ "usr:pw@h", "[redacted]@h" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *shown = redact_url(cases[i].text);

		g_assert_cmpstr(shown, ==, cases[i].shown);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].name, tests[i].run);
	g_test_add_func("/redact/an address is shown without its password",
			an_address_is_shown_without_its_password);
	return g_test_run();
}
