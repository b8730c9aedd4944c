#include "test/unit/net/client_fixture.h"

static void a_read_is_repeated_until_it_succeeds(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .fault = HTTP_NO_CONNECTION,
		  .not_sent = true,
		  .detail = "Connection refused" },
		{ .method = "GET", .url = TASKS, .fault = HTTP_BROKEN },
		{ .method = "GET", .url = TASKS, .status = 503 },
		{ .method = "GET", .url = TASKS, .status = 200, .body = "ok" },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpstr(f.reply.body, ==, "ok");
	g_assert_cmpint(script_sent_ms(f.script, 3) - SCRIPT_START_MS, <=,
			500 + 1000 + 2000);
}

static void repeats_come_to_an_end(void)
{
	static const struct script_step dead = { .method = "GET",
						 .url = TASKS,
						 .fault = HTTP_NO_CONNECTION,
						 .not_sent = true,
						 .detail =
							 "Connection refused" };
	const struct script_step steps[] = { dead, dead, dead, dead, dead };
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_false(fixture_get(&f));
	fixture_expect(&f, ERR_NETWORK,
		       "GET /v1/tasks: no connection to api.test:443 "
		       "(Connection refused); 5 attempts in ");
	g_assert_nonnull(strstr(f.err.hint, "nothing was changed"));
}

static void a_bad_status_is_handed_out_in_the_end(void)
{
	static const struct script_step busy = {
		.method = "GET", .url = TASKS, .status = 502, .body = "oops"
	};
	const struct script_step steps[] = { busy, busy, busy, busy, busy };
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(f.reply.status, ==, 502);
	g_assert_cmpstr(f.reply.body, ==, "oops");
}

/* Every fault of a write, and whether it may have been carried out. */
static const struct {
	enum http_fault fault;
	bool not_sent;
	bool repeated;
	enum error_code code;
	const char *message, *hint;
} write_faults[] = {
	{ HTTP_NO_NAME, true, true, ERR_NETWORK, "could not find the host of",
	  "was not sent" },
	{ HTTP_NO_CONNECTION, true, true, ERR_NETWORK, "no connection to",
	  "was not sent" },
	{ HTTP_TIMED_OUT, true, true, ERR_NETWORK, "no connection to",
	  "was not sent" },
	{ HTTP_TIMED_OUT, false, false, ERR_NETWORK, "no whole reply from",
	  "may have carried it out" },
	{ HTTP_BROKEN, false, false, ERR_NETWORK, "was cut",
	  "may have carried it out" },
	{ HTTP_TLS, true, false, ERR_NETWORK, "no secure connection",
	  "--ca-cert" },
	{ HTTP_TOO_LARGE, false, false, ERR_OTHER, "detail", "less at once" },
};

static void a_write_is_repeated_only_if_it_never_left(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(write_faults); i++) {
		const struct script_step step = {
			.method = "POST",
			.url = TASKS,
			.detail = "detail",
			.fault = write_faults[i].fault,
			.not_sent = write_faults[i].not_sent
		};
		const struct script_step steps[] = { step, step, step, step,
						     step };
		AUTO(fixture_close) struct fixture f = { 0 };

		fixture_open(&f, steps, write_faults[i].repeated ? 5 : 1);
		g_assert_false(fixture_send(&f, "POST", TASKS));
		fixture_expect(&f, write_faults[i].code,
			       write_faults[i].message);
		g_assert_nonnull(strstr(f.err.hint, write_faults[i].hint));
		g_assert_true(client_may_have_acted(f.client) ==
			      !write_faults[i].not_sent);
	}
}

static void a_write_waits_for_the_rate_limit_as_well(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = TASKS,
		  .status = 429,
		  .headers = "Retry-After: 7\n" },
		{ .method = "POST", .url = TASKS, .status = 201 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };
	int64_t waited_ms;

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_send(&f, "POST", TASKS));
	waited_ms = script_sent_ms(f.script, 1) - SCRIPT_START_MS;
	g_assert_cmpint(waited_ms, >=, 7000);
	g_assert_cmpint(waited_ms, <, 8001);
	g_assert_nonnull(strstr(f.waits->str, "the rate limit is reached 7\n"));
	g_assert_nonnull(strstr(f.waits->str, "the rate limit is reached 2\n"));
	g_assert_true(g_str_has_suffix(f.waits->str, "(over) 0\n"));
}

