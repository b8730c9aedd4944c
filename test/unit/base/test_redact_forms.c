/* Each way to spell a secret, with each kind of secret. */
#include <string.h>

#include "lib/base/js.h"
#include "lib/base/redact.h"
#include "test/unit/base/random_text.h"

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

/* Owned. */
static char *applied(const char *secret, const char *text)
{
	struct redact *redact = knowing((const char *const[]){ secret, NULL });
	char *copy = g_strdup(text);

	redact_text(redact, &copy);
	redact_free(redact);
	return copy;
}

/* ---- the ways ---- */

/* Owned; `with` stands between two characters. */
static char *apart(const char *text, size_t every, const char *with)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; text[i]; i++) {
		if (i > 0 && i % every == 0)
			g_string_append(out, with);
		g_string_append_c(out, text[i]);
	}
	return g_string_free(out, FALSE);
}

static char *hex(const char *secret, const char *fmt)
{
	GString *out = g_string_new(NULL);

	for (; *secret; secret++) {
		g_autofree char *digits = g_strdup_printf(
			"%02x", (unsigned)(unsigned char)*secret);
		g_autofree char *upper = g_ascii_strup(digits, -1);

		g_string_append(out, strchr(fmt, 'X') ? upper : digits);
		g_string_append(out, strchr(fmt, ' ') ? " " : "");
	}
	g_strchomp(out->str);
	out->len = strlen(out->str);
	return g_string_free(out, FALSE);
}

static char *base64(const char *secret)
{
	return g_base64_encode((const guchar *)secret, strlen(secret));
}

enum way { APART, HEX, HEX_APART, BASE64_APART, START, END };

static const struct {
	const char *name;
	enum way way;
	size_t every;
	const char *with;
} ways[] = {
	{ "as it is", APART, 1, "" },
	{ "hex", HEX, 1, "x" },
	{ "HEX", HEX, 1, "X" },
	{ "hex with blanks", HEX, 1, "x " },
	{ "hex with colons", HEX_APART, 2, ":" },
	{ "hex with dashes", HEX_APART, 2, "-" },
	{ "hex in lines", HEX_APART, 16, "\n" },
	{ "hex in lines of JSON", HEX_APART, 16, "\\n" },
	{ "hex with escapes", HEX_APART, 3, "\\u200b" },
	{ "base64", BASE64_APART, 1, "" },
	{ "base64 in lines", BASE64_APART, 8, "\r\n" },
	{ "base64 in continued lines", BASE64_APART, 9, "\r\n " },
	{ "base64 in lines of JSON", BASE64_APART, 8, "\\r\\n" },
	{ "base64 in lines of JSON in JSON", BASE64_APART, 8, "\\\\n" },
	{ "base64 in lines of a form", BASE64_APART, 8, "%0D%0A" },
	{ "base64 in lines of HTML", BASE64_APART, 8, "&#13;&#10;" },
	{ "lines", APART, 5, "\n" },
	{ "zero width", APART, 1, "\u200b" },
	{ "joiners", APART, 2, "\u200c\u200d" },
	{ "byte order marks", APART, 3, "\ufeff" },
	{ "bidi marks", APART, 2, "\u202e\u202c\u2066\u2069" },
	{ "soft hyphens", APART, 4, "\u00ad" },
	{ "tags", APART, 1, "\U000e0041" },
	{ "variation selectors", APART, 1, "\ufe0f" },
	{ "struck out", APART, 1, "\u0336" },
	{ "bytes that are no UTF-8", APART, 1, "\xff" },
	{ "control characters", APART, 1, "\x01\x7f\b" },
	{ "zero width in JSON", APART, 1, "\\u200b" },
	{ "tags in JSON", APART, 1, "\\udb40\\udc41" },
	{ "NUL in JSON", APART, 1, "\\u0000" },
	{ "zero width in JSON in JSON", APART, 1, "\\\\u200B" },
	{ "zero width made visible", APART, 1, "\\u200b\\U000e0041" },
	{ "zero width in bytes", APART, 1, "\\xe2\\x80\\x8b" },
	{ "zero width in an address", APART, 1, "%E2%80%8B" },
	{ "the same, twice", APART, 1, "%25E2%2580%258B" },
	{ "zero width in HTML", APART, 1, "&#8203;&#x200B;&shy;&zwnj;" },
	{ "colours", APART, 1, "\x1b[31m" },
	{ "colours in 24 bits", APART, 3, "\x1b[38;2;1;2;3m\x1b[0m" },
	{ "colours by C1", APART, 1,
	  "\xc2\x9b"
	  "31m" },
	{ "colours in JSON", APART, 1, "\\u001b[31m" },
	{ "colours made visible", APART, 1, "\\x1b[31m" },
	{ "colours in an address", APART, 1, "%1B%5B31%6D" },
	{ "colours in octal", APART, 1, "\\033[31m\\e[0m" },
	{ "links", APART, 4, "\x1b]8;;https://a.test/b?c\x1b\\" },
	{ "a title", APART, 4, "\x1b]0;a title\a" },
	{ "another character set", APART, 4, "\x1b(B" },
	{ "an escape alone", APART, 1, "\x1b" },
	{ "its start", START, 0, NULL },
	{ "its end", END, 0, NULL },
};

