/* Good answers that look odd: each would cost a login if it were refused. */
#include "lib/auth/token_answer.h"

#include <string.h>

#define ACCESS "\"access_token\":\"acc\",\"token_type\":\"bearer\""

struct reading {
	struct token_answer answer;
	enum token_verdict verdict;
	struct error err;
	bool ok;
};

static void reading_release(struct reading *reading)
{
	token_answer_release(&reading->answer);
	error_release(&reading->err);
}

static struct reading read_reply(int status, const char *body)
{
	struct reading reading = { .verdict = TOKEN_NOT_SPENT };
	const struct http_reply reply = {
		.fault = HTTP_REPLIED,
		.status = status,
		.body = (char *)body,
		.body_len = strlen(body),
	};

	reading.ok =
		token_answer_read(&reply, TOKEN_BY_REFRESH, &reading.answer,
				  &reading.verdict, &reading.err);
	return reading;
}

/* What a server may put in a member that can be left out. */
static const char *const odd_values[] = {
	"0",
	"-0",
	"-1",
	"0.5",
	"-3600",
	"1e300",
	"1e11",
	"1e-9",
	"true",
	"false",
	"\"\"",
	"\" \"",
	"\" 5\"",
	"\"5 \"",
	"\"-5\"",
	"\"+5\"",
	"\"0\"",
	"\"0x10\"",
	"\"inf\"",
	"\"nan\"",
	"\"never\"",
	"\"1h\"",
	"\"2026-11-28T09:00:00Z\"",
	"\"a b\\n\"",
	"\"\\u0000\"",
	"\"\\u00e4\"",
	"\"\\u202e\"",
	"\"a\\\"b\"",
	"\"a\\\\b\"",
	"\"3600,0\"",
	"[]",
	"[3600]",
	"[\"read:assets\"]",
	"[null]",
	"{}",
	"{\"a\":1}",
	"[[[]]]",
	"99999999999999999999",
	"-1e99",
	"\"1e300\"",
};

static const struct {
	const char *name;
	const char *good; /* those that make sense there; NULL: all */
} optional[] = {
	{ "expires_in", "" },
	{ "refresh_expires_in", "" },
	{ "refresh_token_expires_in", "" },
	{ "refresh_token",
	  " \"-5\" \"+5\" \"0\" \"0x10\" \"inf\" \"nan\" \"never\" \"1h\" "
	  "\"2026-11-28T09:00:00Z\" \"a\\\"b\" \"a\\\\b\" \"3600,0\" "
	  "\"1e300\" " },
	{ "scope",
	  " \"\" \" \" \" 5\" \"5 \" \"-5\" \"+5\" \"0\" \"0x10\" \"inf\" "
	  "\"nan\" \"never\" \"1h\" \"2026-11-28T09:00:00Z\" \"3600,0\" "
	  "\"1e300\" " },
	{ "unknown", NULL },
	{ "id_token", NULL },
};

static bool is_odd(size_t member, const char *value)
{
	g_autofree char *word = g_strdup_printf(" %s ", value);

	/* one that is a word in two is looked for as a whole */
	return optional[member].good && !strstr(optional[member].good, word);
}

/* 280 answers: a refresh token is spent by then, so that nothing may be made
   of them but a login. */
static void odd_members_cost_no_login(void)
{
	size_t count = 0;

	for (size_t m = 0; m < G_N_ELEMENTS(optional); m++) {
		for (size_t v = 0; v < G_N_ELEMENTS(odd_values); v++) {
			g_autofree char *body = g_strdup_printf(
				"{" ACCESS ",\"%s\":%s}", optional[m].name,
				odd_values[v]);
			AUTO(reading_release)
			struct reading r = read_reply(200, body);

			g_test_message("%s: %s", body,
				       r.answer.odd ? r.answer.odd : "-");
			g_assert_true(r.ok);
			g_assert_cmpint(r.verdict, ==, TOKEN_GRANTED);
			g_assert_cmpstr(sealed_reveal(&r.answer.access), ==,
					"acc");
			g_assert_true((r.answer.odd != NULL) ==
				      is_odd(m, odd_values[v]));
			count++;
		}
	}
	g_assert_cmpuint(count, >=, 200);
}

