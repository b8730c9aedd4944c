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

static struct reading read_reply_to(enum token_grant grant, int status,
				    const char *headers, const char *body)
{
	struct reading reading = { .verdict = TOKEN_NOT_SPENT };
	const struct http_reply reply = {
		.fault = HTTP_REPLIED,
		.status = status,
		.headers = (char *)headers,
		.body = (char *)body,
		.body_len = strlen(body),
	};

	reading.ok = token_answer_read(&reply, grant, &reading.answer,
				       &reading.verdict, &reading.err);
	return reading;
}

static struct reading read_reply(int status, const char *headers,
				 const char *body)
{
	return read_reply_to(TOKEN_BY_REFRESH, status, headers, body);
}

static void a_grant_is_read_whole(void)
{
	AUTO(reading_release)
	struct reading r = read_reply(
		200, NULL,
		"{\"access_token\":\"acc\",\"token_type\":\"BEARER\","
		"\"expires_in\":\"900\",\"refresh_token\":\"ref\","
		"\"refresh_expires_in\":7200,\"scope\":\"read:assets\","
		"\"unknown\":[{}]}");

	g_assert_true(r.ok);
	g_assert_cmpint(r.verdict, ==, TOKEN_GRANTED);
	g_assert_cmpstr(sealed_reveal(&r.answer.access), ==, "acc");
	g_assert_cmpstr(sealed_reveal(&r.answer.refresh), ==, "ref");
	g_assert_cmpint(r.answer.expires_in_s, ==, 900);
	g_assert_cmpint(r.answer.refresh_expires_in_s, ==, 7200);
	g_assert_cmpstr(r.answer.scope, ==, "read:assets");
}

static void what_is_not_said_has_its_usual_meaning(void)
{
	AUTO(reading_release)
	struct reading r = read_reply(200, NULL, "{" ACCESS "}");

	g_assert_true(r.ok);
	g_assert_true(sealed_is_empty(&r.answer.refresh));
	g_assert_null(r.answer.scope);
	g_assert_cmpint(r.answer.expires_in_s, ==, TOKEN_LIFETIME_S);
	g_assert_cmpint(r.answer.refresh_expires_in_s, ==,
			TOKEN_REFRESH_LIFETIME_S);
}

static void senseless_grants_are_refused(void)
{
	static const char *const bodies[] = {
		"",
		" ",
		"null",
		"[]",
		"\"canary\"",
		"{}",
		"{" ACCESS,
		"{\"token_type\":\"bearer\"}",
		"{\"access_token\":\"canary\",\"token_type\":\"mac\"}",
		"{\"data\":{\"access_token\":\"canary\",\"token_type\":"
		"\"mac\"}}",
		"{\"data\":[{\"access_token\":\"canary\"}]}",
		"{\"data\":{\"access_token\":\"canary\"},\"access_token\":7}",
		"access_token=canary&token_type=bearer",
		"{\"access_token\":\"\",\"token_type\":\"bearer\"}",
		"{\"access_token\":7,\"token_type\":\"bearer\"}",
		"{\"access_token\":\"can ary\",\"token_type\":\"bearer\"}",
		"{\"access_token\":\"canary\\n\",\"token_type\":\"bearer\"}",
		"{\"access_token\":\"canary\\u0000\",\"token_type\":"
		"\"bearer\"}",
		"{\"access_token\":\"can\\u00e4ry\",\"token_type\":\"bearer\"}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		AUTO(reading_release)
		struct reading r = read_reply(200, NULL, bodies[i]);

		g_test_message("%s", bodies[i]);
		g_assert_false(r.ok);
		g_assert_cmpint(r.verdict, ==, TOKEN_SPENT);
		g_assert_cmpint(r.err.code, ==, ERR_OTHER);
		g_assert_nonnull(strstr(r.err.message, "makes no sense"));
		g_assert_null(strstr(r.err.message, "canary"));
		g_assert_true(sealed_is_empty(&r.answer.access));
	}
}

static void what_is_too_long_is_refused(void)
{
	g_autofree char *token = g_strnfill(TOKEN_BYTES_MAX + 1, 'x');
	g_autofree char *body = g_strdup_printf(
		"{\"token_type\":\"bearer\",\"access_token\":\"%s\"}", token);
	AUTO(reading_release) struct reading r = read_reply(200, NULL, body);

	g_assert_false(r.ok);
	token[TOKEN_BYTES_MAX] = '\0';
	{
		g_autofree char *fits = g_strdup_printf(
			"{\"token_type\":\"bearer\",\"access_token\":\"%s\"}",
			token);
		AUTO(reading_release)
		struct reading good = read_reply(200, NULL, fits);

		g_assert_true(good.ok);
	}
}

/* At whatever byte an answer is cut, it grants nothing. */
static void a_cut_grant_is_refused(void)
{
	static const char whole[] = "{" ACCESS ",\"expires_in\":3600,"
				    "\"refresh_token\":\"ref\"}";

	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		g_autofree char *body = g_strndup(whole, len);
		AUTO(reading_release)
		struct reading r = read_reply(200, NULL, body);

		g_assert_false(r.ok);
	}
}

