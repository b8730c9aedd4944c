/*
 * The promise of an export, tried on servers that lie, while lists change:
 * what is called whole has each record that was there throughout, once.
 */
#include "test/unit/export/moving_list.h"

static guint32 schedules(guint32 few, guint32 many)
{
	return g_getenv("FENTU_TEST_FULL") ? many : few;
}

/* A server that lies as the seed says. */
static struct moving_list lying_list(guint32 seed)
{
	static const gint32 one_in[] = { 1, 1, 2, 5, 20 };
	static const int changes[] = { 0, 0, 1, 3 };
	guint32 hash = seed * 2654435761u >> 8;
	struct moving_list list =
		moving_list_make(seed, hash % 700, seed & 1,
				 changes[hash / 1500 % G_N_ELEMENTS(changes)]);

	list.count_lie = (enum count_lie)(seed % COUNT_LIES);
	list.page_lie = (enum page_lie)(seed / COUNT_LIES % PAGE_LIES);
	/* Beyond an empty page under a count that may agree with it, nothing
	   can be seen: the server might as well have no more. */
	if (list.page_lie == PAGE_EMPTY && list.count_lie != COUNT_TOO_LARGE)
		list.count_lie = COUNT_TRUE;
	/* Nor where a record goes just as a page is cut short, and no honest
	   count tells of it. */
	if (list.page_lie == PAGE_SHORT && list.count_lie != COUNT_TRUE &&
	    list.count_lie != COUNT_TOO_LARGE)
		list.changes_max = 0;
	list.one_in =
		one_in[seed / COUNT_LIES / PAGE_LIES % G_N_ELEMENTS(one_in)];
	if (list.page_lie == PAGE_IGNORES_SIZE || seed % 7 == 0)
		list.page_cap = g_rand_int_range(list.rand, 10, 250);
	if (list.page_lie != PAGE_IGNORES_SIZE)
		list.page_cap = MIN(list.page_cap, WINDOW_SIZE_MAX);
	return list;
}

struct tally {
	int64_t whole, lost, doubled;
};

static void believe(guint32 seed, guint shards, struct tally *tally)
{
	static const unsigned concurrency[] = { 1, 2, 6 };
	AUTO(error_release) struct error err = { 0 };
	AUTO(moving_list_release) struct moving_list list = lying_list(seed);
	AUTO(moving_outcome_release) struct moving_outcome out = { 0 };
	int64_t lost;

	if (!(shards ? moving_list_read_shards(&list, concurrency[seed % 3],
					       shards, seed & 2, &out, &err)
		     : moving_list_read(&list, concurrency[seed % 3], false,
					&out, &err))) {
		g_assert_cmpint(err.code, ==, ERR_PARTIAL);
		return;
	}
	lost = moving_list_lost(&list, &out);
	if (lost > 0)
		g_test_message("seed %u, %u shards: count lie %d, page lie %d, "
			       "one in %d: lost %" G_GINT64_FORMAT,
			       seed, shards, list.count_lie, list.page_lie,
			       list.one_in, lost);
	tally->whole++;
	tally->lost += lost;
	tally->doubled += moving_list_doubled(&out);
}

/* Whatever a server says: what is called whole is whole. */
static void believes_no_lie(void)
{
	struct tally tally = { 0 };

	for (guint32 seed = 0; seed < schedules(10000, 100000); seed++)
		believe(seed, 0, &tally);
	g_test_message("whole: %" G_GINT64_FORMAT, tally.whole);
	g_assert_cmpint(tally.lost, ==, 0);
	g_assert_cmpint(tally.doubled, ==, 0);
	g_assert_cmpint(tally.whole, >, 1000);
}

static void believes_no_lie_of_shards(void)
{
	struct tally tally = { 0 };

	for (guint32 seed = 0; seed < schedules(2000, 20000); seed++)
		believe(seed, 1 + seed % 4, &tally);
	g_test_message("whole: %" G_GINT64_FORMAT, tally.whole);
	g_assert_cmpint(tally.lost, ==, 0);
	g_assert_cmpint(tally.doubled, ==, 0);
	g_assert_cmpint(tally.whole, >, 100);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/seam_lies/one", believes_no_lie);
	g_test_add_func("/seam_lies/shards", believes_no_lie_of_shards);
	return g_test_run();
}
