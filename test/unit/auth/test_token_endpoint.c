#include "lib/auth/token_endpoint.h"

#include <string.h>

#include "test/mock/transport_script.h"

#define ORIGIN "https://auth.test"
#define TOKEN  ORIGIN "/oauth/token"
#define GRANT  "{\"access_token\":\"acc\",\"token_type\":\"Bearer\"}"

/* One request at the endpoint, and what came of it. */
struct attempt {
	struct script *script;
	struct error err;
	bool ok;
	struct token_answer answer;
	enum token_verdict verdict;
};

static void attempt_release(struct attempt *attempt)
{
	script_done(attempt->script);
	error_release(&attempt->err);
	token_answer_release(&attempt->answer);
}

static struct sealed seal(const char *text)
{
	AUTO(error_release) struct error err = { 0 };
	struct sealed s = { 0 };

	g_assert_true(sealed_set(&s, text, strlen(text), &err));
	return s;
}

struct wish {
	bool code; /* else a refresh */
	enum token_auth auth;
	const char *secret;
};

static struct attempt try_to(const struct wish *wish,
			     const struct script_step *steps, size_t count)
{
	struct attempt attempt = { .script = script_new(steps, count) };
	AUTO(sealed_release) struct sealed secret = seal(wish->secret);
	AUTO(sealed_release) struct sealed grant = seal("gr/ant");
	AUTO(sealed_release) struct sealed verifier = seal("veri-fier");
	AUTO(client_drop) struct client *client = NULL;
	const struct client_config config = {
		.transport = &script_transport,
		.http = { .user_agent = "fentu/test", .user = attempt.script },
		.origin = ORIGIN,
		.timeout_ms = 1000,
		.retries = 4,
		.max_wait_ms = 60000,
		.clock = script_clock(attempt.script),
	};
	const struct token_code code = { &grant, "http://127.0.0.1:1/callback",
					 &verifier };
	struct token_endpoint endpoint = { .url = TOKEN,
					   .auth = wish->auth,
					   .client_id = "my app",
					   .client_secret = &secret };

	g_assert_true(client_open(&config, &client, &attempt.err));
	endpoint.client = client;
	attempt.ok = wish->code ? token_endpoint_exchange(
					  &endpoint, &code, &attempt.answer,
					  &attempt.verdict, &attempt.err)
				: token_endpoint_refresh(
					  &endpoint, &grant, &attempt.answer,
					  &attempt.verdict, &attempt.err);
	return attempt;
}

static const struct script_step granted = {
	.method = "POST", .url = TOKEN, .status = 200, .body = GRANT
};

static void a_code_goes_with_what_proves_it(void)
{
	const struct wish wish = { .code = true, .secret = "s&t" };
	AUTO(attempt_release) struct attempt a = try_to(&wish, &granted, 1);
	const char *sent = script_request(a.script, 0);

	g_assert_true(a.ok);
	g_assert_cmpstr(sealed_reveal(&a.answer.access), ==, "acc");
	g_assert_null(strstr(sent, "Authorization"));
	g_assert_true(g_str_has_suffix(
		sent, "\n\ngrant_type=authorization_code&code=gr%2Fant"
		      "&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback"
		      "&code_verifier=veri-fier"
		      "&client_id=my%20app&client_secret=s%26t"));
	g_assert_true(script_was_fresh(a.script, 0));
}

static void a_refresh_asks_for_nothing_new(void)
{
	const struct wish wish = { .secret = "s&t" };
	AUTO(attempt_release) struct attempt a = try_to(&wish, &granted, 1);

	g_assert_true(a.ok);
	g_assert_true(g_str_has_suffix(
		script_request(a.script, 0),
		"\n\ngrant_type=refresh_token&refresh_token=gr%2Fant"
		"&client_id=my%20app&client_secret=s%26t"));
}

static void a_public_client_has_no_secret_to_send(void)
{
	const struct wish wish = { .secret = "", .auth = TOKEN_AUTH_BASIC };
	AUTO(attempt_release) struct attempt a = try_to(&wish, &granted, 1);

	g_assert_true(g_str_has_suffix(script_request(a.script, 0),
				       "&client_id=my%20app"));
}

static void a_secret_in_a_header_is_not_in_the_form(void)
{
	const struct wish wish = { .secret = "s&t", .auth = TOKEN_AUTH_BASIC };
	AUTO(attempt_release) struct attempt a = try_to(&wish, &granted, 1);
	const char *sent = script_request(a.script, 0);

	/* my%20app:s%26t */
	g_assert_nonnull(
		strstr(sent, "Authorization: Basic bXklMjBhcHA6cyUyNnQ=\n"));
	g_assert_true(g_str_has_suffix(sent, "refresh_token=gr%2Fant"));
}

