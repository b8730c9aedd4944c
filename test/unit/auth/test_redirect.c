#include "lib/auth/redirect.h"

#include <string.h>

#define ISSUER "https://auth.test"

/* What is waited for: state "right". */
static struct redirect judge_with(const char *query, bool needs_issuer)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed state = { 0 };
	const struct redirect_wish wish = { .state = &state,
					    .issuer = ISSUER,
					    .needs_issuer = needs_issuer };
	struct redirect redirect = { 0 };

	g_assert_true(sealed_set(&state, "right", 5, &err));
	redirect_judge(query, &wish, &redirect);
	return redirect;
}

static struct redirect judge(const char *query)
{
	return judge_with(query, false);
}

static void a_code_with_the_right_state_is_taken(void)
{
	static const struct {
		const char *query, *code;
	} rows[] = {
		{ "code=c1&state=right", "c1" },
		{ "state=right&code=c1&extra=1&flag", "c1" },
		{ "&&code=a%2Fb%3d~&state=%72ight&", "a/b=~" },
		{ "code=c1&state=right&iss=https%3A%2F%2Fauth.test", "c1" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		AUTO(redirect_release)
		struct redirect redirect = judge(rows[i].query);

		g_assert_cmpint(redirect.kind, ==, REDIRECT_CODE);
		g_assert_cmpstr(sealed_reveal(&redirect.code), ==,
				rows[i].code);
	}
}

static void everything_out_of_order_is_foreign(void)
{
	static const char *const rows[] = {
		"",
		"&",
		"code=c1",
		"code=c1&state=",
		"code=c1&state=wrong",
		"code=c1&state=righ",
		"code=c1&state=right1",
		"code=c1&state=RIGHT",
		"code=c1&State=right",
		"code=c1&state=right&state=right",
		"code=c1&state=wrong&state=right",
		"code=c1&code=c2&state=right",
		"code=c1&state=right&x=1&x=1",
		"code=c1&state=right&%78=1&x=1",
		"code=c1&error=e&state=right",
		"error=access_denied",
		"error=access_denied&state=wrong",
		"error=&state=right",
		"state=right",
		"code=&state=right",
		"code&state=right",
		"code=c%001&state=right",
		"code=c1&state=right%00",
		"code=c%&state=right",
		"code=c%4&state=right",
		"code=c%4g&state=right",
		"code=c1&state=right%2",
		"code=c+1&state=right",
		"code=c%0a1&state=right",
		"code=c%c3%a4&state=right",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		AUTO(redirect_release)
		struct redirect redirect = judge(rows[i]);

		g_test_message("%s", rows[i]);
		g_assert_cmpint(redirect.kind, ==, REDIRECT_FOREIGN);
		g_assert_true(sealed_is_empty(&redirect.code));
	}
}

static void too_much_is_foreign(void)
{
	g_autoptr(GString) many = g_string_new("code=c1&state=right");
	g_autofree char *pad = g_strnfill(REDIRECT_QUERY_MAX, 'x');
	g_autofree char *longer =
		g_strconcat("code=c1&state=right&pad=", pad, NULL);
	g_autofree char *part = g_strnfill(REDIRECT_CODE_MAX + 1, 'c');
	g_autofree char *code = g_strconcat("state=right&code=", part, NULL);
	const char *const rows[] = { longer, code };

	for (int i = 0; i < REDIRECT_PARAMETERS_MAX - 2; i++)
		g_string_append_printf(many, "&p%d=1", i);
	for (size_t i = 0; i < 3; i++) {
		AUTO(redirect_release)
		struct redirect redirect = judge(i < 2 ? rows[i] : many->str);

		g_assert_cmpint(redirect.kind, ==,
				i < 2 ? REDIRECT_FOREIGN : REDIRECT_CODE);
	}
	g_string_append(many, "&onemore=1");
	AUTO(redirect_release) struct redirect last = judge(many->str);
	g_assert_cmpint(last.kind, ==, REDIRECT_FOREIGN);
}

/* With a code, and with an error. */
static void expect_by_issuer(const char *issuer, bool is_promised,
			     bool is_right)
{
	static const struct {
		const char *query;
		enum redirect_kind kind;
	} answers[] = {
		{ "code=c1&state=right", REDIRECT_CODE },
		{ "error=access_denied&state=right", REDIRECT_ERROR },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autofree char *query =
			g_strconcat(answers[i].query, issuer ? "&iss=" : NULL,
				    issuer, NULL);
		AUTO(redirect_release)
		struct redirect redirect = judge_with(query, is_promised);

		g_test_message("%s", query);
		g_assert_cmpint(redirect.kind, ==,
				is_right ? answers[i].kind : REDIRECT_ISSUER);
	}
}

static void an_issuer_is_compared_byte_by_byte(void)
{
	static const struct {
		const char *issuer; /* NULL: absent */
		bool is_promised, is_right;
	} rows[] = {
		{ NULL, false, true },
		{ NULL, true, false },
		{ ISSUER, false, true },
		{ ISSUER, true, true },
		{ ISSUER "/", false, false },
		{ ISSUER "/", true, false },
		{ "https://AUTH.test", false, false },
		{ "https://other.test", false, false },
		{ "https://other.test", true, false },
		{ "", false, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		expect_by_issuer(rows[i].issuer, rows[i].is_promised,
				 rows[i].is_right);
}

static void an_error_is_kept_short_and_whole_characters(void)
{
	g_autofree char *pad = g_strnfill(REDIRECT_TEXT_MAX - 1, 'x');
	g_autofree char *query = g_strconcat(
		"error=access_denied&state=right&error_description=", pad,
		"%C3%A4zz", NULL);
	AUTO(redirect_release) struct redirect redirect = judge(query);

	g_assert_cmpint(redirect.kind, ==, REDIRECT_ERROR);
	g_assert_cmpstr(redirect.error, ==, "access_denied");
	g_assert_true(g_utf8_validate(redirect.description, -1, NULL));
	g_assert_cmpuint(strlen(redirect.description), ==,
			 REDIRECT_TEXT_MAX - 1 + strlen("…"));
	g_assert_true(g_str_has_suffix(redirect.description, "x…"));
}

static void what_is_no_utf8_is_mended(void)
{
	AUTO(redirect_release)
	struct redirect redirect =
		judge("error=e%ff&state=right&error_description=%fe");

	g_assert_cmpint(redirect.kind, ==, REDIRECT_ERROR);
	g_assert_true(g_utf8_validate(redirect.error, -1, NULL));
	g_assert_true(g_utf8_validate(redirect.description, -1, NULL));
}

static const struct {
	const char *text;
	enum error_code code; /* ERR_NONE: a code */
	const char *words;    /* the code, or part of the message */
} pasted[] = {
	{ "http://127.0.0.1:4711/callback?code=c1&state=right", ERR_NONE,
	  "c1" },
	{ "  http://127.0.0.1:4711/callback?code=c1&state=right#frag \r\n",
	  ERR_NONE, "c1" },
	{ "?code=c1&state=right", ERR_NONE, "c1" },
	{ "code=c1&state=right", ERR_NONE, "c1" },
	{ "c1-._~/+", ERR_NONE, "c1-._~/+" },
	{ "http://127.0.0.1:4711/callback?code=c1&state=wrong", ERR_LOGIN,
	  "does not belong to this login" },
	{ "https://auth.test/oauth/authorize", ERR_LOGIN,
	  "does not belong to this login" },
	{ "two words", ERR_USAGE, "neither an address nor a code" },
	{ "", ERR_USAGE, "neither an address nor a code" },
	{ "\n", ERR_USAGE, "neither an address nor a code" },
};

static void a_paste_is_an_address_or_a_code(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed state = { 0 };
	const struct redirect_wish wish = { .state = &state, .issuer = ISSUER };

	g_assert_true(sealed_set(&state, "right", 5, &err));
	for (size_t i = 0; i < G_N_ELEMENTS(pasted); i++) {
		AUTO(redirect_release) struct redirect redirect = { 0 };
		AUTO(sealed_release) struct sealed text = { 0 };
		bool ok;

		g_test_message("%s", pasted[i].text);
		g_assert_true(sealed_set(&text, pasted[i].text,
					 strlen(pasted[i].text), &err));
		ok = redirect_pasted(&text, &wish, &redirect, &err);
		g_assert_cmpint(ok ? ERR_NONE : err.code, ==, pasted[i].code);
		if (ok)
			g_assert_cmpstr(sealed_reveal(&redirect.code), ==,
					pasted[i].words);
		else
			g_assert_nonnull(strstr(err.message, pasted[i].words));
		error_clear(&err);
	}
}

static void every_refusal_has_words_and_a_code(void)
{
	static const struct {
		const char *query;
		enum error_code code;
		const char *words;
	} rows[] = {
		{ "error=access_denied", ERR_LOGIN, "denied in the browser" },
		{ "error=invalid_scope", ERR_LOGIN, "what was asked for" },
		{ "error=invalid_request", ERR_LOGIN, "did not accept" },
		{ "error=unauthorized_client", ERR_LOGIN, "this client" },
		{ "error=unsupported_response_type", ERR_LOGIN,
		  "(unsupported_response_type)" },
		{ "error=server_error", ERR_NETWORK, "failed" },
		{ "error=temporarily_unavailable&error_description=back+at+5",
		  ERR_NETWORK, ": back at 5" },
		{ "code=c1&iss=x", ERR_LOGIN, "'x', not 'https://auth.test'" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *query =
			g_strconcat(rows[i].query, "&state=right", NULL);
		const struct redirect_wish wish = { .issuer = ISSUER };
		AUTO(error_release) struct error err = { 0 };
		AUTO(redirect_release)
		struct redirect redirect = judge(query);

		g_assert_false(redirect_explain(&redirect, &wish, &err));
		g_assert_cmpint(err.code, ==, rows[i].code);
		g_assert_nonnull(strstr(err.message, rows[i].words));
		g_assert_nonnull(err.hint);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/redirect/a code with the right state is taken",
			a_code_with_the_right_state_is_taken);
	g_test_add_func("/redirect/everything out of order is foreign",
			everything_out_of_order_is_foreign);
	g_test_add_func("/redirect/too much is foreign", too_much_is_foreign);
	g_test_add_func("/redirect/an issuer is compared byte by byte",
			an_issuer_is_compared_byte_by_byte);
	g_test_add_func("/redirect/an error is kept short and whole characters",
			an_error_is_kept_short_and_whole_characters);
	g_test_add_func("/redirect/what is no UTF-8 is mended",
			what_is_no_utf8_is_mended);
	g_test_add_func("/redirect/a paste is an address or a code",
			a_paste_is_an_address_or_a_code);
	g_test_add_func("/redirect/every refusal has words and a code",
			every_refusal_has_words_and_a_code);
	return g_test_run();
}
