#include "lib/api/page_plan.h"

#include <glib.h>

/* A server with pages of a size, and what a plan does with it. */
struct server {
	int64_t records, page_size;
	enum { SILENT, COUNTS, TELLS } meta; /* of records; of both */
};

static int64_t pages_of(const struct server *server)
{
	return (server->records + server->page_size - 1) / server->page_size;
}

static struct page_facts answer(const struct server *server, int64_t page)
{
	int64_t before = (page - 1) * server->page_size;

	return (struct page_facts){
		.count = CLAMP(server->records - before, 0, server->page_size),
		.total_pages = server->meta == TELLS ? pages_of(server) : -1,
		.total_count = server->meta != SILENT ? server->records : -1,
	};
}

/* Ask for all that may be asked for, then take one; returns the requests. */
static int64_t run(struct page_plan *plan, const struct server *server,
		   int64_t *ret_most_at_once)
{
	int64_t requests = 0, most = 0, page, expected;

	page_plan_begin(plan);
	expected = plan->first;
	while (!page_plan_is_done(plan)) {
		struct page_facts facts;

		while (page_plan_ask(plan, &page)) {
			g_assert_cmpint(page, ==, expected++);
			requests++;
		}
		most = MAX(most, plan->next_ask - plan->next_take);
		g_assert_cmpint(plan->next_ask, >, plan->next_take);
		facts = answer(server, plan->next_take);
		(void)page_plan_take(plan, &facts); /* summed up in taken */
	}
	*ret_most_at_once = most;
	return requests;
}

static void takes_everything_and_asks_for_nothing_else(void)
{
	static const struct {
		struct server server;
		int64_t limit, asked_size, window;
		int64_t taken, requests, at_once;
		bool more;
	} cases[] = {
		/* all pages, side by side */
		{ { 1000, 100, TELLS }, 0, 100, 6, 1000, 10, 6, false },
		{ { 1001, 100, TELLS }, 0, 100, 6, 1001, 11, 6, false },
		{ { 99, 100, TELLS }, 0, 100, 6, 99, 1, 1, false },
		{ { 0, 100, TELLS }, 0, 100, 6, 0, 1, 1, false },
		/* as many as the limit needs */
		{ { 1000, 100, TELLS }, 100, 100, 6, 100, 1, 1, true },
		{ { 1000, 10, TELLS }, 10, 10, 6, 10, 1, 1, true },
		{ { 1000, 100, TELLS }, 101, 100, 6, 101, 2, 1, true },
		{ { 1000, 100, TELLS }, 450, 100, 6, 450, 5, 4, true },
		{ { 1000, 100, TELLS }, 1000, 100, 6, 1000, 10, 6, false },
		{ { 100, 100, TELLS }, 100, 100, 6, 100, 1, 1, false },
		/* a server that makes smaller pages */
		{ { 1000, 25, TELLS }, 0, 100, 6, 1000, 40, 6, false },
		{ { 1000, 25, TELLS }, 100, 100, 6, 100, 4, 3, true },
		{ { 1000, 7, TELLS }, 100, 100, 32, 100, 15, 14, true },
		/* a server that does not tell: one by one, to an empty page */
		{ { 1000, 100, SILENT }, 0, 100, 6, 1000, 11, 1, false },
		{ { 1050, 100, SILENT }, 0, 100, 6, 1050, 12, 1, false },
		{ { 50, 100, SILENT }, 0, 100, 6, 50, 2, 1, false },
		{ { 0, 100, SILENT }, 0, 100, 6, 0, 1, 1, false },
		{ { 1000, 100, SILENT }, 100, 100, 6, 100, 1, 1, true },
		{ { 100, 25, SILENT }, 0, 100, 6, 100, 5, 1, false },
		{ { 100, 25, SILENT }, 60, 60, 6, 60, 3, 1, true },
		{ { 40, 25, SILENT }, 60, 60, 6, 40, 3, 1, false },
		/* it counts the records: to the last one */
		{ { 100, 25, COUNTS }, 0, 100, 6, 100, 4, 1, false },
		{ { 100, 25, COUNTS }, 60, 60, 6, 60, 3, 1, true },
		{ { 40, 25, COUNTS }, 60, 60, 6, 40, 2, 1, false },
		/* a list that is not paged */
		{ { 5000, 5000, SILENT }, 0, 0, 6, 5000, 1, 1, false },
		{ { 5000, 5000, SILENT }, 100, 0, 6, 100, 1, 1, true },
		{ { 90, 30, TELLS }, 0, 0, 6, 90, 3, 2, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct page_plan plan = {
			.first = 1,
			.limit = cases[i].limit,
			.page_size = cases[i].asked_size,
			.window = cases[i].window,
		};
		int64_t at_once;

		g_test_message("case %zu", i);
		g_assert_cmpint(run(&plan, &cases[i].server, &at_once), ==,
				cases[i].requests);
		g_assert_cmpint(plan.taken, ==, cases[i].taken);
		g_assert_cmpint(at_once, ==, cases[i].at_once);
		g_assert_true(page_plan_has_more(&plan) == cases[i].more);
	}
}

static void reads_one_page_alone(void)
{
	const struct server server = { 1000, 100, TELLS };
	struct page_plan plan = {
		.first = 3,
		.is_alone = true,
		.page_size = 100,
		.window = 6,
	};
	int64_t at_once;

	g_assert_cmpint(run(&plan, &server, &at_once), ==, 1);
	g_assert_cmpint(plan.taken, ==, 100);
	g_assert_true(page_plan_has_more(&plan));
}

static void follows_a_list_that_changes(void)
{
	struct page_plan plan = {
		.first = 1,
		.page_size = 10,
		.window = 3,
	};
	struct page_facts facts = {
		.count = 10,
		.total_pages = 2,
		.total_count = -1,
	};
	int64_t page;

	page_plan_begin(&plan);
	g_assert_true(page_plan_ask(&plan, &page));
	g_assert_cmpint(page_plan_take(&plan, &facts), ==, 10);
	g_assert_true(page_plan_ask(&plan, &page));
	g_assert_false(page_plan_ask(&plan, &page));
	facts.total_pages = 3;
	g_assert_cmpint(page_plan_take(&plan, &facts), ==, 10);
	g_assert_false(page_plan_is_done(&plan));
	g_assert_true(page_plan_ask(&plan, &page));
	g_assert_cmpint(page, ==, 3);
	/* it shrinks: what is behind its end does not count */
	facts = (struct page_facts){ .count = 0, .total_pages = 2 };
	g_assert_cmpint(page_plan_take(&plan, &facts), ==, 0);
	g_assert_true(page_plan_is_done(&plan));
	g_assert_false(page_plan_has_more(&plan));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/page_plan/takes-everything-and-asks-for-nothing-else",
			takes_everything_and_asks_for_nothing_else);
	g_test_add_func("/page_plan/reads-one-page-alone",
			reads_one_page_alone);
	g_test_add_func("/page_plan/follows-a-list-that-changes",
			follows_a_list_that_changes);
	return g_test_run();
}
