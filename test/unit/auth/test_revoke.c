#include "lib/auth/revoke.h"

#include <string.h>

#include "test/mock/transport_script.h"

#define ORIGIN "https://auth.test"
#define REVOKE ORIGIN "/oauth/revoke"

/* One revocation, and what came of it. */
struct attempt {
	struct script *script;
	struct error err;
	bool ok;
	int status;
};

static void attempt_release(struct attempt *attempt)
{
	script_done(attempt->script);
	error_release(&attempt->err);
}

/* step NULL: no request is expected. */
static struct attempt try_to(const char *url, const char *hint,
			     const struct script_step *step)
{
	struct attempt attempt = { .status = -1 };
	AUTO(sealed_release) struct sealed token = { 0 };
	AUTO(client_drop) struct client *client = NULL;
	struct client_config config = {
		.transport = &script_transport,
		.http = { .user_agent = "fentu/test" },
		.origin = ORIGIN,
		.authorization = &token,
		.timeout_ms = 1000,
	};

	attempt.script = script_new(step, step ? 1 : 0);
	config.http.user = attempt.script;
	config.clock = script_clock(attempt.script);
	g_assert_true(sealed_set(&token, "a+b&c=%/d", 9, &attempt.err));
	g_assert_true(client_open(&config, &client, &attempt.err));
	attempt.ok = revoke_token(client, url, &token, hint, &attempt.status,
				  &attempt.err);
	return attempt;
}

static void the_token_is_posted_as_a_form(void)
{
	static const struct script_step step = { .method = "POST",
						 .url = REVOKE,
						 .status = 200 };
	AUTO(attempt_release)
	struct attempt attempt = try_to(REVOKE, NULL, &step);
	const char *sent = script_request(attempt.script, 0);

	g_assert_true(attempt.ok);
	g_assert_cmpint(attempt.status, ==, 200);
	g_assert_nonnull(strstr(sent, "Authorization: Bearer a+b&c=%/d\n"));
	g_assert_nonnull(strstr(
		sent, "Content-Type: application/x-www-form-urlencoded\n"));
	g_assert_true(g_str_has_suffix(sent, "\n\ntoken=a%2Bb%26c%3D%25%2Fd"));
}

static void the_hint_says_which_kind_it_is(void)
{
	static const struct script_step step = { .method = "POST",
						 .url = REVOKE,
						 .status = 200 };
	AUTO(attempt_release)
	struct attempt attempt = try_to(REVOKE, "refresh_token", &step);

	g_assert_true(g_str_has_suffix(script_request(attempt.script, 0),
				       "&token_type_hint=refresh_token"));
}

static void any_status_is_an_answer(void)
{
	static const int statuses[] = { 204, 400, 401, 404, 503 };

	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		const struct script_step step = { .method = "POST",
						  .url = REVOKE,
						  .status = statuses[i] };
		AUTO(attempt_release)
		struct attempt attempt = try_to(REVOKE, NULL, &step);

		g_assert_true(attempt.ok);
		g_assert_cmpint(attempt.status, ==, statuses[i]);
	}
}

static void no_reply_is_a_failure(void)
{
	static const struct script_step step = { .method = "POST",
						 .url = REVOKE,
						 .fault = HTTP_BROKEN };
	AUTO(attempt_release)
	struct attempt attempt = try_to(REVOKE, NULL, &step);

	g_assert_false(attempt.ok);
	g_assert_cmpint(attempt.err.code, ==, ERR_NETWORK);
	g_assert_cmpint(attempt.status, ==, -1);
}

static void the_token_goes_to_its_origin_alone(void)
{
	AUTO(attempt_release)
	struct attempt attempt =
		try_to("https://other.test/oauth/revoke", NULL, NULL);

	g_assert_false(attempt.ok);
	g_assert_cmpuint(script_count(attempt.script), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/revoke/the token is posted as a form",
			the_token_is_posted_as_a_form);
	g_test_add_func("/revoke/the hint says which kind it is",
			the_hint_says_which_kind_it_is);
	g_test_add_func("/revoke/any status is an answer",
			any_status_is_an_answer);
	g_test_add_func("/revoke/no reply is a failure", no_reply_is_a_failure);
	g_test_add_func("/revoke/the token goes to its origin alone",
			the_token_goes_to_its_origin_alone);
	return g_test_run();
}
