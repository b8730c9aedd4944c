#include "lib/api/list_filter.h"

#include <string.h>

/* "status=open" or "--status open,assigned --from 2026-01-01" as queries,
   with " | " between them, or what is wrong. */
static char *queries_of(const struct resource *resource, const char *words)
{
	AUTO(filter_values_drop)
	struct filter_values *values = filter_values_new(resource);
	AUTO(error_release) struct error err = { 0 };
	g_auto(GStrv) all = g_strsplit(words, " ", -1);
	g_auto(GStrv) queries = NULL;

	for (char **word = all; word[0] && word[1]; word += 2) {
		const struct filter *filter =
			resource_filter(resource, word[0]);
		g_auto(GStrv) split = filter_split(filter, word[1]);

		for (char **value = split; *value; value++)
			if (!filter_values_add(values, filter, *value, &err))
				return g_strdup(err.message);
	}
	if (!filter_values_queries(values, &queries, &err))
		return g_strdup(err.message);
	return g_strjoinv(" | ", queries);
}

static void each_combination_is_a_query(void)
{
	static const struct {
		const struct resource *resource;
		const char *words, *queries;
	} cases[] = {
		{ &resource_workorder, "", "" },
		{ &resource_workorder, "status open", "status=open" },
		{ &resource_workorder, "status open,assigned",
		  "status=open | status=assigned" },
		{ &resource_workorder, "status open status assigned",
		  "status=open | status=assigned" },
		{ &resource_workorder, "status open,open", "status=open" },
		{ &resource_workorder, "customer c-1,c-2 status b,a",
		  "status=b&customer_id=c-1 | status=b&customer_id=c-2 | "
		  "status=a&customer_id=c-1 | status=a&customer_id=c-2" },
		{ &resource_customer, "search a,b search c&d",
		  "search=a%2Cb | search=c%26d" },
		{ &resource_workorder, "from 2026-01-02 to 2026-01-02",
		  "from_date=2026-01-02&to_date=2026-01-02" },
		{ &resource_workorder, "from 2026-01-03 to 2026-01-02",
		  "nothing can match: --from 2026-01-03 is after --to "
		  "2026-01-02" },
		{ &resource_workorder, "from 2026-01-03 from 2026-01-02",
		  "--from takes one value" },
		{ &resource_workorder, "status open,",
		  "--status: the value is empty" },
		{ &resource_workorder, "customer wo-1",
		  "--customer: 'wo-1' is the id of a work order, not of a "
		  "customer" },
		{ &resource_workorder,
		  "status 1,2,3,4,5,6,7,8,9 customer 1,2,3,4,5,6,7,8",
		  "the filters have more than 64 combinations of values" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *made =
			queries_of(cases[i].resource, cases[i].words);

		g_assert_cmpstr(made, ==, cases[i].queries);
	}
}

/* Every filter of every table stands here by itself: two values of it are two
   queries, but for days. */
static void every_filter_but_a_day_takes_several_values(void)
{
	for (size_t r = 0; resources[r]; r++) {
		const struct filter *f = resources[r]->filters;

		for (; f->name; f++) {
			g_autofree char *words = g_strdup_printf(
				"%s %s %s %s", f->name, "2026-01-01", f->name,
				"2026-01-02");
			g_autofree char *made = queries_of(resources[r], words);
			g_autofree char *wanted =
				filter_is_date(f)
					? g_strdup_printf(
						  "--%s takes one value",
						  f->name)
					: g_strdup_printf("%s=2026-01-01 | "
							  "%s=2026-01-02",
							  f->param, f->param);

			g_assert_cmpstr(made, ==, wanted);
		}
	}
}

/* Rows beside what was asked for. */
static const struct {
	const struct resource *resource;
	const char *query, *row;
	const char *misfit; /* NULL: it fits */
} rows[] = {
	{ &resource_workorder, "status=open", "{\"status\":\"open\"}", NULL },
	{ &resource_workorder, "status=open", "{\"status\":\"completed\"}",
	  "status" },
	{ &resource_workorder, "status=in_progress",
	  "{\"status\":\"In Progress\"}", NULL },
	{ &resource_workorder, "status=open", "{\"status\":null}", "status" },
	{ &resource_workorder, "status=open", "{\"id\":\"wo-1\"}", NULL },
	{ &resource_workorder, "status=open", "{\"status\":{\"code\":7}}",
	  NULL },
	{ &resource_workorder, "customer_id=c-1",
	  "{\"customer\":{\"id\":\"c-1\"}}", NULL },
	{ &resource_workorder, "customer_id=c-1",
	  "{\"customer\":{\"id\":\"c-2\"}}", "customer" },
	{ &resource_workorder, "customer_id=c-1", "{\"customer_id\":\"c-2\"}",
	  "customer" },
	{ &resource_workorder, "customer_id=c-1",
	  "{\"customer\":{\"name\":\"A\"}}", NULL },
	{ &resource_workorder, "technician_id=t-1", "{\"technician\":null}",
	  "technician" },
	{ &resource_workorder, "technician_id=7", "{\"technician\":{\"id\":7}}",
	  NULL },
	{ &resource_asset, "serial_number=SN%201",
	  "{\"serial_number\":\"xsn 12\"}", NULL },
	{ &resource_asset, "serial_number=SN%201",
	  "{\"serial_number\":\"SN 2\"}", "serial" },
	{ &resource_asset, "product_id=p-1", "{\"product\":{\"id\":\"p-1\"}}",
	  NULL },
	{ &resource_asset, "product_id=p-1", "{\"product\":{\"id\":\"p-2\"}}",
	  "product" },
	{ &resource_asset, "product_id=p-1", "{\"product\":null}", "product" },
	{ &resource_asset, "product_id=p-1", "{\"id\":\"asset-1\"}", NULL },
	{ &resource_asset, "location_id=o-1", "{\"object\":{\"id\":\"o-2\"}}",
	  NULL },
	{ &resource_customer, "search=a", "{\"name\":\"b\"}", NULL },
	{ &resource_customer, "nothing=a", "{\"nothing\":\"b\"}", NULL },
	{ &resource_customer, "created_after=2026-01-10",
	  "{\"created_at\":\"2026-01-09T12:00:00Z\"}", NULL },
	{ &resource_customer, "created_after=2026-01-10",
	  "{\"created_at\":\"2026-01-08T12:00:00Z\"}", "created-after" },
	{ &resource_workorder, "from_date=2026-01-10&to_date=2026-01-11",
	  "{\"scheduled_date\":\"2026-01-12T23:00:00Z\","
	  "\"created_at\":\"2025-01-01T00:00:00Z\"}",
	  NULL },
	{ &resource_workorder, "from_date=2026-01-10&to_date=2026-01-11",
	  "{\"scheduled_date\":\"2026-02-12T23:00:00Z\","
	  "\"created_at\":\"2025-01-01T00:00:00Z\"}",
	  "to" },
	{ &resource_workorder, "from_date=2026-01-10&to_date=2026-01-11",
	  "{\"scheduled_date\":\"2025-02-12T23:00:00Z\","
	  "\"created_at\":\"2026-02-01T00:00:00Z\"}",
	  "from" },
	{ &resource_workorder, "from_date=2026-01-10&to_date=2026-01-11",
	  "{\"scheduled_date\":\"2026-02-12T23:00:00Z\"}", "to" },
	{ &resource_workorder, "from_date=2026-01-10&to_date=2026-01-11",
	  "{\"created_at\":\"2025-02-12T23:00:00Z\","
	  "\"updated_at\":\"2026-02-12T23:00:00Z\"}",
	  "from" },
	{ &resource_workorder, "to_date=2026-01-11",
	  "{\"scheduled_date\":null}", NULL },
};

static void rows_are_held_against_what_was_asked_for(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		AUTO(filter_check_drop)
		struct filter_check *check =
			filter_check_new(rows[i].resource, rows[i].query);
		AUTO(error_release) struct error err = { 0 };
		const struct filter *misfit;
		struct js row;

		g_assert_true(js_check(rows[i].row, strlen(rows[i].row), "it",
				       &row, &err));
		misfit = filter_check_misfit(check, row);
		g_assert_cmpstr(misfit ? misfit->name : NULL, ==,
				rows[i].misfit);
	}
}

