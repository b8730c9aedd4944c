/*
 * The promise of shards that are joined, tried on lists that change while they
 * are read, one shard after the other or all at once: what exists from the
 * first page of the first to the last of the last is new exactly once, or it is
 * said that this cannot be proven.
 */
#include "test/unit/export/moving_list.h"

struct sums {
	int64_t runs, refused, lost, doubled, duplicates;
};

static void read_once(guint32 seed, int changes_max, struct sums *sums)
{
	static const guint counts[] = { 1, 2, 3, 7, 40 };
	AUTO(error_release) struct error err = { 0 };
	guint32 records = (seed * 2654435761u >> 8) % 4000;
	AUTO(moving_list_release)
	struct moving_list list =
		moving_list_make(seed, records, seed & 1, changes_max);
	AUTO(moving_outcome_release) struct moving_outcome out = { 0 };

	sums->runs++;
	if (moving_list_read_shards(&list, seed & 2 ? 6 : 1,
				    counts[seed / 8 % G_N_ELEMENTS(counts)],
				    seed & 4, &out, &err)) {
		sums->lost += moving_list_lost(&list, &out);
		sums->doubled += moving_list_doubled(&out);
		sums->duplicates += out.duplicates;
	} else {
		g_assert_cmpint(err.code, ==, ERR_PARTIAL);
		sums->refused++;
	}
}

static guint32 schedules(guint32 few, guint32 many)
{
	return g_getenv("FENTU_TEST_FULL") ? many : few;
}

static void try_all(guint32 seeds, int changes_max, struct sums *sums)
{
	for (guint32 seed = 0; seed < seeds; seed++)
		read_once(seed, changes_max, sums);
	g_test_message("%" G_GINT64_FORMAT " joined, %" G_GINT64_FORMAT
		       " refused",
		       sums->runs - sums->refused, sums->refused);
	g_assert_cmpint(sums->lost, ==, 0);
	g_assert_cmpint(sums->doubled, ==, 0);
}

static void is_whole_when_nothing_changes(void)
{
	struct sums sums = { 0 };

	try_all(schedules(400, 10000), 0, &sums);
	g_assert_cmpint(sums.refused, ==, 0);
	g_assert_cmpint(sums.duplicates, ==, 0);
}

/* One change in five requests: most are joined. */
static void loses_and_doubles_nothing(void)
{
	struct sums sums = { 0 };

	try_all(schedules(1500, 10000), 1, &sums);
	g_assert_cmpint(sums.refused * 10, <, sums.runs);
}

static void loses_nothing_in_silence(void)
{
	struct sums sums = { 0 };

	try_all(schedules(600, 10000), 12, &sums);
	g_assert_cmpint(sums.refused, >, 0);
	g_assert_cmpint(sums.refused, <, sums.runs);
}

/* Pages of the server's own size are not those that were asked for. */
static void keeps_to_the_pages_of_the_server(void)
{
	for (guint32 seed = 0; seed < 100; seed++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(moving_list_release)
		struct moving_list list =
			moving_list_make(seed, seed * 13, seed & 1, 0);
		AUTO(moving_outcome_release) struct moving_outcome out = { 0 };

		list.page_cap = 70;
		g_assert_true(moving_list_read_shards(&list, 6, 1 + seed % 5,
						      true, &out, &err));
		g_assert_cmpint(moving_list_lost(&list, &out), ==, 0);
		g_assert_cmpint(moving_list_doubled(&out), ==, 0);
		g_assert_cmpint(out.duplicates + out.repairs, ==, 0);
	}
}

/* ---- shards made by hand ---- */

struct hand {
	struct join join;
	struct idset *seen;
	struct error err;
};

static void hand_init(struct hand *hand, bool is_plain)
{
	*hand = (struct hand){ .seen = idset_new_small() };
	join_init(&hand->join, is_plain, "assets", hand->seen);
}

static void hand_release(struct hand *hand)
{
	join_release(&hand->join);
	idset_free(hand->seen);
	error_release(&hand->err);
}

