#include "lib/auth/revoke.h"

#include <string.h>

#include "test/mock/transport_script.h"

#define ORIGIN "https://auth.test"
#define REVOKE ORIGIN "/oauth/revoke"

/* One revocation, and what came of it. */
struct attempt {
	struct script *script;
	struct error err;
	enum revoke_auth way;
	bool ok;
};

struct wish {
	enum revoke_auth auth;
	const char *bearer, *secret, *hint;
};

static void attempt_release(struct attempt *attempt)
{
	script_done(attempt->script);
	error_release(&attempt->err);
}

static struct sealed seal(const char *text)
{
	AUTO(error_release) struct error err = { 0 };
	struct sealed s = { 0 };

	if (text)
		g_assert_true(sealed_set(&s, text, strlen(text), &err));
	return s;
}

static struct attempt try_to(const struct wish *wish,
			     const struct script_step *steps, size_t count)
{
	struct attempt attempt = { .script = script_new(steps, count) };
	AUTO(sealed_release) struct sealed token = seal("a+b&c=%/d");
	AUTO(sealed_release) struct sealed bearer = seal(wish->bearer);
	AUTO(sealed_release) struct sealed secret = seal(wish->secret);
	AUTO(client_drop) struct client *client = NULL;
	const struct client_config config = {
		.transport = &script_transport,
		.http = { .user_agent = "fentu/test", .user = attempt.script },
		.origin = ORIGIN,
		.timeout_ms = 1000,
		.retries = 2,
		.max_wait_ms = 10000,
		.clock = script_clock(attempt.script),
	};
	struct revoke_endpoint endpoint = {
		.url = REVOKE,
		.auth = wish->auth,
		.bearer = &bearer,
		.client_id = wish->secret ? "app" : NULL,
		.client_secret = &secret,
	};

	g_assert_true(client_open(&config, &client, &attempt.err));
	endpoint.client = client;
	attempt.ok = revoke_token(&endpoint, &token, wish->hint, &attempt.err);
	attempt.way = endpoint.auth;
	return attempt;
}

static const struct script_step done = { .method = "POST",
					 .url = REVOKE,
					 .status = 200 };

static void a_key_names_itself(void)
{
	const struct wish wish = { .bearer = "canary" };
	AUTO(attempt_release) struct attempt a = try_to(&wish, &done, 1);
	const char *sent = script_request(a.script, 0);

	g_assert_true(a.ok);
	g_assert_nonnull(strstr(sent, "Authorization: Bearer canary\n"));
	g_assert_nonnull(strstr(
		sent, "Content-Type: application/x-www-form-urlencoded\n"));
	g_assert_true(g_str_has_suffix(sent, "\n\ntoken=a%2Bb%26c%3D%25%2Fd"));
}

static void the_way_to_authorize_is_chosen(void)
{
	static const struct {
		struct wish wish;
		const char *header; /* NULL: none */
		const char *rest;
	} cases[] = {
		{ { REVOKE_AUTH_BEARER, "acc", "sec", "refresh_token" },
		  "Authorization: Bearer acc\n",
		  "&token_type_hint=refresh_token&client_id=app"
		  "&client_secret=sec" },
		{ { REVOKE_AUTH_BEARER, NULL, "sec", NULL },
		  NULL,
		  "%2Fd&client_id=app&client_secret=sec" },
		{ { REVOKE_AUTH_BODY, "acc", "sec", NULL },
		  NULL,
		  "%2Fd&client_id=app&client_secret=sec" },
		{ { REVOKE_AUTH_BASIC, "acc", "sec", "access_token" },
		  "Authorization: Basic YXBwOnNlYw==\n",
		  "&token_type_hint=access_token" },
		/* a public client has nothing to put there */
		{ { REVOKE_AUTH_BASIC, "acc", "", NULL },
		  NULL,
		  "%2Fd&client_id=app" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(attempt_release)
		struct attempt a = try_to(&cases[i].wish, &done, 1);
		const char *sent = script_request(a.script, 0);

		g_assert_true(a.ok);
		g_assert_true(g_str_has_suffix(sent, cases[i].rest));
		if (cases[i].header)
			g_assert_nonnull(strstr(sent, cases[i].header));
		else
			g_assert_null(strstr(sent, "Authorization"));
	}
}

static void only_a_success_is_one(void)
{
	static const struct {
		int status;
		enum error_code code;
		const char *words, *hint;
	} cases[] = {
		{ 200, ERR_NONE, NULL, NULL },
		{ 204, ERR_NONE, NULL, NULL },
		{ 410, ERR_NONE, NULL, NULL },
		{ 400, ERR_OTHER, "400 (unsupported_token_type)", "revoke it" },
		{ 401, ERR_OTHER, "answers 401", "oauth_revoke_auth" },
		{ 403, ERR_OTHER, "answers 403", "oauth_revoke_auth" },
		{ 404, ERR_OTHER, "answers 404", "oauth_revoke_path" },
		{ 501, ERR_NETWORK, "answers 501", "try again" },
	};
	const struct wish wish = { .bearer = "acc" };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct script_step step = {
			.method = "POST",
			.url = REVOKE,
			.status = cases[i].status,
			.body = "{\"error\":\"unsupported_token_type\"}",
		};
		AUTO(attempt_release)
		struct attempt a = try_to(&wish, &step, 1);

		g_assert_true(a.ok == (cases[i].code == ERR_NONE));
		g_assert_cmpint(a.err.code, ==, cases[i].code);
		if (a.ok)
			continue;
		g_assert_cmpint(a.err.http_status, ==, cases[i].status);
		g_assert_nonnull(strstr(a.err.message, cases[i].words));
		g_assert_nonnull(strstr(a.err.hint, cases[i].hint));
	}
}