static void refusals_are_told_apart(void)
{
	static const struct {
		int status;
		const char *body;
		enum token_verdict verdict;
		enum error_code code;
		const char *words;
	} cases[] = {
		{ 400, "{\"error\":\"invalid_grant\"}", TOKEN_INVALID_GRANT,
		  ERR_LOGIN, "has ended" },
		{ 401, "{\"error\":\"invalid_client\"}", TOKEN_REFUSED,
		  ERR_LOGIN, "client secret (invalid_client)" },
		{ 401, "", TOKEN_REFUSED, ERR_LOGIN, "client secret" },
		{ 400, "{\"error\":\"unauthorized_client\"}", TOKEN_REFUSED,
		  ERR_LOGIN, "may not log in this way" },
		{ 400, "{\"error\":\"unsupported_grant_type\"}", TOKEN_REFUSED,
		  ERR_LOGIN, "does not know this way" },
		{ 400, "{\"error\":\"invalid_scope\"}", TOKEN_REFUSED,
		  ERR_LOGIN, "scopes" },
		{ 400,
		  "{\"error\":\"invalid_request\","
		  "\"error_description\":\"no code\"}",
		  TOKEN_REFUSED, ERR_LOGIN, "(invalid_request: no code)" },
		{ 400, "{\"error\":\"odd\"}", TOKEN_REFUSED, ERR_LOGIN,
		  "answers 400 (odd)" },
		{ 404, "", TOKEN_REFUSED, ERR_LOGIN, "answers 404" },
		{ 400, "{\"error\":{\"a\":1}}", TOKEN_REFUSED, ERR_LOGIN,
		  "answers 400" },
		{ 500, "{\"error\":\"invalid_grant\"}", TOKEN_UNKNOWN,
		  ERR_NETWORK, "answers 500: invalid_grant" },
		{ 502,
		  "{\"error\":\"server_error\","
		  "\"error_description\":\"the database rests\"}",
		  TOKEN_UNKNOWN, ERR_NETWORK,
		  "answers 502: the database rests" },
		{ 504, "upstream timed out", TOKEN_UNKNOWN, ERR_NETWORK,
		  "answers 504: upstream timed out" },
		{ 400, "no such app", TOKEN_REFUSED, ERR_LOGIN,
		  "answers 400 (no such app)" },
		{ 503, "", TOKEN_UNKNOWN, ERR_NETWORK, "answers 503" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(reading_release)
		struct reading r =
			read_reply(cases[i].status, NULL, cases[i].body);

		g_assert_false(r.ok);
		g_assert_cmpint(r.verdict, ==, cases[i].verdict);
		g_assert_cmpint(r.err.code, ==, cases[i].code);
		g_assert_nonnull(strstr(r.err.message, cases[i].words));
		g_assert_nonnull(r.err.hint);
		g_assert_cmpint(r.err.http_status, ==, cases[i].status);
	}
}

static void a_code_that_is_refused_ends_no_login(void)
{
	static const char body[] = "{\"error\":\"invalid_grant\","
				   "\"error_description\":\"expired\"}";
	AUTO(reading_release)
	struct reading r = read_reply_to(TOKEN_BY_CODE, 400, NULL, body);

	g_assert_false(r.ok);
	g_assert_cmpint(r.verdict, ==, TOKEN_INVALID_GRANT);
	g_assert_cmpint(r.err.code, ==, ERR_LOGIN);
	g_assert_nonnull(strstr(r.err.message, "did not accept the code"));
	g_assert_nonnull(strstr(r.err.message, "(invalid_grant: expired)"));
	g_assert_null(strstr(r.err.message, "ended"));
	g_assert_nonnull(strstr(r.err.hint, "try again"));
}

static void a_web_page_is_somebody_elses(void)
{
	static const char page[] = "<html><title>Hotel</title></html>";
	static const int statuses[] = { 200, 403 };

	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		AUTO(reading_release)
		struct reading r = read_reply(
			statuses[i], "Content-Type: text/html\n", page);

		g_assert_false(r.ok);
		/* nothing is asked again, and the grant may be good */
		g_assert_cmpint(r.verdict, ==, TOKEN_REFUSED);
		g_assert_cmpint(r.err.code, ==, ERR_NETWORK);
		g_assert_nonnull(strstr(r.err.message, "web page"));
	}
}

static void a_long_description_is_cut_between_characters(void)
{
	g_autofree char *many = g_strnfill(299, 'x');
	g_autofree char *body = g_strdup_printf(
		"{\"error\":\"invalid_grant\",\"error_description\":"
		"\"%s\xc3\xa4yyyyyy\"}",
		many);
	AUTO(reading_release) struct reading r = read_reply(400, NULL, body);

	g_assert_true(g_utf8_validate(r.err.message, -1, NULL));
	g_assert_true(g_str_has_suffix(r.err.message, "xxx)"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/token_answer/a grant is read whole",
			a_grant_is_read_whole);
	g_test_add_func("/token_answer/what is not said has its usual meaning",
			what_is_not_said_has_its_usual_meaning);
	g_test_add_func("/token_answer/senseless grants are refused",
			senseless_grants_are_refused);
	g_test_add_func("/token_answer/what is too long is refused",
			what_is_too_long_is_refused);
	g_test_add_func("/token_answer/a cut grant is refused",
			a_cut_grant_is_refused);
	g_test_add_func("/token_answer/refusals are told apart",
			refusals_are_told_apart);
	g_test_add_func("/token_answer/a code that is refused ends no login",
			a_code_that_is_refused_ends_no_login);
	g_test_add_func("/token_answer/a web page is somebody else's",
			a_web_page_is_somebody_elses);
	g_test_add_func("/token_answer/a long description is cut between "
			"characters",
			a_long_description_is_cut_between_characters);
	return g_test_run();
}