static void a_type_that_is_no_word_is_unknown(void)
{
	static const char *const types[] = {
		"null", "\"\"", "\" \"", "5", "true", "{}", "[]", "[\"mac\"]",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		g_autofree char *body = g_strdup_printf(
			"{\"access_token\":\"acc\",\"token_type\":%s}",
			types[i]);
		AUTO(reading_release) struct reading r = read_reply(200, body);

		g_test_message("%s", body);
		g_assert_true(r.ok);
		g_assert_cmpstr(r.answer.odd, ==, "token_type");
	}
}

static void an_answer_may_lie_in_data(void)
{
	AUTO(reading_release)
	struct reading r =
		read_reply(200, "{\"meta\":{},\"data\":{" ACCESS
				",\"refresh_token\":\"ref\",\"scope\":5}}");

	g_assert_true(r.ok);
	g_assert_cmpstr(sealed_reveal(&r.answer.access), ==, "acc");
	g_assert_cmpstr(sealed_reveal(&r.answer.refresh), ==, "ref");
	g_assert_cmpstr(r.answer.odd, ==, "scope");
}

static void what_is_odd_is_unknown_and_named(void)
{
	AUTO(reading_release)
	struct reading r = read_reply(
		200, "{\"access_token\":\"acc\",\"expires_in\":0,"
		     "\"refresh_token\":\"\",\"refresh_expires_in\":0,"
		     "\"scope\":[\"read:assets\"]}");

	g_assert_true(r.ok);
	g_assert_cmpint(r.answer.expires_in_s, ==, 0);
	g_assert_cmpint(r.answer.refresh_expires_in_s, ==, 0);
	g_assert_true(sealed_is_empty(&r.answer.refresh));
	g_assert_null(r.answer.scope);
	g_assert_true(r.answer.is_scope_unknown);
	g_assert_cmpstr(r.answer.odd, ==,
			"token_type, refresh_token, expires_in, "
			"refresh_expires_in, scope");
}

#define PAIR ACCESS ",\"refresh_token\":\"ref\""

/* No strict parser takes these. */
static const struct {
	const char *body, *odd;
	bool is_doubled;
} loose[] = {
	{ "{" PAIR ",\"x\":1,\"x\":2}", NULL, false },
	{ "{" PAIR ",\"expires_in\":3600,\"expires_in\":3600}", NULL, false },
	{ "{" PAIR ",\"expires_in\":3600,\"expires_in\":NaN}", NULL, false },
	{ "{\"x\":NaN," PAIR "}", NULL, false },
	{ "{\"x\":-Infinity," PAIR "}", NULL, false },
	{ "{" PAIR ",\"expires_in\":NaN}", "expires_in", false },
	{ "{" PAIR ",\"scope\":\"a\tb\"}", "scope", false },
	{ "\xef\xbb\xbf{" PAIR ",}", NULL, false },
	{ "\xef\xbb\xbf {" PAIR "}; ", NULL, false },
	{ "{" PAIR ",\"x\":\"a\tb\"}", NULL, false },
	{ "{" PAIR ",\"x\":\"\xff\"}", NULL, false },
	{ "{" PAIR ",\"x\":\"\\q\\\"}\"}", NULL, false },
	{ "{" PAIR ",\"\xff\":1}", NULL, false },
	{ "{" PAIR ",}", NULL, false },
	{ "{" PAIR "};", NULL, false },
	{ "{" PAIR "}{}", NULL, false },
	{ "{\"access_token\":\"acc\"," PAIR "}", NULL, false },
	{ "{\"access_token\":\"no\"," PAIR "}", NULL, true },
	{ "{\"refresh_token\":\"no\"," PAIR "}", NULL, true },
	{ "{" PAIR ",\"access_token\":null}", NULL, false },
	{ "{" PAIR ",\"refresh\\u005ftoken\":[],\"x\":.5}", NULL, false },
};

static void what_is_not_json_costs_no_login(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(loose); i++) {
		AUTO(reading_release)
		struct reading r = read_reply(200, loose[i].body);

		g_test_message("row %zu", i);
		g_assert_true(r.ok);
		g_assert_true(r.answer.is_loose);
		g_assert_true(r.answer.is_doubled == loose[i].is_doubled);
		g_assert_cmpstr(sealed_reveal(&r.answer.access), ==, "acc");
		g_assert_cmpstr(sealed_reveal(&r.answer.refresh), ==, "ref");
		g_assert_cmpstr(r.answer.odd, ==, loose[i].odd);
	}
}