/* A page of the records from the `from`-th on, where `moved` of those before it
   have gone. Returns how many were new; -1: refused. */
static int64_t take(struct hand *hand, int64_t index, struct window window,
		    int64_t moved, int64_t total)
{
	int64_t first = window_first(window), fresh = 0;
	int64_t count = CLAMP(total - first, 0, window.size);
	g_autofree struct seam_row *rows =
		g_new0(struct seam_row, (gsize)window.size);
	const struct seam_page page = { window, rows, count, total, false };
	const struct shard shard = { index, 3 };

	for (int64_t i = 0; i < count; i++) {
		rows[i].key = (uint64_t)(first + moved + i + 1) *
			      UINT64_C(0x9e3779b97f4a7c15);
		rows[i].has_id = true;
	}
	if (!join_page(&hand->join, &page, &shard, &hand->err))
		return -1;
	for (int64_t i = 0; i < count; i++)
		fresh += rows[i].is_new;
	return fresh;
}

static bool end(struct hand *hand, int64_t index)
{
	const struct shard shard = { index, 3 };

	return join_shard(&hand->join, &shard, &hand->err);
}

/* The page beyond the end. */
static void ends_at(struct hand *hand, int64_t row)
{
	const struct shard shard = { 3, 3 };
	const struct seam_page page = { { row + 1, 1 }, NULL, 0, -1, false };

	g_assert_true(join_page(&hand->join, &page, &shard, &hand->err));
}

static void takes_what_shares_a_record(void)
{
	AUTO(hand_release) struct hand hand;

	hand_init(&hand, false);
	g_assert_cmpint(take(&hand, 1, (struct window){ 1, 100 }, 0, 290), ==,
			100);
	g_assert_true(end(&hand, 1));
	g_assert_cmpint(take(&hand, 2, (struct window){ 2, 99 }, 0, 290), ==,
			98);
	g_assert_true(end(&hand, 2));
	g_assert_false(join_finish(&hand.join, &hand.err));
	g_assert_nonnull(strstr(hand.err.message, "end of the list"));
	error_clear(&hand.err);
	g_assert_cmpint(take(&hand, 3, (struct window){ 3, 98 }, 0, 290), ==,
			92);
	g_assert_true(end(&hand, 3));
	ends_at(&hand, 290);
	g_assert_true(join_finish(&hand.join, &hand.err));
	g_assert_cmpint(hand.join.duplicates, ==, 0);
}

static void refuses_what_may_leave_a_gap(void)
{
	AUTO(hand_release) struct hand hand;

	hand_init(&hand, false);
	g_assert_cmpint(take(&hand, 1, (struct window){ 1, 100 }, 0, 290), ==,
			100);
	g_assert_true(end(&hand, 1));
	g_assert_cmpint(take(&hand, 2, (struct window){ 2, 99 }, 5, 285), ==,
			99);
	g_assert_false(end(&hand, 2));
	g_assert_cmpint(hand.err.code, ==, ERR_PARTIAL);
	g_assert_nonnull(strstr(hand.err.message, "before shard 2/3"));
}

/* What comes first in a shard is only known to be in place by what follows. */
static void takes_what_hangs_together_later(void)
{
	AUTO(hand_release) struct hand hand;

	hand_init(&hand, false);
	g_assert_cmpint(take(&hand, 1, (struct window){ 1, 100 }, 200, 500), ==,
			100);
	g_assert_true(end(&hand, 1));
	g_assert_cmpint(take(&hand, 2, (struct window){ 2, 99 }, 0, 500), ==,
			99);
	g_assert_cmpint(take(&hand, 2, (struct window){ 3, 98 }, 0, 500), ==,
			2);
	g_assert_true(end(&hand, 2));
}

/* Within a shard too, whatever its own run has seen. */
static void refuses_a_gap_within_a_shard(void)
{
	for (int64_t index = 1; index <= 2; index++) {
		AUTO(hand_release) struct hand hand;

		hand_init(&hand, false);
		g_assert_cmpint(take(&hand, index,
				     (struct window){ index, 100 }, 0, 9000),
				==, 100);
		g_assert_cmpint(
			take(&hand, index, (struct window){ 5, 100 }, 0, 9000),
			==, -1);
		g_assert_cmpint(hand.err.code, ==, ERR_PARTIAL);
	}
}

