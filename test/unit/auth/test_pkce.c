#include "lib/auth/pkce.h"

#include <string.h>

/* RFC 7636, appendix B. */
static void the_challenge_is_that_of_the_standard(void)
{
	static const char text[] =
		"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed verifier = { 0 };
	g_autofree char *challenge = NULL;

	g_assert_true(sealed_set(&verifier, text, strlen(text), &err));
	challenge = pkce_challenge(&verifier);
	g_assert_cmpstr(challenge, ==,
			"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void verifiers_have_length_and_alphabet_and_never_repeat(void)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-_";
	bool is_long = g_getenv("FENTU_TEST_FULL") != NULL;
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (int i = 0; i < (is_long ? 100000 : 2000); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(sealed_release) struct sealed text = { 0 };

		g_assert_true(pkce_random(&text, &err));
		g_assert_cmpuint(text.len, ==, PKCE_TEXT_LEN);
		g_assert_cmpuint(strspn(sealed_reveal(&text), alphabet), ==,
				 PKCE_TEXT_LEN);
		g_assert_true(
			g_hash_table_add(seen, g_strdup(sealed_reveal(&text))));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pkce/the challenge is that of the standard",
			the_challenge_is_that_of_the_standard);
	g_test_add_func("/pkce/verifiers have length and alphabet and never "
			"repeat",
			verifiers_have_length_and_alphabet_and_never_repeat);
	return g_test_run();
}
