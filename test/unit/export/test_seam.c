/*
 * The promise of an export, tried on lists that change between any two pages:
 * what exists from the first page to the last is new exactly once.
 */
#include "test/unit/export/moving_list.h"

struct sums {
	int64_t failed, lost, doubled, requests, plain;
};

static void read_once(guint32 seed, int changes_max, bool is_plain,
		      struct sums *sums)
{
	AUTO(error_release) struct error err = { 0 };
	static const unsigned concurrency[] = { 1, 2, 6, 6 };
	guint32 records = (seed * 2654435761u >> 8) % 5000;
	AUTO(moving_list_release)
	struct moving_list list =
		moving_list_make(seed, records, seed & 1, changes_max);
	AUTO(moving_outcome_release) struct moving_outcome out = { 0 };

	if (moving_list_read(&list, concurrency[seed / 2 % 4], is_plain, &out,
			     &err)) {
		sums->lost += moving_list_lost(&list, &out);
		sums->doubled += moving_list_doubled(&out);
	} else {
		g_assert_cmpint(err.code, ==, ERR_PARTIAL);
		sums->failed++;
	}
	sums->requests += out.requests;
	sums->plain += out.plain;
}

static guint32 schedules(guint32 few, guint32 many)
{
	return g_getenv("FENTU_TEST_FULL") ? many : few;
}

static void loses_and_doubles_nothing(void)
{
	struct sums sums = { 0 };

	for (guint32 seed = 0; seed < schedules(3000, 100000); seed++)
		read_once(seed, (int)(seed / 8 % 4), false, &sums);
	g_test_message("%" G_GINT64_FORMAT
		       " requests, side by side %" G_GINT64_FORMAT,
		       sums.requests, sums.plain);
	/* no count sees one deleted and one entered between two answers */
	g_assert_cmpint(sums.failed * 500, <=, schedules(3000, 100000));
	g_assert_cmpint(sums.lost, ==, 0);
	g_assert_cmpint(sums.doubled, ==, 0);
	g_assert_cmpint(sums.requests * 100, <=, sums.plain * 120);
}

/* Faster than it can be read: given up, but never in silence. */
static void loses_nothing_in_silence(void)
{
	struct sums sums = { 0 };

	for (guint32 seed = 0; seed < schedules(300, 3000); seed++)
		read_once(seed, 40, false, &sums);
	g_assert_cmpint(sums.failed, >, 0);
	g_assert_cmpint(sums.lost, ==, 0);
	g_assert_cmpint(sums.doubled, ==, 0);
	g_assert_cmpint(sums.requests, <, sums.plain * 10);
}

/* The model can lose something: pages side by side do. */
static void would_lose_without_overlap(void)
{
	struct sums sums = { 0 };

	for (guint32 seed = 0; seed < 300; seed++)
		read_once(seed, 3, true, &sums);
	g_assert_cmpint(sums.lost, >, 100);
	g_assert_cmpint(sums.doubled, ==, 0);
}

static void keeps_to_the_pages_of_the_server(void)
{
	for (guint32 seed = 0; seed < 100; seed++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(moving_list_release)
		struct moving_list list =
			moving_list_make(seed, 50 + seed * 7, false, 1);
		AUTO(moving_outcome_release) struct moving_outcome out = { 0 };

		list.page_cap = 30;
		list.tells = seed & 1;
		g_assert_true(moving_list_read(&list, 6, false, &out, &err) ||
			      !list.tells);
		if (err.code == ERR_NONE && list.tells)
			g_assert_cmpint(moving_list_lost(&list, &out), ==, 0);
	}
}

static void reads_a_list_without_totals(void)
{
	for (guint32 seed = 0; seed < 300; seed++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(moving_list_release)
		struct moving_list list =
			moving_list_make(seed, seed * 3, seed & 1, 2);
		AUTO(moving_outcome_release) struct moving_outcome out = { 0 };

		list.tells = false;
		g_assert_true(moving_list_read(&list, 6, false, &out, &err));
		g_assert_cmpint(moving_list_lost(&list, &out), ==, 0);
	}
}

/* ---- pages made by hand ---- */

struct hand {
	struct seam seam;
	struct idset *seen;
	bool joins;
	struct window before;
};

static void hand_init(struct hand *hand, bool is_plain)
{
	hand->seen = idset_new_small();
	seam_init(&hand->seam, is_plain, "assets", hand->seen);
}

static void hand_release(struct hand *hand)
{
	seam_release(&hand->seam);
	idset_free(hand->seen);
}

/* A page of the records `from` to `from + count - 1`, or upside down. */
static bool take(struct hand *hand, struct window window, int64_t from,
		 int64_t count, int64_t total, struct error *err)
{
	g_autofree struct seam_row *rows =
		g_new0(struct seam_row, (gsize)ABS(count) + 1);
	const struct seam_page page = { window, rows, ABS(count), total,
					false };

	for (int64_t i = 0; i < ABS(count); i++) {
		rows[i].key = (uint64_t)(from + (count < 0 ? -i : i) + 1) *
			      UINT64_C(0x9e3779b97f4a7c15);
		rows[i].has_id = true;
	}
	return seam_take(&hand->seam, &page, &hand->joins, &hand->before, err);
}