/* RFC 6749, section 2.3: a server may refuse two proofs in one request. */
static const char bearer[] = "Authorization: Bearer acc\n",
		  basic[] = "Authorization: Basic YXBwOnNlYw==\n",
		  form[] = "client_secret=sec";
static const struct other_way {
	struct wish wish;
	int statuses[4];   /* of each request; 0: no more come */
	const char *error; /* what the server says; NULL: nothing */
	const char *sent[4];
	enum revoke_auth worked;
} other_ways[] = {
	{ { REVOKE_AUTH_BEARER, "acc", "sec", NULL },
	  { 400, 200 },
	  "invalid_request",
	  { bearer, form },
	  REVOKE_AUTH_BODY },
	{ { REVOKE_AUTH_BEARER, "acc", "sec", NULL },
	  { 401, 401, 200 },
	  "invalid_client",
	  { bearer, form, basic },
	  REVOKE_AUTH_BASIC },
	{ { REVOKE_AUTH_BEARER, "acc", "sec", NULL },
	  { 400, 401, 400 },
	  NULL,
	  { bearer, form, basic },
	  REVOKE_AUTH_COUNT },
	{ { REVOKE_AUTH_BASIC, "acc", "sec", NULL },
	  { 401, 200 },
	  NULL,
	  { basic, bearer },
	  REVOKE_AUTH_BEARER },
	{ { REVOKE_AUTH_BODY, "acc", "sec", NULL },
	  { 400, 400, 200 },
	  NULL,
	  { form, basic, bearer },
	  REVOKE_AUTH_BEARER },
	/* without a bearer the form was the first way */
	{ { REVOKE_AUTH_BEARER, NULL, "sec", NULL },
	  { 401, 401 },
	  NULL,
	  { form, basic },
	  REVOKE_AUTH_COUNT },
	/* a key that knows no app has no other way */
	{ { REVOKE_AUTH_BEARER, "acc", NULL, NULL },
	  { 401 },
	  NULL,
	  { bearer },
	  REVOKE_AUTH_COUNT },
	/* a public client */
	{ { REVOKE_AUTH_BEARER, "acc", "", NULL },
	  { 400, 401 },
	  NULL,
	  { bearer, "client_id=app" },
	  REVOKE_AUTH_COUNT },
	/* these answers are not about who asks */
	{ { REVOKE_AUTH_BEARER, "acc", "sec", NULL },
	  { 400 },
	  "unsupported_token_type",
	  { bearer },
	  REVOKE_AUTH_COUNT },
	{ { REVOKE_AUTH_BEARER, "acc", "sec", NULL },
	  { 400 },
	  "unauthorized_client",
	  { bearer },
	  REVOKE_AUTH_COUNT },
	{ { REVOKE_AUTH_BEARER, "acc", "sec", NULL },
	  { 403 },
	  NULL,
	  { bearer },
	  REVOKE_AUTH_COUNT },
	{ { REVOKE_AUTH_BEARER, "acc", "sec", NULL },
	  { 400, 404 },
	  NULL,
	  { bearer, form },
	  REVOKE_AUTH_COUNT },
};