/* A new filter is checked, too, where the rows bear what it names. */
static void an_id_that_rows_bear_is_checked(void)
{
	for (size_t r = 0; resources[r]; r++)
		for (const struct filter *f = resources[r]->filters; f->name;
		     f++) {
			g_autofree char *path =
				g_strdup_printf("%s.id", f->name);

			if (f->kind == FILTER_ID &&
			    resource_field(resources[r], path))
				g_assert_cmpstr(f->row[0], ==, path);
		}
}

static void queries_overlap_unless_a_record_has_one_of_it(void)
{
	static const struct {
		const struct resource *resource;
		const char *queries;
		bool overlap;
	} cases[] = {
		{ &resource_workorder, "status=open", false },
		{ &resource_workorder, "status=open|status=draft", false },
		{ &resource_workorder, "status=open|status=Open", true },
		{ &resource_workorder,
		  "status=open&customer_id=a|status=open&customer_id=b",
		  false },
		{ &resource_customer, "search=a|search=b", true },
		{ &resource_customer, "search=a&status=x|search=a&status=y",
		  false },
		{ &resource_asset, "product_id=a|product_id=b", false },
		{ &resource_asset, "location_id=a|location_id=b", true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) queries = g_strsplit(cases[i].queries, "|", -1);

		g_assert_cmpint(
			filter_queries_overlap(cases[i].resource, queries), ==,
			cases[i].overlap);
	}
}

#define ADD(test) g_test_add_func("/list_filter/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(each_combination_is_a_query);
	ADD(every_filter_but_a_day_takes_several_values);
	ADD(rows_are_held_against_what_was_asked_for);
	ADD(an_id_that_rows_bear_is_checked);
	ADD(queries_overlap_unless_a_record_has_one_of_it);
	return g_test_run();
}
