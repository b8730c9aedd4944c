#include "test/unit/net/client_fixture.h"

static void set_key(struct fixture *f, unsigned number)
{
	g_autofree char *key = g_strdup_printf("canary-%u", number);

	g_assert_true(sealed_set(&f->secret, key, strlen(key), &f->err));
}

static void expect_key(const struct fixture *f, size_t n, const char *key)
{
	g_autofree char *line =
		g_strdup_printf("Authorization: Bearer %s\n", key);

	g_assert_nonnull(strstr(script_request(f->script, n), line));
}

/* A new key for each one that was refused. */
static bool renew_refused(void *fixture, bool refused, bool *ret_changed,
			  struct error *err)
{
	struct fixture *f = fixture;

	(void)err;
	f->asked++;
	f->refused += refused;
	if (refused)
		set_key(f, f->refused);
	*ret_changed = refused;
	return true;
}

/* A new key for every second request, in time. */
static bool renew_in_time(void *fixture, bool refused, bool *ret_changed,
			  struct error *err)
{
	struct fixture *f = fixture;

	(void)err;
	g_assert_false(refused);
	f->asked++;
	*ret_changed = f->asked % 2 == 0;
	if (*ret_changed)
		set_key(f, f->asked);
	return true;
}

static bool renew_nothing(void *fixture, bool refused, bool *ret_changed,
			  struct error *err)
{
	struct fixture *f = fixture;

	(void)err;
	f->refused += refused;
	*ret_changed = false;
	return true;
}

static bool renew_fails(void *fixture, bool refused, bool *ret_changed,
			struct error *err)
{
	(void)fixture;
	*ret_changed = false;
	return !refused || error_set(err, ERR_LOGIN, "log in again");
}

static void a_key_is_replaced_between_requests(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 200 },
		{ .method = "GET", .url = TASKS, .status = 200 },
		{ .method = "GET", .url = TASKS, .status = 200 },
	};
	AUTO(fixture_close) struct fixture f = { .renew = renew_in_time };

	FIXTURE_OPEN(&f, steps);
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_assert_true(fixture_get(&f));
		http_reply_release(&f.reply);
	}
	expect_key(&f, 0, "canary-key");
	expect_key(&f, 1, "canary-2");
	expect_key(&f, 2, "canary-2");
}

static void what_was_refused_is_sent_once_more(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST", .url = TASKS, .status = 401 },
		{ .method = "POST", .url = TASKS, .status = 201 },
	};
	AUTO(fixture_close) struct fixture f = { .renew = renew_refused };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_send(&f, "POST", TASKS));
	g_assert_cmpint(f.reply.status, ==, 201);
	expect_key(&f, 1, "canary-1");
}

static void a_second_refusal_is_the_answer(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 401 },
		{ .method = "GET", .url = TASKS, .status = 401 },
	};
	AUTO(fixture_close) struct fixture f = { .renew = renew_refused };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(f.reply.status, ==, 401);
	g_assert_cmpuint(f.refused, ==, 1);
}

static void without_another_key_a_refusal_is_the_answer(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 401 },
	};
	AUTO(fixture_close) struct fixture f = { .renew = renew_nothing };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	g_assert_cmpint(f.reply.status, ==, 401);
	g_assert_cmpuint(f.refused, ==, 1);
}

static void a_failure_to_get_one_is_that_of_the_request(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST", .url = TASKS, .status = 401 },
	};
	AUTO(fixture_close) struct fixture f = { .renew = renew_fails };

	FIXTURE_OPEN(&f, steps);
	g_assert_false(fixture_send(&f, "POST", TASKS));
	fixture_expect(&f, ERR_LOGIN, "log in again");
	g_assert_false(client_may_have_acted(f.client));
}

/* Many that carried the old key are refused; one of them gets a new one. */
static void many_refusals_are_one_reason(void)
{
	struct script_step steps[12];
	AUTO(fixture_close) struct fixture f = { .renew = renew_refused };
	int tags[6];

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
		steps[i] = (struct script_step){
			.method = "GET",
			.url = TASKS,
			.status = i < G_N_ELEMENTS(tags) ? 401 : 200,
		};
	FIXTURE_OPEN(&f, steps);
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
		const struct client_request get = { .method = "GET",
						    .url = TASKS };

		g_assert_true(client_start(f.client, &get, &tags[i], &f.err));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
		void *tag = NULL;

		g_assert_true(client_next(f.client, &tag, &f.reply, &f.err));
		g_assert_cmpint(f.reply.status, ==, 200);
		http_reply_release(&f.reply);
	}
	g_assert_cmpuint(f.refused, ==, 1);
	for (size_t i = G_N_ELEMENTS(tags); i < G_N_ELEMENTS(steps); i++)
		expect_key(&f, i, "canary-1");
}

static void no_other_refusal_asks_for_a_key(void)
{
	static const int statuses[] = { 400, 403, 404, 422 };

	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		const struct script_step steps[] = {
			{ .method = "GET",
			  .url = TASKS,
			  .status = statuses[i] },
		};
		AUTO(fixture_close)
		struct fixture f = { .renew = renew_refused };

		FIXTURE_OPEN(&f, steps);
		g_assert_true(fixture_get(&f));
		g_assert_cmpuint(f.refused, ==, 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/client/a key is replaced between requests",
			a_key_is_replaced_between_requests);
	g_test_add_func("/client/what was refused is sent once more",
			what_was_refused_is_sent_once_more);
	g_test_add_func("/client/a second refusal is the answer",
			a_second_refusal_is_the_answer);
	g_test_add_func("/client/without another key a refusal is the answer",
			without_another_key_a_refusal_is_the_answer);
	g_test_add_func("/client/a failure to get one is that of the request",
			a_failure_to_get_one_is_that_of_the_request);
	g_test_add_func("/client/many refusals are one reason",
			many_refusals_are_one_reason);
	g_test_add_func("/client/no other refusal asks for a key",
			no_other_refusal_asks_for_a_key);
	return g_test_run();
}
