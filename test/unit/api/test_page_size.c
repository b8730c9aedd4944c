/* Servers with pages of a size of their own, and lists with a limit. */
#include "lib/api/page.h"

#include "test/unit/api/paged.h"

/* {"data": [...], meta}: pages of 25, whatever is asked for, of 100 records. */
static void add_fixed_pages(struct list *list, int64_t asked, int64_t from,
			    int64_t to, const char *meta)
{
	for (int64_t page = from; page <= to; page++) {
		g_autofree char *data =
			data_of(page * 25 - 24, MIN(page * 25, 100));

		add_step(list, page, asked)->body = keep(
			list, g_strdup_printf("{\"data\":%s%s}", data, meta));
	}
}

static void a_limit_is_filled_from_smaller_pages(void)
{
	static const struct {
		const char *meta;
		int64_t limit, pages, shown;
		bool more, is_short;
	} cases[] = {
		{ "", 60, 3, 60, true, false },
		{ "", 100, 4, 100, true, false },
		{ "", 120, 5, 100, false, false },
		{ ",\"meta\":{\"total_count\":100}", 60, 3, 60, true, false },
		{ ",\"meta\":{\"total_count\":100}", 100, 4, 100, false,
		  false },
		{ ",\"meta\":{\"total_count\":100}", 120, 4, 100, false,
		  false },
		/* a number of pages of the size that was asked for */
		{ ",\"meta\":{\"total_pages\":1,\"total_count\":100}", 100, 4,
		  100, false, false },
		{ ",\"meta\":{\"total_pages\":2}", 120, 5, 100, false, false },
		/* it says more than there is */
		{ ",\"meta\":{\"total_count\":110}", 120, 5, 100, false, true },
		/* larger than was asked for */
		{ "", 5, 1, 5, true, false },
		{ ",\"meta\":{\"total_count\":100}", 5, 1, 5, true, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(list_release) struct list list;
		AUTO(error_release) struct error err = { 0 };
		struct page_query query = query_of();
		struct page_totals totals;
		int64_t seen;

		g_test_message("case %zu", i);
		list_init(&list);
		query.limit = cases[i].limit;
		add_fixed_pages(&list, MIN(query.limit, 100), 1, cases[i].pages,
				cases[i].meta);
		g_assert_true(play(&list, &query, &seen, &totals, &err));
		g_assert_true(completeness_check(&totals.seen, &err) !=
			      cases[i].is_short);
		g_assert_cmpint(seen, ==, cases[i].shown);
		g_assert_cmpint(totals.shown, ==, cases[i].shown);
		g_assert_true(totals.more == cases[i].more);
	}
}

/* Its end is refused: that is an end where no count says otherwise. */
static void a_limited_list_may_end_in_a_refusal(void)
{
	static const char *const metas[] = {
		"", ",\"meta\":{\"total_count\":100}"
	};

	for (size_t i = 0; i < G_N_ELEMENTS(metas); i++) {
		AUTO(list_release) struct list list;
		AUTO(error_release) struct error err = { 0 };
		struct page_query query = query_of();
		struct page_totals totals;
		int64_t seen;

		list_init(&list);
		query.limit = 60;
		add_fixed_pages(&list, 60, 1, 1, metas[i]);
		add_step(&list, 2, 60)->status = 404;
		g_assert_true(play(&list, &query, &seen, &totals, &err) ==
			      (i == 0));
		g_assert_cmpint(seen, ==, 25);
	}
}

static void a_surplus_is_cut_where_the_first_page_is_enough(void)
{
	static const struct {
		int64_t page, limit, per_page, asked;
		bool is_good;
	} cases[] = {
		{ 0, 20, 0, 20, true },	 { 1, 20, 10, 10, true },
		{ 0, 25, 10, 10, true }, { 0, 26, 10, 10, false },
		{ 0, 0, 10, 10, false }, { 2, 20, 10, 10, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(list_release) struct list list;
		AUTO(error_release) struct error err = { 0 };
		struct page_query query = query_of();
		struct page_totals totals;
		int64_t page = MAX(cases[i].page, 1), seen;

		g_test_message("case %zu", i);
		list_init(&list);
		query.page = cases[i].page;
		query.limit = cases[i].limit;
		query.per_page = cases[i].per_page;
		add_fixed_pages(&list, cases[i].asked, page, page, "");
		g_assert_true(play(&list, &query, &seen, &totals, &err) ==
			      cases[i].is_good);
		if (!cases[i].is_good)
			g_assert_cmpint(err.code, ==, ERR_OTHER);
		else
			g_assert_cmpint(totals.shown, ==, cases[i].limit);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/page_size/a-limit-is-filled-from-smaller-pages",
			a_limit_is_filled_from_smaller_pages);
	g_test_add_func("/page_size/a-limited-list-may-end-in-a-refusal",
			a_limited_list_may_end_in_a_refusal);
	g_test_add_func(
		"/page_size/a-surplus-is-cut-where-the-first-page-is-enough",
		a_surplus_is_cut_where_the_first_page_is_enough);
	return g_test_run();
}