static char *spelled(size_t way, const char *secret)
{
	g_autofree char *code = NULL;

	switch (ways[way].way) {
	case APART:
		return apart(secret, ways[way].every, ways[way].with);
	case HEX:
		return hex(secret, ways[way].with);
	case HEX_APART:
		code = hex(secret, "x");
		return apart(code, ways[way].every, ways[way].with);
	case BASE64_APART:
		code = base64(secret);
		return apart(g_strdelimit(code, "=", '\0'), ways[way].every,
			     ways[way].with);
	case START:
		return g_strndup(secret, MIN(strlen(secret), 17));
	case END:
		return g_strdup(secret + strlen(secret) -
				MIN(strlen(secret), 17));
	}
	return NULL;
}

/* How much may be left of it: of base64, the character that ends it, and the
   line end in front of that; a backslash, which would escape what follows. */
static size_t spare(size_t way)
{
	return ways[way].way == BASE64_APART ? 8 : 1;
}

/* ---- with each secret ---- */

static void each_way_with_each_secret(void)
{
	static const char *const secrets[] = {
		"canary-key-0123456789",
		"12345678",
		"fk_live_51HqLyjWDarjtT1zdp7dc",
		"Canary-9/+z_\"Q.~7&%\\<'=[]x",
		"\\u0041%41&#65;\\x41+/-_ends",
		"550e8400-e29b-41d4-a716-446655440000",
		"deadbeefcafebabe0123456789abcdef",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
	};

	for (size_t way = 0; way < G_N_ELEMENTS(ways); way++)
		for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++) {
			g_autofree char *code = spelled(way, secrets[i]);
			g_autofree char *text =
				g_strdup_printf("it is <%s> !", code);
			g_autofree char *got = applied(secrets[i], text);

			g_test_message("%s: %s: %s", ways[way].name, text, got);
			g_assert_true(g_str_has_prefix(got, "it is <"));
			g_assert_true(g_str_has_suffix(got, "> !"));
			g_assert_nonnull(strstr(got, REDACT_MARK));
			g_assert_cmpuint(strlen(got), <=,
					 strlen("it is <[redacted]> !") +
						 spare(way));
		}
}

/* ---- at random ---- */

static const char letters[] = "!\"#$%&'()*+,-./0123456789:;<=>?@[]^_`{|}~"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "abcdefghijklmnopqrstuvwxyz";