/* Whatever may have spent the grant is sent once and not again. */
static void a_lost_answer_is_not_asked_for_again(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST", .url = TOKEN, .fault = HTTP_BROKEN },
		{ .method = "POST", .url = TOKEN, .fault = HTTP_TIMED_OUT },
		{ .method = "POST", .url = TOKEN, .status = 500 },
		{ .method = "POST", .url = TOKEN, .status = 502 },
		{ .method = "POST", .url = TOKEN, .status = 503 },
		{ .method = "POST", .url = TOKEN, .status = 200 },
	};
	const struct wish wish = { .secret = "s" };

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		AUTO(attempt_release)
		struct attempt a = try_to(&wish, &steps[i], 1);

		g_assert_false(a.ok);
		g_assert_cmpint(a.verdict, ==,
				steps[i].status == 200 ? TOKEN_SPENT
						       : TOKEN_UNKNOWN);
		g_assert_cmpuint(script_count(a.script), ==, 1);
	}
}

static void what_was_turned_away_is_sent_again(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = TOKEN,
		  .fault = HTTP_NO_CONNECTION,
		  .not_sent = true },
		{ .method = "POST",
		  .url = TOKEN,
		  .status = 429,
		  .headers = "Retry-After: 1\n" },
		{ .method = "POST",
		  .url = TOKEN,
		  .status = 200,
		  .body = GRANT },
	};
	const struct wish wish = { .secret = "s" };
	AUTO(attempt_release)
	struct attempt a = try_to(&wish, steps, G_N_ELEMENTS(steps));

	g_assert_true(a.ok);
	g_assert_cmpint(a.verdict, ==, TOKEN_GRANTED);
}

static void without_a_connection_nothing_is_spent(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = TOKEN,
		  .fault = HTTP_TLS,
		  .not_sent = true },
	};
	const struct wish wish = { .secret = "s" };
	AUTO(attempt_release) struct attempt a = try_to(&wish, steps, 1);

	g_assert_false(a.ok);
	g_assert_cmpint(a.verdict, ==, TOKEN_NOT_SPENT);
	g_assert_cmpint(a.err.code, ==, ERR_NETWORK);
}

static void a_redirect_is_not_followed(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = TOKEN,
		  .status = 302,
		  .headers = "Location: /login\n" },
		{ .method = "POST",
		  .url = TOKEN,
		  .status = 307,
		  .headers = "Location: https://evil.test/oauth/token\n" },
		{ .method = "POST", .url = TOKEN, .status = 302 },
	};
	const struct wish wish = { .secret = "s" };

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		AUTO(attempt_release)
		struct attempt a = try_to(&wish, &steps[i], 1);

		g_assert_false(a.ok);
		g_assert_cmpint(a.verdict, !=, TOKEN_UNKNOWN);
		g_assert_cmpuint(script_count(a.script), ==, 1);
	}
}

/* Scopes are shown, as they stand. */
static void a_scope_that_repeats_a_secret_is_dropped(void)
{
#define TOKENS                                                                 \
	"{\"access_token\":\"ACCESSTOKEN\",\"refresh_token\":"                 \
	"\"REFRESHTOKEN\",\"token_type\":\"Bearer\",\"scope\":\""
	static const struct {
		const char *body, *scope;
	} cases[] = {
		{ TOKENS "read:assets\"}", "read:assets" },
		{ TOKENS "REFRESHTOKEN read:assets\"}", NULL },
		{ TOKENS "read:assets ACCESSTOKEN\"}", NULL },
		{ TOKENS "x-accesstoken\"}", NULL },
		{ TOKENS "UkVGUkVTSFRPS0VO\"}", NULL }, /* in base64 */
		{ TOKENS "gr/ant\"}", NULL },		/* what was sent */
		{ TOKENS "a-secret\"}", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct script_step step = { .method = "POST",
						  .url = TOKEN,
						  .status = 200,
						  .body = cases[i].body };
		AUTO(attempt_release)
		struct attempt a = try_to(
			&(struct wish){ .secret = "a-secret" }, &step, 1);

		g_test_message("%s", cases[i].body);
		g_assert_true(a.ok);
		g_assert_cmpstr(a.answer.scope, ==, cases[i].scope);
		g_assert_true(a.answer.is_scope_unknown == !cases[i].scope);
		g_assert_cmpstr(a.answer.odd, ==,
				cases[i].scope ? NULL : "scope");
	}
#undef TOKENS
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/token_endpoint/a code goes with what proves it",
			a_code_goes_with_what_proves_it);
	g_test_add_func("/token_endpoint/a refresh asks for nothing new",
			a_refresh_asks_for_nothing_new);
	g_test_add_func("/token_endpoint/a public client has no secret to send",
			a_public_client_has_no_secret_to_send);
	g_test_add_func("/token_endpoint/a secret in a header is not in the "
			"form",
			a_secret_in_a_header_is_not_in_the_form);
	g_test_add_func("/token_endpoint/a lost answer is not asked for again",
			a_lost_answer_is_not_asked_for_again);
	g_test_add_func("/token_endpoint/what was turned away is sent again",
			what_was_turned_away_is_sent_again);
	g_test_add_func("/token_endpoint/without a connection nothing is spent",
			without_a_connection_nothing_is_spent);
	g_test_add_func("/token_endpoint/a redirect is not followed",
			a_redirect_is_not_followed);
	g_test_add_func("/token_endpoint/a scope that repeats a secret is "
			"dropped",
			a_scope_that_repeats_a_secret_is_dropped);
	return g_test_run();
}
