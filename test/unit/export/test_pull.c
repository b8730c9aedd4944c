#include "lib/export/pull.h"

#include "lib/export/shard.h"
#include "test/unit/export/whole.h"

/* Read to the end, or the failure; returns how many records were new. */
static int64_t read_all(struct whole *w, struct pull *pull, bool is_paced)
{
	int64_t fresh = 0;

	while (!pull_is_done(pull)) {
		AUTO(pull_page_release) struct pull_page page = { 0 };

		if (!pull_next(pull, &page, &w->err))
			return fresh;
		for (guint i = 0; i < page.rows->len; i++)
			fresh += g_array_index(page.rows, struct seam_row, i)
					 .is_new;
		if (is_paced)
			client_pace(w->client, pull_left(pull), 10);
	}
	return fresh;
}

static void reads_all_several_at_once(void)
{
	AUTO(whole_close) struct whole w;
	AUTO(pull_drop) struct pull *pull = NULL;
	struct pull_config config;

	whole_open(&w, 1234);
	w.world.latency_ms = 50;
	config = whole_config(&w);
	g_assert_true(pull_open(&config, NULL, &pull, &w.err));
	g_assert_cmpint(read_all(&w, pull, false), ==, 1234);
	g_assert_cmpint(w.err.code, ==, ERR_NONE);
	g_assert_cmpuint(w.world.most_at_once, ==, 6);
	/* the last one is beyond the end */
	g_assert_cmpint(w.world.requests, ==, 15);
	g_assert_cmpint(w.count.started, ==, 15);
	g_assert_cmpint(pull_state(pull).duplicates, ==, 0);
}

static void reads_an_empty_list(void)
{
	AUTO(whole_close) struct whole w;
	AUTO(pull_drop) struct pull *pull = NULL;
	struct pull_config config;

	whole_open(&w, 0);
	config = whole_config(&w);
	g_assert_true(pull_open(&config, NULL, &pull, &w.err));
	g_assert_cmpint(read_all(&w, pull, false), ==, 0);
	g_assert_true(pull_is_done(pull));
	g_assert_cmpint(w.world.requests, ==, 1);
}

static void goes_on_where_another_stopped(void)
{
	AUTO(whole_close) struct whole w;
	AUTO(pull_drop) struct pull *first = NULL;
	AUTO(pull_drop) struct pull *second = NULL;
	struct pull_config config;
	struct pull_state state;
	int64_t fresh;

	whole_open(&w, 1234);
	w.count.max = 5;
	config = whole_config(&w);
	g_assert_true(pull_open(&config, NULL, &first, &w.err));
	fresh = read_all(&w, first, false);
	g_assert_cmpint(w.err.code, ==, ERR_THROTTLED);
	g_assert_cmpint(w.world.requests, ==, 5);
	state = pull_state(first);
	error_clear(&w.err);
	w.count.max = 0;
	g_assert_true(pull_open(&config, &state, &second, &w.err));
	g_assert_cmpint(fresh + read_all(&w, second, false), ==, 1234);
	g_assert_cmpint(w.world.requests, ==, 15);
}

/* Read a share as a job of its own would. */
static int64_t read_share(const struct shard *shard)
{
	AUTO(whole_close) struct whole w;
	AUTO(pull_drop) struct pull *pull = NULL;
	AUTO(pull_page_release) struct pull_page first = { 0 };
	struct pull_config config;
	struct share share;
	struct pull_share mine;
	int64_t fresh;

	whole_open(&w, 1234);
	config = whole_config(&w);
	g_assert_true(pull_open(&config, NULL, &pull, &w.err));
	g_assert_true(
		pull_look(pull, (struct window){ 1, 100 }, &first, &w.err));
	share = shard_share(shard, pull_rule(pull), first.total);
	mine = (struct pull_share){ share.from, share.to, NULL };
	pull_share(pull, &mine);
	if (share.from == 0)
		pull_put_back(pull, &first);
	fresh = read_all(&w, pull, false);
	g_assert_cmpint(w.err.code, ==, ERR_NONE);
	g_assert_cmpint(pull_state(pull).duplicates, ==, 0);
	/* 14 windows in three shares; the first page is asked for once */
	g_assert_cmpint(w.world.requests, ==,
			shard->index == 3 ? 6
			: share.from == 0 ? 5
					  : 6);
	return fresh;
}

static void reads_a_share(void)
{
	int64_t rows = 0;

	for (int64_t index = 1; index <= 3; index++) {
		const struct shard shard = { index, 3 };

		rows += read_share(&shard);
	}
	/* and the overlap of neighbours */
	g_assert_cmpint(rows, >=, 1234 + 2);
	g_assert_cmpint(rows, <, 1234 + 2 * 50);
}

static void turns_pages_that_make_no_sense_into_partial(void)
{
	AUTO(whole_close) struct whole w;
	AUTO(pull_drop) struct pull *pull = NULL;
	struct pull_config config;

	whole_open(&w, 10);
	config = whole_config(&w);
	config.path = "assets/a/tasks"; /* no list of pages: one page */
	g_assert_true(pull_open(&config, NULL, &pull, &w.err));
	read_all(&w, pull, false);
	g_assert_true(w.err.code == ERR_NONE || w.err.code == ERR_PARTIAL);
}

static void is_not_paced_without_a_limit(void)
{
	AUTO(whole_close) struct whole w;
	AUTO(pull_drop) struct pull *pull = NULL;
	struct pull_config config;
	int64_t began_ms;

	whole_open(&w, 25000);
	w.world.latency_ms = 50;
	began_ms = w.world.now_ms;
	config = whole_config(&w);
	g_assert_true(pull_open(&config, NULL, &pull, &w.err));
	g_assert_cmpint(read_all(&w, pull, true), ==, 25000);
	/* the first one alone, then six at once */
	g_assert_cmpint(w.world.now_ms - began_ms, <=,
			w.world.requests * 50 * 11 / 10 / 6 + 100);
}

static void knows_records_by_id_or_by_text(void)
{
	const struct idset_secret secret = { { 1, 2 } };
	bool has_id;
	uint64_t one = pull_key(&secret, JS_LITERAL("{\"id\":\"a\",\"n\":1}"),
				&has_id);

	g_assert_true(has_id);
	g_assert_cmphex(
		one, ==,
		pull_key(&secret, JS_LITERAL("{\"id\":\"a\"}"), &has_id));
	g_assert_cmphex(
		one, !=,
		pull_key(&secret, JS_LITERAL("{\"id\":\"b\"}"), &has_id));
	(void)pull_key(&secret, JS_LITERAL("{\"id\":null}"), &has_id);
	g_assert_false(has_id);
	(void)pull_key(&secret, JS_LITERAL("{\"id\":\"\"}"), &has_id);
	g_assert_false(has_id);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pull/all", reads_all_several_at_once);
	g_test_add_func("/pull/empty", reads_an_empty_list);
	g_test_add_func("/pull/goes-on", goes_on_where_another_stopped);
	g_test_add_func("/pull/senseless",
			turns_pages_that_make_no_sense_into_partial);
	g_test_add_func("/pull/no-limit", is_not_paced_without_a_limit);
	g_test_add_func("/pull/key", knows_records_by_id_or_by_text);
	g_test_add_func("/pull/share", reads_a_share);
	return g_test_run();
}