static void names_a_server_that_ignores_the_size(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };

	hand_init(&hand, false);
	g_assert_true(
		take(&hand, (struct window){ 1, 100 }, 0, 100, 500, &err));
	g_assert_true(
		take(&hand, (struct window){ 2, 99 }, 100, 100, 500, &err));
	g_assert_cmpint(hand.seam.pass, ==, SEAM_FIRST_OF_TWO);
	g_assert_true(hand.seam.is_stale);
	/* a share of it has no meaning */
	hand.seam.pass = SEAM_ONCE;
	hand.seam.rule.is_plain = false;
	hand.seam.to = 300;
	g_assert_false(
		take(&hand, (struct window){ 2, 99 }, 100, 100, 500, &err));
	g_assert_cmpint(err.code, ==, ERR_PARTIAL);
	g_assert_nonnull(strstr(err.message, "ignores the size"));
	g_assert_nonnull(strstr(err.hint, "--paging plain"));
}

static void takes_the_servers_size_when_plain(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };

	hand_init(&hand, true);
	g_assert_true(
		take(&hand, (struct window){ 1, 100 }, 0, 200, 500, &err));
	g_assert_cmpint(hand.seam.rule.size_max, ==, 200);
	g_assert_true(
		take(&hand, (struct window){ 2, 200 }, 200, 200, 500, &err));
	g_assert_true(
		take(&hand, (struct window){ 3, 200 }, 400, 100, 500, &err));
	g_assert_false(hand.seam.is_done);
	g_assert_true(hand.seam.is_ended);
	g_assert_true(take(&hand, (struct window){ 4, 200 }, 0, 0, 500, &err));
	g_assert_true(hand.seam.is_done);
	g_assert_cmpint(hand.seam.fresh, ==, 500);
}

/* Read twice, the second time with so many records at the end. */
static void read_twice(int64_t second_count, struct error *err)
{
	AUTO(hand_release) struct hand hand = { 0 };

	hand_init(&hand, false);
	g_assert_true(take(&hand, (struct window){ 1, 100 }, 0, 50, 70, err));
	g_assert_true(take(&hand, (struct window){ 2, 49 }, 0, 50, 70, err));
	for (int pass = 1; pass <= 2 && !hand.seam.is_done; pass++) {
		g_assert_cmpint(hand.seam.pass, ==, pass);
		g_assert_true(
			take(&hand, (struct window){ 1, 50 }, 0, 50, 70, err));
		if (!take(&hand, (struct window){ 2, 50 }, 50,
			  pass == 2 ? second_count : 20, 70, err))
			return;
		if (!take(&hand, (struct window){ 3, 50 }, 0, 0, 70, err))
			return;
	}
	g_assert_true(hand.seam.is_done);
	g_assert_cmpint(hand.seam.fresh, ==, 70);
}

static void both_passes_have_to_agree(void)
{
	static const int64_t counts[] = { 20, 19, 21 };

	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
		AUTO(error_release) struct error err = { 0 };

		read_twice(counts[i], &err);
		g_assert_cmpint(err.code, ==, i > 0 ? ERR_PARTIAL : ERR_NONE);
	}
}

static void names_the_first_page_that_comes_again(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };

	hand_init(&hand, false);
	g_assert_true(
		take(&hand, (struct window){ 1, 100 }, 0, 100, 300, &err));
	g_assert_false(take(&hand, (struct window){ 2, 99 }, 0, 99, 300, &err));
	g_assert_cmpstr(err.message, ==,
			"page 2 of assets repeats page 1; got 100 of 300");
}

static void names_an_order_that_changes(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };

	hand_init(&hand, false);
	g_assert_true(
		take(&hand, (struct window){ 1, 100 }, 0, 100, 300, &err));
	g_assert_false(
		take(&hand, (struct window){ 2, 99 }, 150, -99, 300, &err));
	g_assert_cmpint(err.code, ==, ERR_PARTIAL);
	g_assert_nonnull(strstr(err.message, "order"));
}

static void names_pages_that_repeat(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };
	int tries = 0;

	hand_init(&hand, false);
	while (take(&hand, (struct window){ 1, 100 }, 0, 100, 300, &err))
		g_assert_cmpint(tries++, <, SEAM_IDLE_MAX + 2);
	g_assert_cmpint(err.code, ==, ERR_PARTIAL);
	g_assert_nonnull(strstr(err.message, "repeat after 100"));
}

static void looks_back_when_a_gap_may_be(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };

	hand_init(&hand, false);
	g_assert_true(
		take(&hand, (struct window){ 1, 100 }, 0, 100, 300, &err));
	g_assert_true(
		take(&hand, (struct window){ 2, 99 }, 105, 99, 300, &err));
	g_assert_false(hand.joins);
	g_assert_cmpint(window_first(hand.before), <, 99);
	g_assert_true(take(&hand, hand.before, window_first(hand.before) + 6,
			   hand.before.size, 300, &err));
	g_assert_true(hand.joins);
	g_assert_cmpint(hand.seam.repairs, ==, 1);
}

