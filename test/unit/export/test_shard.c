#include "lib/export/shard.h"

#include <glib.h>
#include <string.h>

static void reads_a_share(void)
{
	struct error err = { 0 };
	struct shard shard = { 0 };
	g_autofree char *text = NULL;

	g_assert_true(shard_parse("2/7", &shard, &err));
	g_assert_cmpint(shard.index, ==, 2);
	g_assert_cmpint(shard.count, ==, 7);
	text = shard_text(&shard);
	g_assert_cmpstr(text, ==, "2/7");
	g_assert_true(shard_parse("1000/1000", &shard, &err));
	g_assert_true(shard_parse("1/1", &shard, &err));
}

static void refuses_what_is_none(void)
{
	static const char *const bad[] = {
		"",
		"/",
		"x",
		"2",
		"/2",
		"2/",
		"3/2",
		"0/2",
		"1/0",
		"0/0",
		"-1/2",
		"1/-2",
		"+1/2",
		" 1/2",
		"1 /2",
		"1/2 ",
		"1/2/3",
		"1.0/2",
		"0x1/2",
		"1/1001",
		"1/99999999999999999999",
		"4294967297/4294967298",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		AUTO(error_release) struct error err = { 0 };
		struct shard shard = { 5, 6 };

		g_assert_false(shard_parse(bad[i], &shard, &err));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_nonnull(strstr(err.message, bad[i]));
		g_assert_nonnull(err.hint);
		g_assert_cmpint(shard.index, ==, 5);
	}
}

/* Read the windows of a share, as ahead.h asks for them. Returns the end. */
static int64_t read_share(const struct window_rule *rule,
			  const struct share *share, int64_t total,
			  int64_t *ret_windows)
{
	int64_t end = share->from;
	int64_t to = share->to > 0 ? share->to : total;

	*ret_windows = 0;
	do {
		struct window window;

		g_assert_true(window_next(rule, end, &window));
		g_assert_cmpint(window_first(window), <=,
				MAX(end - (rule->is_plain ? 0 : 1), 0));
		end = window_end(window);
		++*ret_windows;
	} while (end < to);
	return end;
}

/* Every window of one run is in one share, in its place. */
static void check_shares(const struct window_rule *rule, int64_t count,
			 int64_t total)
{
	int64_t end = 0, least = INT64_MAX, most = 0, all = 0, one;
	const struct share whole = { 0 };

	for (int64_t index = 1; index <= count; index++) {
		const struct shard shard = { index, count };
		struct share share = shard_share(&shard, rule, total);
		struct window next;
		int64_t windows = 0;

		g_assert_true(index > 1 || !share.is_empty);
		if (!share.is_empty) {
			g_assert_cmpint(share.from, ==, end);
			end = read_share(rule, &share, total, &windows);
			g_assert_cmpint(share.to > 0 ? share.to : end, ==, end);
		}
		if (!share.is_empty && share.to > 0) {
			g_assert_true(window_next(rule, end, &next));
			g_assert_cmpint(share.next.page, ==, next.page);
			g_assert_cmpint(share.next.size, ==, next.size);
		}
		least = MIN(least, windows);
		most = MAX(most, windows);
		all += windows;
	}
	g_assert_cmpint(end, >=, total);
	g_assert_cmpint(most - least, <=, 1);
	g_assert_cmpint(read_share(rule, &whole, total, &one), ==, end);
	g_assert_cmpint(all, ==, one);
}

static void shares_are_the_whole(void)
{
	static const int64_t counts[] = { 1, 2, 3, 7, 16, 99, 1000 };
	static const int64_t sizes[] = { 100, 99, 60 };
	static const int64_t totals[] = { 0,   1,   2,	  99,	100,  101,  198,
					  199, 200, 1000, 2499, 7919, 30000 };

	for (size_t c = 0; c < G_N_ELEMENTS(counts); c++)
		for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++)
			for (size_t t = 0; t < G_N_ELEMENTS(totals); t++)
				for (int plain = 0; plain < 2; plain++) {
					const struct window_rule rule = {
						sizes[s], 1, plain
					};

					check_shares(&rule, counts[c],
						     totals[t]);
				}
}

static void without_totals_the_first_has_it_all(void)
{
	const struct window_rule rule = { 100, 1, false };

	for (int64_t index = 1; index <= 3; index++) {
		const struct shard shard = { index, 3 };
		struct share share = shard_share(&shard, &rule, -1);

		g_assert_true(share.is_empty == (index > 1));
		g_assert_cmpint(share.from, ==, 0);
		g_assert_cmpint(share.to, ==, 0);
	}
}

/* What a server says is no reason to count for long. */
static void a_senseless_total_ends(void)
{
	const struct window_rule rule = { 100, 1, false };
	const struct shard shard = { 2, 2 };
	const struct window_rule tiny = { 1, 1, false };
	struct share share = shard_share(&shard, &rule, INT64_MAX);

	g_assert_false(share.is_empty);
	g_assert_cmpint(share.to, ==, 0);
	(void)shard_share(&shard, &tiny, 1000);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/shard/reads", reads_a_share);
	g_test_add_func("/shard/refuses", refuses_what_is_none);
	g_test_add_func("/shard/whole", shares_are_the_whole);
	g_test_add_func("/shard/no-totals",
			without_totals_the_first_has_it_all);
	g_test_add_func("/shard/senseless", a_senseless_total_ends);
	return g_test_run();
}