static void a_limit_that_resets_too_late_ends_it(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 429,
		  .headers = DATE "X-RateLimit-Limit: 1000\n"
				  "X-RateLimit-Remaining: 0\n"
				  "X-RateLimit-Reset: 1741076400\n"
				  "X-Request-Id: req-9\n" },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_false(fixture_get(&f));
	fixture_expect(&f, ERR_THROTTLED, "used up until 08:20 (in 20 min)");
	g_assert_cmpint(f.err.retry_after_s, ==, 1200);
	g_assert_cmpint(f.err.http_status, ==, 429);
	g_assert_cmpstr(f.err.request_id, ==, "req-9");
	g_assert_nonnull(strstr(f.err.hint, "--max-wait 1201"));
	/* And the next one does not even ask. */
	g_assert_false(fixture_get(&f));
	fixture_expect(&f, ERR_THROTTLED, "used up until 08:20");
	g_assert_nonnull(strstr(f.err.hint, "--max-wait 1201"));
	g_assert_nonnull(strstr(f.err.hint, "fentu usage --forget"));
}

/* To wait longer would not help: the wait was kept to, each time. */
static void a_limit_that_stays_is_no_matter_of_waiting(void)
{
	static const struct script_step busy = { .method = "GET",
						 .url = TASKS,
						 .status = 429,
						 .headers = DATE
						 "Retry-After: 1\n" };
	const struct script_step steps[] = { busy, busy, busy, busy, busy };
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_false(fixture_get(&f));
	fixture_expect(&f, ERR_THROTTLED, "(in 1 s); 5 attempts in ");
	g_assert_cmpint(f.err.retry_after_s, ==, 1);
	g_assert_cmpstr(f.err.hint, ==, "try again then");
}

static void a_403_may_be_a_rate_limit(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 403,
		  .headers = DATE "X-RateLimit-Remaining: 0\n"
				  "X-RateLimit-Reset: 5\n" },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 403,
		  .headers = DATE "X-RateLimit-Remaining: 80\n"
				  "X-RateLimit-Reset: 5\n" },
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(f.reply.status, ==, 403);
	g_assert_cmpint(script_sent_ms(f.script, 1) - SCRIPT_START_MS, >=,
			5000);
}

static void when_nothing_is_left_it_waits_before_it_asks(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = DATE "X-RateLimit-Limit: 1000\n"
				  "X-RateLimit-Remaining: 0\n"
				  "X-RateLimit-Reset: 30\n" },
		{ .method = "GET", .url = TASKS, .status = 200 },
	};
	AUTO(fixture_close) struct fixture f = { 0 };
	struct client_limit limit;

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	limit = client_limit(f.client);
	g_assert_cmpint(limit.limit, ==, 1000);
	g_assert_cmpint(limit.remaining, ==, 0);
	g_assert_cmpint(limit.reset_unix_s, ==, SCRIPT_START_MS / 1000 + 30);
	http_reply_release(&f.reply);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(script_sent_ms(f.script, 1) - SCRIPT_START_MS, >=,
			30000);
	g_assert_cmpint(client_limit(f.client).limit, ==, -1);
}

/* Another process, as it were: one request with what is known in `path`. */
static enum error_code ask_once(const char *path,
				const struct script_step *steps, size_t count)
{
	const struct client_request request = { .method = "GET", .url = TASKS };
	struct script *script = script_new(steps, count);
	const struct client_config config = {
		.transport = &script_transport,
		.http = { .user_agent = "t", .user = script },
		.origin = HOME,
		.budget_path = path,
		.max_wait_ms = 1000,
		.clock = script_clock(script),
	};
	AUTO(error_release) struct error err = { 0 };
	AUTO(http_reply_release) struct http_reply reply = { 0 };
	struct client *client = NULL;

	g_assert_true(client_open(&config, &client, &err));
	if (client_send(client, &request, &reply, &err))
		g_assert_cmpint(err.code, ==, ERR_NONE);
	client_free(client);
	script_done(script);
	return err.code;
}

static void clients_share_what_is_known_of_the_limit(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = DATE "X-RateLimit-Limit: 1000\n"
				  "X-RateLimit-Remaining: 0\n"
				  "X-RateLimit-Reset: 1800\n" },
	};
	g_autofree char *dir = g_dir_make_tmp("client-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(dir, "limit", NULL);
	g_autofree char *other = g_build_filename(dir, "other", NULL);

	g_assert_cmpint(ask_once(path, steps, 1), ==, ERR_NONE);
	g_assert_cmpint(ask_once(path, NULL, 0), ==, ERR_THROTTLED);
	g_assert_cmpint(ask_once(other, steps, 1), ==, ERR_NONE);
}

