#include "lib/api/page.h"

#include <inttypes.h>
#include <string.h>

#include "test/unit/api/fixture.h"
#include "test/unit/api/paged.h"

static void hands_out_in_order_whatever_comes_first(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	const struct page_query query = query_of();
	struct page_totals totals;
	int64_t seen;

	list_init(&list);
	for (int64_t page = 1; page <= 11; page++)
		add_page(&list, page, 100, 100, 1050)->takes_ms =
			page % 3 == 0 ? 10 : 50 * (12 - page);
	g_assert_true(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 1050);
	g_assert_cmpint(totals.shown, ==, 1050);
	g_assert_cmpint(totals.total, ==, 1050);
	g_assert_false(totals.more);
}

static void never_has_more_under_way_than_asked_for(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	struct page_query query = query_of();
	struct page_totals totals;
	struct fixture f;
	int64_t seen = 0;

	list_init(&list);
	for (int64_t page = 1; page <= 9; page++)
		add_page(&list, page, 100, 100, 900)->takes_ms = 100;
	query.concurrency = 4;
	fixture_open(&f, (void *)list.steps->data, list.steps->len);
	g_assert_true(
		page_each(&f.api, &query, in_order, &seen, &totals, &err));
	/* one, four, four: three times 100 ms */
	g_assert_cmpint(script_sent_ms(f.script, 0) - SCRIPT_START_MS, ==, 0);
	for (size_t n = 1; n <= 4; n++)
		g_assert_cmpint(script_sent_ms(f.script, n) - SCRIPT_START_MS,
				==, 100);
	for (size_t n = 5; n <= 8; n++)
		g_assert_cmpint(script_sent_ms(f.script, n) - SCRIPT_START_MS,
				==, 200);
	fixture_close(&f);
}

static void asks_for_no_more_than_the_limit_needs(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	struct page_query query = query_of();
	struct page_totals totals;
	int64_t seen;

	list_init(&list);
	add_page(&list, 1, 10, 10, 1234);
	query.limit = 10;
	g_assert_true(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 10);
	g_assert_cmpint(totals.total, ==, 1234);
	g_assert_true(totals.more);

	g_array_set_size(list.steps, 0);
	add_page(&list, 1, 100, 100, 1234);
	add_page(&list, 2, 100, 100, 1234);
	add_page(&list, 3, 100, 100, 1234);
	query.limit = 250;
	g_assert_true(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 250);
	g_assert_cmpint(totals.shown, ==, 250);
}

static void loses_nothing_to_a_server_with_smaller_pages(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	const struct page_query query = query_of();
	struct page_totals totals;
	int64_t seen;

	list_init(&list);
	for (int64_t page = 1; page <= 6; page++)
		add_page(&list, page, 100, 25, 140);
	g_assert_true(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 140);
}

static void reads_on_to_the_new_end_of_a_list_that_grows(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	const struct page_query query = query_of();
	struct page_totals totals;
	int64_t seen;

	list_init(&list);
	add_page(&list, 1, 100, 100, 200);
	add_page(&list, 2, 100, 100, 350);
	add_page(&list, 3, 100, 100, 350);
	add_page(&list, 4, 100, 100, 350);
	g_assert_true(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 350);
	g_assert_cmpint(totals.total, ==, 350);
}

static void does_without_meta(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	const struct page_query query = query_of();
	struct page_totals totals;
	int64_t seen;

	list_init(&list);
	for (int64_t page = 1; page <= 4; page++) {
		g_autofree char *data =
			data_of(page * 100 - 99, MIN(page * 100, 250));

		add_step(&list, page, 100)->body =
			keep(&list, g_strdup_printf("{\"data\":%s}", data));
	}
	g_assert_true(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 250);
	g_assert_cmpint(totals.total, ==, -1);
	g_assert_false(totals.more);
}

static void asks_for_a_list_without_pages_once(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = FIXTURE_BASE "/work-orders/wo-1/tasks?status=pending",
		  .status = 200,
		  .body = "{\"data\":[{\"id\":1},{\"id\":2},{\"id\":3}]}" },
	};
	const struct page_query query = {
		.path = "work-orders/wo-1/tasks",
		.query = "status=pending",
		.about = { .what = "tasks" },
		.limit = 2,
	};
	AUTO(error_release) struct error err = { 0 };
	struct page_totals totals;
	struct fixture f;
	int64_t seen = 0;

	fixture_open(&f, steps, 1);
	g_assert_true(
		page_each(&f.api, &query, in_order, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 2);
	g_assert_true(totals.more);
	fixture_close(&f);
}