static void any_secret_at_any_place(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261129);

	for (int i = 0; i < 3000; i++) {
		size_t way = below(rand, G_N_ELEMENTS(ways));
		/* no backslash, which may also end a control sequence */
		g_autofree char *secret =
			random_text(rand, letters, 18 + below(rand, 60));
		g_autofree char *code = spelled(way, secret);
		g_autofree char *before =
			random_text(rand, visible, below(rand, 40));
		g_autofree char *after =
			random_text(rand, visible, below(rand, 40));
		g_autofree char *text =
			g_strconcat(before, " ", code, " ", after, NULL);
		g_autofree char *got = applied(secret, text);
		size_t left = strlen(got) - strlen(REDACT_MARK);

		if (!strstr(got, REDACT_MARK) ||
		    left > strlen(before) + strlen(after) + 2 + spare(way))
			g_test_message("%s: %s: %s", ways[way].name, secret,
				       got);
		g_assert_nonnull(strstr(got, REDACT_MARK));
		g_assert_cmpuint(left, <=,
				 strlen(before) + strlen(after) + 2 +
					 spare(way));
	}
}

static void json_stays_json(void)
{
	static const char odd[] = "u\\0a4\"b1nx\x1b\x01[;m";
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261130);

	for (int i = 0; i < 3000; i++) {
		g_autofree char *secret =
			random_text(rand, odd, 18 + below(rand, 9));
		/* its quote would be taken for the one that JSON begins with */
		g_autofree char *spread =
			apart(*secret == '"' ? secret : secret + below(rand, 2),
			      1 + below(rand, 9),
			      below(rand, 2) ? "\u200b" : "\x1b[1m");
		g_autofree char *around =
			random_text(rand, odd, below(rand, 9));
		g_autofree char *plain =
			g_strconcat(around, spread, around, NULL);
		g_autoptr(GString) json = g_string_new(NULL);
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *got = NULL;
		struct js root;

		js_append_string(json, plain, strlen(plain));
		got = applied(secret, json->str);
		if (!js_check(got, strlen(got), "it", &root, &err))
			g_error("%s: %s: %s", secret, json->str, got);
		g_assert_nonnull(strstr(got, REDACT_MARK));
	}
}

/* ---- and what is none ---- */

static void ordinary_text_stays(void)
{
	static const char *const secrets[] = {
		"canary-key-0123456789",
		"550e8400-e29b-41d4-a716-446655440000",
		"0123456789abcdef0123456789abcdef",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
		"work-orders",
		"ab1",
		NULL,
	};
	static const char *const texts[] = {
		"fentu: error: the work order 'wo-88' was not found",
		"a canary, a key\nand an order of work\n",
		"{\"id\":\"1b4e28ba-e29b-41d4-a716-883f0016d3cc\"}",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852",
		"00000000000000000000000000000000000000000000000000000000",
		"eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiIyIn0",
		"Gr\u00fc\u00dfe, \u200fשלום\u200f, e\u0301",
		"\x1b[31mred\x1b[0m \\x1b[1mbold, ab\n1 a\tb1",
		"work order 1, work orders: 2",
		"100%, \\, \\\\, &amp;, &#;, %4, \\u12, \x1b",
		"/v1/work-order?status=open&page=2",
		"",
	};
	struct redact *redact = knowing(secrets);

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *copy = g_strdup(texts[i]);

		redact_text(redact, &copy);
		g_assert_cmpstr(copy, ==, texts[i]);
	}
	redact_free(redact);
}

static void other_secrets_stay(void)
{
	static const char few[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261201);

	for (int i = 0; i < 3000; i++) {
		g_autofree char *secret =
			random_text(rand, few, 12 + below(rand, 60));
		g_autofree char *other =
			random_text(rand, few, 12 + below(rand, 60));
		g_autofree char *code =
			spelled(below(rand, G_N_ELEMENTS(ways)), other);
		g_autofree char *got = applied(secret, code);

		g_assert_cmpstr(got, ==, code);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/redact_forms/each way with each secret",
			each_way_with_each_secret);
	g_test_add_func("/redact_forms/any secret at any place",
			any_secret_at_any_place);
	g_test_add_func("/redact_forms/JSON stays JSON", json_stays_json);
	g_test_add_func("/redact_forms/ordinary text stays",
			ordinary_text_stays);
	g_test_add_func("/redact_forms/other secrets stay", other_secrets_stay);
	return g_test_run();
}
