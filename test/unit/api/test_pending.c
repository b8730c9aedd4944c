#include "lib/api/pending.h"

#include "test/unit/api/fixture.h"

static const struct api_about about = { .what = "a thing" };

static void is_taken_in_any_order(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = FIXTURE_BASE "/one",
		  .takes_ms = 500,
		  .status = 200,
		  .body = "{\"n\":1}" },
		{ .method = "GET",
		  .url = FIXTURE_BASE "/two",
		  .takes_ms = 10,
		  .status = 404 },
	};
	AUTO(fixture_close) struct fixture f;
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	struct pending *one, *two;
	int64_t n = 0;

	fixture_open(&f, steps, G_N_ELEMENTS(steps));
	g_assert_true(pending_start(&f.api, "one", &one, &f.err));
	g_assert_true(pending_start(&f.api, "two", &two, &f.err));
	g_assert_true(pending_take(&f.api, &one, &about, NULL, &reply, &f.err));
	g_assert_null(one);
	g_assert_true(js_int(js_member(reply.root, "n"), &n));
	g_assert_cmpint(n, ==, 1);
	api_reply_release(&reply);
	g_assert_false(
		pending_take(&f.api, &two, &about, NULL, &reply, &f.err));
	g_assert_cmpint(f.err.code, ==, ERR_NOT_FOUND);
	g_assert_null(two);
}

static void ends_by_a_signal(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = FIXTURE_BASE "/one",
		  .takes_ms = 500000,
		  .status = 200 },
	};
	AUTO(fixture_close) struct fixture f;
	AUTO(signals_release) struct signals signals = { 0 };
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	struct pending *one;

	fixture_open(&f, steps, G_N_ELEMENTS(steps));
	g_assert_true(signals_take(&signals, &f.err));
	g_assert_true(pending_start(&f.api, "one", &one, &f.err));
	g_assert_cmpint(raise(SIGTERM), ==, 0);
	g_assert_false(
		pending_take(&f.api, &one, &about, &signals, &reply, &f.err));
	g_assert_cmpint(f.err.code, ==, ERR_INTERRUPTED);
	g_assert_cmpint(f.err.signal, ==, SIGTERM);
	g_assert_nonnull(one);
	client_abandon(f.client);
	pending_free(one);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pending/order", is_taken_in_any_order);
	g_test_add_func("/pending/signal", ends_by_a_signal);
	return g_test_run();
}
