#include "lib/export/ahead.h"

/* The first pages of a list of so many records, 100 a page. */
static struct seam begun(int64_t total, struct idset *seen)
{
	struct seam seam;

	seam_init(&seam, false, "records", seen);
	seam.has_begun = true;
	seam.end = 100;
	seam.proof.last_total = total;
	return seam;
}

static unsigned ask_all(struct ahead *ahead, const struct seam *seam)
{
	AUTO(error_release) struct error err = { 0 };
	struct window window;
	unsigned asked = 0;

	while (ahead_ask(ahead, seam, &window, &err))
		asked++;
	g_assert_cmpint(err.code, ==, ERR_NONE);
	return asked;
}

static void sends_the_first_alone(void)
{
	AUTO(idset_drop) struct idset *seen = idset_new_small();
	AUTO(seam_release) struct seam seam;
	struct ahead ahead = { .concurrency = 6 };

	seam_init(&seam, false, "records", seen);
	g_assert_cmpuint(ask_all(&ahead, &seam), ==, 1);
}

static void keeps_so_many_under_way(void)
{
	AUTO(idset_drop) struct idset *seen = idset_new_small();
	AUTO(seam_release) struct seam seam = begun(100000, seen);
	struct ahead ahead = { .concurrency = 6 };

	g_assert_cmpuint(ask_all(&ahead, &seam), ==, 6);
	ahead_taken(&ahead);
	g_assert_cmpuint(ask_all(&ahead, &seam), ==, 1);
}

static void asks_for_nothing_behind_the_end(void)
{
	AUTO(idset_drop) struct idset *seen = idset_new_small();
	AUTO(seam_release) struct seam seam = begun(150, seen);
	struct ahead ahead = { .concurrency = 6 };

	g_assert_cmpuint(ask_all(&ahead, &seam), ==, 1);
	seam.is_done = true;
	ahead_taken(&ahead);
	g_assert_cmpuint(ask_all(&ahead, &seam), ==, 0);
}

static void goes_one_by_one_without_a_total(void)
{
	AUTO(idset_drop) struct idset *seen = idset_new_small();
	AUTO(seam_release) struct seam seam = begun(-1, seen);
	struct ahead ahead = { .concurrency = 6 };

	g_assert_cmpuint(ask_all(&ahead, &seam), ==, 1);
}

static void says_that_pages_are_too_small(void)
{
	AUTO(idset_drop) struct idset *seen = idset_new_small();
	AUTO(seam_release) struct seam seam = begun(500, seen);
	AUTO(error_release) struct error err = { 0 };
	struct ahead ahead = { .concurrency = 6 };
	struct window window;

	seam.rule.size_max = 1;
	g_assert_false(ahead_ask(&ahead, &seam, &window, &err));
	g_assert_cmpint(err.code, ==, ERR_PARTIAL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ahead/first", sends_the_first_alone);
	g_test_add_func("/ahead/under-way", keeps_so_many_under_way);
	g_test_add_func("/ahead/end", asks_for_nothing_behind_the_end);
	g_test_add_func("/ahead/no-total", goes_one_by_one_without_a_total);
	g_test_add_func("/ahead/too-small", says_that_pages_are_too_small);
	return g_test_run();
}