/* 100000 levels take no stack. */
static void depth_costs_no_login(void)
{
	g_autoptr(GString) body = g_string_new("{\"x\":");

	for (int i = 0; i < 100000; i++)
		g_string_append_c(body, '[');
	for (int i = 0; i < 100000; i++)
		g_string_append_c(body, ']');
	g_string_append(body, "," PAIR "}");
	AUTO(reading_release) struct reading r = read_reply(200, body->str);
	g_assert_true(r.ok);
	g_assert_cmpstr(sealed_reveal(&r.answer.refresh), ==, "ref");
}

/* What is not whole may lack the refresh token. */
static void what_is_cut_is_of_no_use(void)
{
	const char *whole = "{" PAIR ",\"x\":[1,{\"a\":\"b\"}],\"y\":NaN}";

	for (size_t len = 0; len < strlen(whole); len++) {
		g_autofree char *body = g_strndup(whole, len);
		AUTO(reading_release) struct reading r = read_reply(200, body);

		g_assert_false(r.ok);
		g_assert_cmpint(r.verdict, ==, TOKEN_SPENT);
	}
}

static void a_refusal_is_understood_all_the_same(void)
{
	AUTO(reading_release)
	struct reading r =
		read_reply(400, "\xef\xbb\xbf{\"error\":\"invalid_grant\"}");

	g_assert_false(r.ok);
	g_assert_cmpint(r.verdict, ==, TOKEN_INVALID_GRANT);
}

static void lifetimes_are_written_in_many_ways(void)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = {
		{ "3600", 3600 },
		{ "\"3600\"", 3600 },
		{ "3600.0", 3600 },
		{ "3600.9", 3600 },
		{ "3.6e3", 3600 },
		{ "\"3600.0\"", 3600 },
		{ "1", 1 },
		{ "4294967296", 4294967296 },
		{ "null", TOKEN_LIFETIME_S },
		{ "1e10", 10000000000 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *body = g_strdup_printf(
			"{" ACCESS ",\"expires_in\":%s}", cases[i].text);
		AUTO(reading_release)
		struct reading r = read_reply(200, body);

		g_assert_true(r.ok);
		g_assert_null(r.answer.odd);
		g_assert_cmpint(r.answer.expires_in_s, ==, cases[i].seconds);
	}
}

static void a_refusal_with_a_success_is_one(void)
{
	AUTO(reading_release)
	struct reading r = read_reply(200, "{\"error\":\"invalid_grant\"}");
	AUTO(reading_release)
	struct reading other = read_reply(200, "{\"error\":\"odd\"}");

	g_assert_false(r.ok);
	g_assert_cmpint(r.verdict, ==, TOKEN_INVALID_GRANT);
	g_assert_false(other.ok);
	g_assert_cmpint(other.verdict, ==, TOKEN_REFUSED);
}

static void any_success_may_grant(void)
{
	static const int statuses[] = { 200, 201, 203, 206 };

	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		AUTO(reading_release)
		struct reading r = read_reply(statuses[i], "{" ACCESS "}");

		g_assert_true(r.ok);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/token_odd/odd members cost no login",
			odd_members_cost_no_login);
	g_test_add_func("/token_odd/a type that is no word is unknown",
			a_type_that_is_no_word_is_unknown);
	g_test_add_func("/token_odd/an answer may lie in data",
			an_answer_may_lie_in_data);
	g_test_add_func("/token_odd/what is odd is unknown and named",
			what_is_odd_is_unknown_and_named);
	g_test_add_func("/token_odd/what is not JSON costs no login",
			what_is_not_json_costs_no_login);
	g_test_add_func("/token_odd/depth costs no login",
			depth_costs_no_login);
	g_test_add_func("/token_odd/what is cut is of no use",
			what_is_cut_is_of_no_use);
	g_test_add_func("/token_odd/a refusal is understood all the same",
			a_refusal_is_understood_all_the_same);
	g_test_add_func("/token_odd/lifetimes are written in many ways",
			lifetimes_are_written_in_many_ways);
	g_test_add_func("/token_odd/a refusal with a success is one",
			a_refusal_with_a_success_is_one);
	g_test_add_func("/token_odd/any success may grant",
			any_success_may_grant);
	return g_test_run();
}