static void another_way_is_tried_after_a_refusal(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(other_ways); i++) {
		const struct other_way *c = &other_ways[i];
		struct script_step steps[4] = { 0 };
		g_autofree char *body =
			c->error ? g_strdup_printf("{\"error\":\"%s\"}",
						   c->error)
				 : NULL;
		size_t count = 0;

		for (; c->statuses[count]; count++)
			steps[count] = (struct script_step){
				.method = "POST",
				.url = REVOKE,
				.status = c->statuses[count],
				.body = body,
			};
		AUTO(attempt_release)
		struct attempt a = try_to(&c->wish, steps, count);

		g_assert_true(a.ok == (c->worked != REVOKE_AUTH_COUNT));
		if (a.ok)
			g_assert_cmpint(a.way, ==, c->worked);
		else
			g_assert_cmpint(a.err.http_status, ==,
					c->statuses[count - 1]);
		for (size_t n = 0; n < count; n++)
			g_assert_nonnull(strstr(script_request(a.script, n),
						c->sent[n]));
	}
}

/* It does no harm twice; and 503 says that the token is still there. */
static void it_is_sent_until_there_is_an_answer(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST", .url = REVOKE, .fault = HTTP_BROKEN },
		{ .method = "POST",
		  .url = REVOKE,
		  .status = 503,
		  .headers = "Retry-After: 4\n" },
		{ .method = "POST", .url = REVOKE, .status = 200 },
	};
	const struct wish wish = { .bearer = "acc" };
	AUTO(attempt_release)
	struct attempt a = try_to(&wish, steps, G_N_ELEMENTS(steps));

	g_assert_true(a.ok);
	g_assert_cmpint(script_sent_ms(a.script, 2) -
				script_sent_ms(a.script, 1),
			>=, 4000);
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
		g_assert_true(script_was_fresh(a.script, i));
}

static void no_reply_is_a_failure(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST", .url = REVOKE, .fault = HTTP_BROKEN },
		{ .method = "POST", .url = REVOKE, .fault = HTTP_BROKEN },
		{ .method = "POST", .url = REVOKE, .fault = HTTP_BROKEN },
	};
	const struct wish wish = { .bearer = "acc" };
	AUTO(attempt_release) struct attempt a = try_to(&wish, steps, 3);

	g_assert_false(a.ok);
	g_assert_cmpint(a.err.code, ==, ERR_NETWORK);
}

static void a_redirect_is_not_followed(void)
{
	static const struct script_step step = {
		.method = "POST",
		.url = REVOKE,
		.status = 307,
		.headers = "Location: /elsewhere\n"
	};
	const struct wish wish = { .bearer = "acc" };
	AUTO(attempt_release) struct attempt a = try_to(&wish, &step, 1);

	g_assert_false(a.ok);
	g_assert_nonnull(strstr(a.err.hint, "oauth_revoke_path"));
}

/* The hint is about what was refused. */
static void who_asks_is_hinted_at(void)
{
	static const struct {
		int status;
		const char *body, *hint;
	} cases[] = {
		{ 400, "{\"error\":\"invalid_client\"}", "FENTU_CLIENT_ID" },
		{ 401, "", "FENTU_CLIENT_ID" },
		{ 403, "", "FENTU_CLIENT_ID" },
		{ 404, "", "oauth_revoke_path" },
		{ 400, "{\"error\":\"unsupported_token_type\"}", "try again" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct script_step step = {
			.method = "POST",
			.url = REVOKE,
			.status = cases[i].status,
			.body = cases[i].body,
		};
		const struct wish wish = { .bearer = "acc" };
		AUTO(attempt_release)
		struct attempt a = try_to(&wish, &step, 1);

		g_assert_false(a.ok);
		g_assert_nonnull(strstr(a.err.hint, cases[i].hint));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/revoke/a key names itself", a_key_names_itself);
	g_test_add_func("/revoke/the way to authorize is chosen",
			the_way_to_authorize_is_chosen);
	g_test_add_func("/revoke/only a success is one", only_a_success_is_one);
	g_test_add_func("/revoke/another way is tried after a refusal",
			another_way_is_tried_after_a_refusal);
	g_test_add_func("/revoke/it is sent until there is an answer",
			it_is_sent_until_there_is_an_answer);
	g_test_add_func("/revoke/no reply is a failure", no_reply_is_a_failure);
	g_test_add_func("/revoke/who asks is hinted at", who_asks_is_hinted_at);
	g_test_add_func("/revoke/a redirect is not followed",
			a_redirect_is_not_followed);
	return g_test_run();
}
