#include "lib/net/retry.h"

static const struct retry_policy policy = {
	.max_repeats = 4,
	.base_ms = 500,
	.throttle_base_ms = 1000,
	.cap_ms = 20000,
	.max_wait_ms = 60000,
};

static enum retry_verdict decide(const struct retry_input *in, int64_t *wait_ms)
{
	int quota = RETRY_QUOTA;

	return retry_decide(&policy, in, &quota, wait_ms);
}

/* What becomes of a request: repeated if it is a read, repeated if it is a
   write. */
static const struct {
	const char *name;
	enum http_fault fault;
	int http_status;
	bool sent, throttled;
	bool read, write;
} fates[] = {
	{ "no name", HTTP_NO_NAME, 0, false, false, true, true },
	{ "no connection", HTTP_NO_CONNECTION, 0, false, false, true, true },
	{ "connect timed out", HTTP_TIMED_OUT, 0, false, false, true, true },
	{ "timed out", HTTP_TIMED_OUT, 0, true, false, true, false },
	{ "cut", HTTP_BROKEN, 0, true, false, true, false },
	{ "TLS", HTTP_TLS, 0, false, false, false, false },
	{ "too large", HTTP_TOO_LARGE, 0, true, false, false, false },
	{ "200", HTTP_REPLIED, 200, true, false, false, false },
	{ "304", HTTP_REPLIED, 304, true, false, false, false },
	{ "400", HTTP_REPLIED, 400, true, false, false, false },
	{ "401", HTTP_REPLIED, 401, true, false, false, false },
	{ "403", HTTP_REPLIED, 403, true, false, false, false },
	{ "403 throttled", HTTP_REPLIED, 403, true, true, true, true },
	{ "404", HTTP_REPLIED, 404, true, false, false, false },
	{ "408", HTTP_REPLIED, 408, true, false, true, false },
	{ "409", HTTP_REPLIED, 409, true, false, false, false },
	{ "422", HTTP_REPLIED, 422, true, false, false, false },
	{ "429", HTTP_REPLIED, 429, true, true, true, true },
	{ "500", HTTP_REPLIED, 500, true, false, true, false },
	{ "501", HTTP_REPLIED, 501, true, false, false, false },
	{ "502", HTTP_REPLIED, 502, true, false, true, false },
	{ "503", HTTP_REPLIED, 503, true, false, true, false },
	{ "504", HTTP_REPLIED, 504, true, false, true, false },
};

static void fate_and_method_decide(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fates); i++) {
		struct retry_input in = {
			.tries = 1,
			.fault = fates[i].fault,
			.http_status = fates[i].http_status,
			.request_sent = fates[i].sent,
			.throttled = fates[i].throttled,
			.server_ms = -1,
		};
		int64_t wait_ms = 0;

		g_test_message("%s", fates[i].name);
		in.idempotent = true;
		g_assert_true((decide(&in, &wait_ms) == RETRY_WAIT) ==
			      fates[i].read);
		in.idempotent = false;
		g_assert_true((decide(&in, &wait_ms) == RETRY_WAIT) ==
			      fates[i].write);
	}
}

static const struct retry_input busy = {
	.tries = 1,
	.fault = HTTP_REPLIED,
	.http_status = 503,
	.idempotent = true,
	.request_sent = true,
	.server_ms = -1,
};

static const struct retry_input throttled = {
	.tries = 1,
	.fault = HTTP_REPLIED,
	.http_status = 429,
	.idempotent = true,
	.request_sent = true,
	.throttled = true,
	.server_ms = -1,
};

static void it_stops_after_the_repeats_allowed(void)
{
	struct retry_input in = busy;
	int64_t wait_ms;

	in.tries = 4;
	g_assert_cmpint(decide(&in, &wait_ms), ==, RETRY_WAIT);
	in.tries = 5;
	g_assert_cmpint(decide(&in, &wait_ms), ==, RETRY_NO);
}

static void waits_double_up_to_the_cap(void)
{
	static const int64_t fault[] = { 500,  1000,  2000,  4000,
					 8000, 16000, 20000, 20000 };
	const struct retry_policy patient = { 100, 500, 1000, 20000, 60000 };
	int64_t wait_ms;

	for (unsigned i = 0; i < G_N_ELEMENTS(fault); i++) {
		struct retry_input in = busy;
		int quota = RETRY_QUOTA;

		in.tries = i + 1;
		in.jitter = UINT32_MAX;
		retry_decide(&patient, &in, &quota, &wait_ms);
		g_assert_cmpint(wait_ms, ==, fault[i]);
		in.jitter = 0;
		retry_decide(&patient, &in, &quota, &wait_ms);
		g_assert_cmpint(wait_ms, ==, 0);
		in.throttled = true;
		in.jitter = UINT32_MAX;
		retry_decide(&patient, &in, &quota, &wait_ms);
		g_assert_cmpint(wait_ms, ==, MIN(2 * fault[i], 20000));
	}
}

