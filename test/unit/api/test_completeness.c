#include "lib/api/completeness.h"

#include <string.h>

enum { TOTALS_MAX = 5 };

/* What was seen, and what has to be said of it; NULL: complete. */
struct row {
	const char *name;
	int64_t totals[TOTALS_MAX]; /* of the answers, in their order */
	int answers;
	struct completeness seen;
	const char *message;
};

static const struct row table[] = {
	/* still lists */
	{ "all came", { 250, 250 }, 2, { .rows = 250 }, NULL },
	{ "none is there", { 0 }, 1, { .rows = 0 }, NULL },
	{ "too few",
	  { 250, 250 },
	  2,
	  { .rows = 150 },
	  "got only 150 of 250 assets" },
	{ "the count is 0",
	  { 0, 0, 0 },
	  3,
	  { .rows = 250 },
	  "got 250 assets, but the server counts 0" },
	{ "the count is too small",
	  { 100, 100 },
	  2,
	  { .rows = 250 },
	  "got 250 assets, but the server counts 100" },
	{ "the count is too large",
	  { 300, 300 },
	  2,
	  { .rows = 299 },
	  "got only 299 of 300 assets" },
	/* counts that change excuse as much as they changed */
	{ "it grew", { 250, 260 }, 2, { .rows = 250 }, NULL },
	{ "it grew, and all of it came",
	  { 250, 260 },
	  2,
	  { .rows = 260 },
	  NULL },
	{ "it shrank", { 260, 250 }, 2, { .rows = 240 }, NULL },
	{ "it shrank, but not by as much",
	  { 260, 250 },
	  2,
	  { .rows = 239 },
	  "got only 239 of 250 to 260 assets, and its count changed by "
	  "10 meanwhile" },
	{ "up and down", { 250, 255, 250 }, 3, { .rows = 240 }, NULL },
	{ "up and down, and one more is missing",
	  { 250, 255, 250 },
	  3,
	  { .rows = 239 },
	  "got only 239 of 250 assets, and its count changed by 10 "
	  "meanwhile" },
	{ "more than it ever counted",
	  { 250, 255, 250 },
	  3,
	  { .rows = 261 },
	  "got 261 assets, but the server counts 250, and its count changed by "
	  "10 meanwhile" },
	{ "answers without a count change nothing",
	  { -1, 250, -1, 250 },
	  4,
	  { .rows = 249 },
	  "got only 249 of 250 assets" },
	/* pages side by side */
	{ "no excuse",
	  { 250, 255, 250 },
	  3,
	  { .rows = 249, .excuse = LIST_EXCUSE_NONE },
	  "got only 249 of 250 assets, and its count changed by 10 "
	  "meanwhile" },
	{ "between the counts",
	  { 250, 260 },
	  2,
	  { .rows = 255, .excuse = LIST_EXCUSE_NONE },
	  NULL },
	{ "it has to stand still, and does",
	  { 250, 250 },
	  2,
	  { .rows = 250, .excuse = LIST_MUST_STAND },
	  NULL },
	{ "it has to stand still",
	  { 250, 249 },
	  2,
	  { .rows = 249, .excuse = LIST_MUST_STAND },
	  "the server's count of assets changed (249 to 250) while pages were "
	  "read without overlap; 249 were read" },
	/* the answer beyond the last record */
	{ "an empty answer",
	  { 250, 250 },
	  2,
	  { .rows = 250, .needs_end = true, .end = LIST_END_EMPTY },
	  NULL },
	{ "an empty answer makes up for no count that is wrong",
	  { 250, 250 },
	  2,
	  { .rows = 249, .needs_end = true, .end = LIST_END_EMPTY },
	  "got only 249 of 250 assets" },
	{ "a refusal, and the counts agree",
	  { 250, 250 },
	  2,
	  { .rows = 250, .needs_end = true, .end = LIST_END_REFUSED },
	  NULL },
	{ "a refusal, and the counts do not",
	  { 250, 250 },
	  2,
	  { .rows = 200, .needs_end = true, .end = LIST_END_REFUSED },
	  "got only 200 of 250 assets" },
	{ "nothing was asked",
	  { 250, 250 },
	  2,
	  { .rows = 250, .needs_end = true },
	  "the end of assets is not proven: the page after the last one was "
	  "not read; got 250" },
	/* no count */
	{ "no count, an empty answer",
	  { -1, -1 },
	  2,
	  { .rows = 250, .needs_end = true, .end = LIST_END_EMPTY },
	  NULL },
	{ "no count, a refusal",
	  { -1, -1 },
	  2,
	  { .rows = 250, .needs_end = true, .end = LIST_END_REFUSED },
	  "the end of assets is not proven: the server refused the page after "
	  "the last one and names no count; got 250" },
	{ "no count, a list that is shown", { -1 }, 1, { .rows = 5 }, NULL },
	/* pages that repeat */
	{ "a page repeats",
	  { 300, 300 },
	  2,
	  { .rows = 100, .page = 2, .repeats = 1 },
	  "page 2 of assets repeats page 1; got 100 of 300" },
	{ "a page repeats, and no count",
	  { -1 },
	  1,
	  { .rows = 100, .page = 7, .repeats = 3 },
	  "page 7 of assets repeats page 3; got 100" },
	{ "a page repeats in a part",
	  { 300, 300 },
	  2,
	  { .rows = 100, .is_part = true, .page = 2, .repeats = 1 },
	  "page 2 of assets repeats page 1; got 100 of 300" },
	{ "a page was redirected",
	  { 300, 300 },
	  2,
	  { .rows = 100, .page = 2, .is_redirected = true },
	  "page 2 of assets was redirected to another address; "
	  "got 100 of 300" },
	/* not all was asked for */
	{ "a part", { 300 }, 1, { .rows = 100, .is_part = true }, NULL },
};

static struct completeness seen_in(const struct row *row)
{
	struct completeness seen = row->seen;

	seen.what = "assets";
	seen.first_total = seen.last_total = -1;
	for (int i = 0; i < row->answers; i++)
		completeness_count(&seen, row->totals[i]);
	return seen;
}

static void decides(const void *data)
{
	const struct row *row = data;
	const struct completeness seen = seen_in(row);
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(completeness_check(&seen, &err) == !row->message);
	g_assert_cmpstr(err.message, ==, row->message);
	g_assert_true(!row->message || err.code == ERR_PARTIAL);
}

/* Whatever the counts do, more missing records never make it complete. */
static void more_missing_is_never_better(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		struct completeness seen = seen_in(&table[i]);
		bool was = true;

		if (seen.is_part || seen.first_total < 0)
			continue;
		for (seen.rows = MIN(seen.first_total, seen.last_total);
		     seen.rows >= 0; seen.rows--) {
			bool is = completeness_agrees(&seen);

			g_assert_true(was || !is);
			was = is;
		}
	}
}

static void begins_with_nothing(void)
{
	AUTO(error_release) struct error err = { 0 };
	struct completeness seen;

	completeness_init(&seen, "assets");
	g_assert_true(completeness_check(&seen, &err));
	seen.needs_end = true;
	g_assert_false(completeness_check(&seen, &err));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *name =
			g_strdup_printf("/completeness/%s", table[i].name);

		g_test_add_data_func(name, &table[i], decides);
	}
	g_test_add_func("/completeness/more-missing-is-never-better",
			more_missing_is_never_better);
	g_test_add_func("/completeness/begins-with-nothing",
			begins_with_nothing);
	return g_test_run();
}