static void begins_at_the_beginning(void)
{
	AUTO(hand_release) struct hand hand;

	hand_init(&hand, false);
	g_assert_cmpint(take(&hand, 1, (struct window){ 2, 99 }, 0, 150), ==,
			51);
	g_assert_false(end(&hand, 1));
}

static void takes_an_empty_list(void)
{
	AUTO(hand_release) struct hand hand;

	hand_init(&hand, false);
	g_assert_cmpint(take(&hand, 1, (struct window){ 1, 100 }, 0, 0), ==, 0);
	g_assert_true(end(&hand, 1) && end(&hand, 2) && end(&hand, 3));
	ends_at(&hand, 290);
	g_assert_true(join_finish(&hand.join, &hand.err));
}

/* An empty page says where the list ends, but not that what is before it was
   read. */
static void an_empty_page_proves_nothing(void)
{
	AUTO(hand_release) struct hand hand;

	hand_init(&hand, false);
	g_assert_cmpint(take(&hand, 1, (struct window){ 1, 100 }, 0, 500), ==,
			100);
	g_assert_cmpint(take(&hand, 1, (struct window){ 4, 99 }, 0, 150), ==,
			0);
	g_assert_true(end(&hand, 1));
	g_assert_false(join_finish(&hand.join, &hand.err));
}

static void plain_pages_have_to_stand_side_by_side(void)
{
	AUTO(hand_release) struct hand hand;

	hand_init(&hand, true);
	g_assert_cmpint(take(&hand, 1, (struct window){ 1, 100 }, 0, 450), ==,
			100);
	g_assert_true(end(&hand, 1));
	g_assert_cmpint(take(&hand, 2, (struct window){ 2, 100 }, 0, 450), ==,
			100);
	g_assert_true(end(&hand, 2));
	g_assert_cmpint(take(&hand, 3, (struct window){ 4, 100 }, 0, 450), ==,
			-1);
	g_assert_nonnull(strstr(hand.err.message, "before shard 3/3"));
}

/* Records without id are known by all of their text. */
static void knows_records_without_id(void)
{
	AUTO(hand_release) struct hand hand;
	struct seam_row rows[] = { { .key = 7 }, { .key = 7 }, { .key = 9 } };
	struct seam_page page = { { 1, 3 }, rows, 3, 4, false };
	const struct shard first = { 1, 2 }, second = { 2, 2 };

	hand_init(&hand, false);
	g_assert_true(join_page(&hand.join, &page, &first, &hand.err));
	g_assert_true(rows[0].is_new && rows[1].is_new && rows[2].is_new);
	g_assert_true(join_shard(&hand.join, &first, &hand.err));
	page = (struct seam_page){ { 2, 2 }, rows + 1, 2, 4, false };
	g_assert_true(join_page(&hand.join, &page, &second, &hand.err));
	g_assert_false(rows[1].is_new || rows[2].is_new);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/join/still", is_whole_when_nothing_changes);
	g_test_add_func("/join/exactly-once", loses_and_doubles_nothing);
	g_test_add_func("/join/never-silent", loses_nothing_in_silence);
	g_test_add_func("/join/page-cap", keeps_to_the_pages_of_the_server);
	g_test_add_func("/join/shares", takes_what_shares_a_record);
	g_test_add_func("/join/gap", refuses_what_may_leave_a_gap);
	g_test_add_func("/join/later", takes_what_hangs_together_later);
	g_test_add_func("/join/within", refuses_a_gap_within_a_shard);
	g_test_add_func("/join/beginning", begins_at_the_beginning);
	g_test_add_func("/join/empty", takes_an_empty_list);
	g_test_add_func("/join/empty-page", an_empty_page_proves_nothing);
	g_test_add_func("/join/plain", plain_pages_have_to_stand_side_by_side);
	g_test_add_func("/join/no-id", knows_records_without_id);
	return g_test_run();
}