static void gives_up_a_gap_that_does_not_close(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };
	int tries = 0;

	hand_init(&hand, false);
	g_assert_true(
		take(&hand, (struct window){ 1, 100 }, 0, 100, 9000, &err));
	while (take(&hand, (struct window){ 80, 100 }, 7900, 99, 9000, &err))
		g_assert_cmpint(++tries, <=, SEAM_BACK_MAX);
	g_assert_cmpint(err.code, ==, ERR_PARTIAL);
	g_assert_nonnull(strstr(err.message, "did not close"));
}

/* What lies before a share is another's; within it pages have to join. */
static void a_share_begins_within_the_list(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };

	hand_init(&hand, false);
	hand.seam.end = 100;
	seam_share(&hand.seam, 100, 198, NULL);
	g_assert_true(take(&hand, (struct window){ 2, 99 }, 99, 99, 900, &err));
	g_assert_true(hand.joins);
	g_assert_true(hand.seam.is_done);
	hand.seam.is_done = false;
	g_assert_true(
		take(&hand, (struct window){ 3, 98 }, 300, 98, 900, &err));
	g_assert_false(hand.joins);
}

/* It ends when it has met a record of its goal. */
static void a_share_goes_on_until_it_meets_the_next(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };
	g_autoptr(GArray) goal = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	uint64_t key = UINT64_C(250) * UINT64_C(0x9e3779b97f4a7c15);

	g_array_append_val(goal, key); /* of the record 249 */
	hand_init(&hand, false);
	seam_share(&hand.seam, 0, 100, goal);
	g_assert_true(
		take(&hand, (struct window){ 1, 100 }, 0, 100, 900, &err));
	g_assert_true(take(&hand, (struct window){ 2, 99 }, 99, 99, 900, &err));
	g_assert_false(hand.seam.is_done);
	g_assert_true(
		take(&hand, (struct window){ 3, 98 }, 196, 98, 900, &err));
	g_assert_true(hand.seam.is_done);
}

/* A run that is taken up again knows what it has met. */
static void a_share_that_was_read_is_done(void)
{
	AUTO(hand_release) struct hand hand = { 0 };
	g_autoptr(GArray) goal = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	uint64_t key = 7;

	g_array_append_val(goal, key);
	hand_init(&hand, false);
	hand.seam.end = 100;
	seam_share(&hand.seam, 0, 100, goal);
	g_assert_false(hand.seam.is_done);
	idset_add(hand.seen, key);
	seam_share(&hand.seam, 0, 100, goal);
	g_assert_true(hand.seam.is_done);
}

/* Two records without id and with the same text are two, when they stand in
   one page; again in the next, they are the same two. */
static void keeps_records_without_id(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(hand_release) struct hand hand = { 0 };
	struct seam_row rows[] = { { .key = 7 }, { .key = 7 }, { .key = 9 } };
	struct seam_page page = { { 1, 3 }, rows, 3, 5, false };

	hand_init(&hand, false);
	g_assert_true(
		seam_take(&hand.seam, &page, &hand.joins, &hand.before, &err));
	g_assert_true(rows[0].is_new && rows[1].is_new && rows[2].is_new);
	page = (struct seam_page){ { 2, 2 }, rows + 1, 2, 5, false };
	g_assert_true(
		seam_take(&hand.seam, &page, &hand.joins, &hand.before, &err));
	g_assert_true(hand.joins);
	g_assert_false(rows[1].is_new || rows[2].is_new);
	g_assert_cmpint(hand.seam.fresh, ==, 3);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/seam/exactly-once", loses_and_doubles_nothing);
	g_test_add_func("/seam/never-silent", loses_nothing_in_silence);
	g_test_add_func("/seam/plain-loses", would_lose_without_overlap);
	g_test_add_func("/seam/page-cap", keeps_to_the_pages_of_the_server);
	g_test_add_func("/seam/no-totals", reads_a_list_without_totals);
	g_test_add_func("/seam/ignores-size",
			names_a_server_that_ignores_the_size);
	g_test_add_func("/seam/plain-size", takes_the_servers_size_when_plain);
	g_test_add_func("/seam/passes", both_passes_have_to_agree);
	g_test_add_func("/seam/first-again",
			names_the_first_page_that_comes_again);
	g_test_add_func("/seam/order", names_an_order_that_changes);
	g_test_add_func("/seam/repeats", names_pages_that_repeat);
	g_test_add_func("/seam/looks-back", looks_back_when_a_gap_may_be);
	g_test_add_func("/seam/gives-up", gives_up_a_gap_that_does_not_close);
	g_test_add_func("/seam/no-id", keeps_records_without_id);
	g_test_add_func("/seam/share-begins", a_share_begins_within_the_list);
	g_test_add_func("/seam/share-meets",
			a_share_goes_on_until_it_meets_the_next);
	g_test_add_func("/seam/share-done", a_share_that_was_read_is_done);
	return g_test_run();
}