static void reads_one_page_alone(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	struct page_query query = query_of();
	struct page_totals totals;
	int64_t seen;

	list_init(&list);
	add_page(&list, 3, 100, 100, 1234);
	query.page = 3;
	g_assert_true(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 300);
	g_assert_cmpint(totals.shown, ==, 100);
	g_assert_true(totals.more);

	/* behind the end there is nothing */
	g_array_set_size(list.steps, 0);
	add_step(&list, 9, 100)->body =
		"{\"data\":[],\"meta\":{\"current_page\":9,\"total_pages\":2,"
		"\"total_count\":150}}";
	query.page = 9;
	g_assert_true(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(totals.shown, ==, 0);
	g_assert_cmpint(totals.total, ==, 150);
}

static void a_page_that_fails_ends_the_list_in_its_turn(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	const struct page_query query = query_of();
	struct page_totals totals = { .shown = -7 };
	int64_t seen;

	list_init(&list);
	add_page(&list, 1, 100, 100, 900);
	add_page(&list, 2, 100, 100, 900)->takes_ms = 500;
	add_page(&list, 3, 100, 100, 900)->takes_ms = 900;
	/* known at once: page 6 is never asked for */
	add_page(&list, 4, 100, 100, 900)->fault = HTTP_BROKEN;
	add_page(&list, 5, 100, 100, 900);
	g_assert_false(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 300);
	g_assert_cmpint(err.code, ==, ERR_NETWORK);
	g_assert_true(g_str_has_prefix(err.message, "page 4 of assets: "));
	g_assert_cmpint(totals.shown, ==, -7);
}

static void a_page_that_is_an_error_is_named(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	const struct page_query query = query_of();
	struct page_totals totals;
	struct script_step *step;
	int64_t seen;

	list_init(&list);
	add_page(&list, 1, 100, 100, 200);
	step = add_page(&list, 2, 100, 100, 200);
	step->status = 500;
	step->body = "{\"message\":\"broken\"}";
	g_assert_false(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpint(seen, ==, 100);
	g_assert_cmpint(err.code, ==, ERR_NETWORK);
	g_assert_true(g_str_has_prefix(err.message, "page 2 of assets: "));
	g_assert_nonnull(strstr(err.message, "broken"));
}

static void the_first_failure_needs_no_page(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	const struct page_query query = query_of();
	struct page_totals totals;
	struct script_step *step;
	int64_t seen;

	list_init(&list);
	step = add_step(&list, 1, 100);
	step->status = 401;
	g_assert_false(play(&list, &query, &seen, &totals, &err));
	g_assert_cmpstr(err.message, ==,
			"the API does not accept this credential (HTTP 401)");
}

static void names_pages_that_make_no_sense(void)
{
	static const struct {
		const char *second, *message;
	} cases[] = {
		{ "{\"data\":[{\"id\":3},{\"id\":4},{\"id\":5}]}",
		  "page 2 of assets has 3 records, though at most 2 were "
		  "asked for; got only 2 of 4" },
		{ "{\"data\":null}",
		  "page 2 of assets has null as data instead of an array; "
		  "got only 2 of 4" },
		{ "{\"data\":[],\"meta\":{\"total_pages\":31}}",
		  "page 2 of assets says that there are 31 pages, the first "
		  "one said 2; got only 2 of 4" },
		{ "{\"data\":[{\"id\":3}]",
		  "page 2 of assets: the reply for assets is not JSON: it "
		  "ends too early (byte 18); got only 2 of 4" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(list_release) struct list list;
		AUTO(error_release) struct error err = { 0 };
		struct page_query query = query_of();
		struct page_totals totals;
		int64_t seen;

		list_init(&list);
		query.per_page = 2;
		add_page(&list, 1, 2, 2, 4);
		add_step(&list, 2, 2)->body = cases[i].second;
		g_assert_false(play(&list, &query, &seen, &totals, &err));
		g_assert_cmpstr(err.message, ==, cases[i].message);
		g_assert_cmpint(err.code, ==, ERR_PARTIAL);
		g_assert_cmpint(seen, ==, 2);
	}
}

static bool stop_at_seven(void *user, struct js record, struct error *err)
{
	int64_t *seen = user;

	(void)record;
	return ++*seen < 7 || error_set(err, ERR_CLOSED_PIPE, "nobody reads");
}

static void whoever_reads_may_stop_it(void)
{
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	const struct page_query query = query_of();
	struct page_totals totals;
	struct fixture f;
	int64_t seen = 0;

	list_init(&list);
	add_page(&list, 1, 100, 100, 900);
	fixture_open(&f, (void *)list.steps->data, list.steps->len);
	g_assert_false(
		page_each(&f.api, &query, stop_at_seven, &seen, &totals, &err));
	g_assert_cmpint(err.code, ==, ERR_CLOSED_PIPE);
	g_assert_cmpint(seen, ==, 7);
	fixture_close(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/page/hands-out-in-order-whatever-comes-first",
			hands_out_in_order_whatever_comes_first);
	g_test_add_func("/page/never-has-more-under-way-than-asked-for",
			never_has_more_under_way_than_asked_for);
	g_test_add_func("/page/asks-for-no-more-than-the-limit-needs",
			asks_for_no_more_than_the_limit_needs);
	g_test_add_func("/page/loses-nothing-to-a-server-with-smaller-pages",
			loses_nothing_to_a_server_with_smaller_pages);
	g_test_add_func("/page/reads-on-to-the-new-end-of-a-list-that-grows",
			reads_on_to_the_new_end_of_a_list_that_grows);
	g_test_add_func("/page/does-without-meta", does_without_meta);
	g_test_add_func("/page/asks-for-a-list-without-pages-once",
			asks_for_a_list_without_pages_once);
	g_test_add_func("/page/reads-one-page-alone", reads_one_page_alone);
	g_test_add_func("/page/a-page-that-fails-ends-the-list-in-its-turn",
			a_page_that_fails_ends_the_list_in_its_turn);
	g_test_add_func("/page/a-page-that-is-an-error-is-named",
			a_page_that_is_an_error_is_named);
	g_test_add_func("/page/the-first-failure-needs-no-page",
			the_first_failure_needs_no_page);
	g_test_add_func("/page/names-pages-that-make-no-sense",
			names_pages_that_make_no_sense);
	g_test_add_func("/page/whoever-reads-may-stop-it",
			whoever_reads_may_stop_it);
	return g_test_run();
}