static void a_slow_server_is_told_of(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .takes_ms = 2500,
		  .fault = HTTP_TIMED_OUT },
		{ .method = "GET",
		  .url = TASKS,
		  .takes_ms = 3500,
		  .status = 503 },
		{ .method = "GET",
		  .url = TASKS,
		  .takes_ms = 900,
		  .status = 200 },
	};
	static const char *const told[] = {
		"waiting for api.test, 1 s (attempt 1 of 5) -1\n",
		"waiting for api.test, 2 s (attempt 1 of 5) -1\n(over) 0\n",
		"(attempt 2 of 5) -1\n",
	};
	AUTO(fixture_close) struct fixture f = { 0 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
		g_assert_nonnull(strstr(f.waits->str, told[i]));
	g_assert_null(strstr(f.waits->str, "attempt 3"));
	g_assert_true(g_str_has_suffix(f.waits->str, "(over) 0\n"));
	g_assert_cmpuint(f.reply.tries, ==, 3);
	g_assert_cmpint(f.reply.tried_ms, >=, 6900);
}

static void waiting_has_an_end_of_its_own(void)
{
	static const struct script_step slow = {
		.method = "GET", .url = TASKS, .takes_ms = 500, .status = 200
	};
	AUTO(fixture_close) struct fixture f = { 0 };
	const struct client_request request = { .method = "GET", .url = TASKS };
	void *tag = &tag;

	fixture_open(&f, &slow, 1);
	g_assert_true(client_start(f.client, &request, &f, &f.err));
	g_assert_true(client_await(f.client, 0, &tag, &f.reply, &f.err));
	g_assert_null(tag);
	g_assert_true(client_await(f.client, 100, &tag, &f.reply, &f.err));
	g_assert_null(tag);
	g_assert_true(client_await(f.client, 1000, &tag, &f.reply, &f.err));
	g_assert_true(tag == &f);
}

static void a_stopped_client_ends_what_waits_and_keeps_what_flies(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = TASKS,
		  .status = 429,
		  .headers = "Retry-After: 30\n" },
		{ .method = "POST",
		  .url = HOME "/v1/slow",
		  .takes_ms = 500,
		  .status = 201 },
	};
	static const struct client_request requests[] = {
		{ .method = "POST", .url = TASKS },
		{ .method = "POST", .url = HOME "/v1/slow" },
		{ .method = "POST", .url = HOME "/v1/later" },
	};
	AUTO(fixture_close) struct fixture f = { 0 };
	void *tag = NULL;

	FIXTURE_OPEN(&f, steps);
	for (size_t i = 0; i < 2; i++)
		g_assert_true(client_start(f.client, &requests[i],
					   (void *)&requests[i], &f.err));
	g_assert_true(client_await(f.client, 100, &tag, &f.reply, &f.err));
	g_assert_null(tag);
	client_stop(f.client);
	g_assert_true(client_start(f.client, &requests[2], (void *)&requests[2],
				   &f.err));
	for (size_t i = 0; i < 3; i += 2) {
		g_assert_false(client_next(f.client, &tag, &f.reply, &f.err));
		g_assert_true(tag == &requests[i]);
		g_assert_false(client_may_have_acted(f.client));
		fixture_expect(&f, ERR_INTERRUPTED, "was not sent");
		error_clear(&f.err);
	}
	g_assert_true(client_next(f.client, &tag, &f.reply, &f.err));
	g_assert_true(tag == &requests[1]);
	g_assert_cmpint(f.reply.status, ==, 201);
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "/client_wait/a read is repeated until it succeeds",
	  a_read_is_repeated_until_it_succeeds },
	{ "/client_wait/repeats come to an end", repeats_come_to_an_end },
	{ "/client_wait/a bad status is handed out in the end",
	  a_bad_status_is_handed_out_in_the_end },
	{ "/client_wait/a write is repeated only if it never left",
	  a_write_is_repeated_only_if_it_never_left },
	{ "/client_wait/a write waits for the rate limit as well",
	  a_write_waits_for_the_rate_limit_as_well },
	{ "/client_wait/a limit that resets too late ends it",
	  a_limit_that_resets_too_late_ends_it },
	{ "/client_wait/a limit that stays is no matter of waiting",
	  a_limit_that_stays_is_no_matter_of_waiting },
	{ "/client_wait/a 403 may be a rate limit", a_403_may_be_a_rate_limit },
	{ "/client_wait/when nothing is left it waits before it asks",
	  when_nothing_is_left_it_waits_before_it_asks },
	{ "/client_wait/a slow server is told of", a_slow_server_is_told_of },
	{ "/client_wait/waiting has an end of its own",
	  waiting_has_an_end_of_its_own },
	{ "/client_wait/a stopped client ends what waits and keeps what flies",
	  a_stopped_client_ends_what_waits_and_keeps_what_flies },
	{ "/client_wait/clients share what is known of the limit",
	  clients_share_what_is_known_of_the_limit },
};

int main(int argc, char **argv)
{
	g_setenv("TZ", "UTC", TRUE);
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].name, tests[i].run);
	return g_test_run();
}