static void jitter_is_uniform(void)
{
	enum { DRAWS = 10000, BINS = 10 };
	int hits[BINS] = { 0 };
	g_autoptr(GRand) random = g_rand_new_with_seed(7);

	for (int i = 0; i < DRAWS; i++) {
		struct retry_input in = busy;
		int64_t wait_ms = -1;

		in.tries = 2;
		in.jitter = g_rand_int(random);
		g_assert_cmpint(decide(&in, &wait_ms), ==, RETRY_WAIT);
		g_assert_cmpint(wait_ms, >=, 0);
		g_assert_cmpint(wait_ms, <=, 1000);
		hits[MIN(wait_ms / 100, BINS - 1)]++;
	}
	for (int i = 0; i < BINS; i++) {
		g_assert_cmpint(hits[i], >, DRAWS / BINS - 150);
		g_assert_cmpint(hits[i], <, DRAWS / BINS + 150);
	}
}

static void what_the_server_asks_for_comes_first(void)
{
	struct retry_input in = throttled;
	int64_t wait_ms;

	in.server_ms = 7000;
	in.tries = 3;
	g_assert_cmpint(decide(&in, &wait_ms), ==, RETRY_WAIT);
	g_assert_cmpint(wait_ms, ==, 7000);
	in.jitter = 999;
	decide(&in, &wait_ms);
	g_assert_cmpint(wait_ms, ==, 7999);
	in.jitter = 1000;
	decide(&in, &wait_ms);
	g_assert_cmpint(wait_ms, ==, 7000);
	in.server_ms = 0;
	decide(&in, &wait_ms);
	g_assert_cmpint(wait_ms, ==, 0);
}

static void a_reset_too_far_ahead_ends_it(void)
{
	struct retry_input in = throttled;
	int quota = RETRY_QUOTA;
	int64_t wait_ms = -1;

	in.server_ms = 60000;
	g_assert_cmpint(decide(&in, &wait_ms), ==, RETRY_WAIT);
	in.server_ms = 60001;
	g_assert_cmpint(retry_decide(&policy, &in, &quota, &wait_ms), ==,
			RETRY_TOO_LONG);
	g_assert_cmpint(wait_ms, ==, 60001);
	g_assert_cmpint(quota, ==, RETRY_QUOTA);
	in = busy;
	in.server_ms = 60001;
	g_assert_cmpint(decide(&in, &wait_ms), ==, RETRY_NO);
}

static void a_server_that_is_down_is_not_hammered(void)
{
	int quota = RETRY_QUOTA;
	int repeats = 0;
	int64_t wait_ms;

	for (int request = 0; request < 1000; request++) {
		struct retry_input in = busy;

		while (retry_decide(&policy, &in, &quota, &wait_ms) ==
		       RETRY_WAIT) {
			in.tries++;
			repeats++;
			g_assert_cmpint(quota, >=, 0);
		}
	}
	g_assert_cmpint(repeats, ==, RETRY_QUOTA / RETRY_COST_FAULT);
}

static void success_gives_back_what_was_spent(void)
{
	int quota = RETRY_QUOTA;
	int64_t wait_ms;

	retry_decide(&policy, &throttled, &quota, &wait_ms);
	g_assert_cmpint(quota, ==, RETRY_QUOTA - RETRY_COST_THROTTLE);
	retry_decide(&policy, &busy, &quota, &wait_ms);
	g_assert_cmpint(quota, ==,
			RETRY_QUOTA - RETRY_COST_THROTTLE - RETRY_COST_FAULT);
	retry_succeeded(&quota, RETRY_COST_FAULT);
	g_assert_cmpint(quota, ==, RETRY_QUOTA - RETRY_COST_THROTTLE);
	retry_succeeded(&quota, 0);
	g_assert_cmpint(quota, ==, RETRY_QUOTA - RETRY_COST_THROTTLE + 1);
	for (int i = 0; i < 10; i++)
		retry_succeeded(&quota, 100);
	g_assert_cmpint(quota, ==, RETRY_QUOTA);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/retry/fate and method decide",
			fate_and_method_decide);
	g_test_add_func("/retry/it stops after the repeats allowed",
			it_stops_after_the_repeats_allowed);
	g_test_add_func("/retry/waits double up to the cap",
			waits_double_up_to_the_cap);
	g_test_add_func("/retry/jitter is uniform", jitter_is_uniform);
	g_test_add_func("/retry/what the server asks for comes first",
			what_the_server_asks_for_comes_first);
	g_test_add_func("/retry/a reset too far ahead ends it",
			a_reset_too_far_ahead_ends_it);
	g_test_add_func("/retry/a server that is down is not hammered",
			a_server_that_is_down_is_not_hammered);
	g_test_add_func("/retry/success gives back what was spent",
			success_gives_back_what_was_spent);
	return g_test_run();
}
