#include "lib/api/series.h"

#include "test/unit/api/fixture.h"

#define ROWS "https://api.test/v1/work-orders?"
#define META(total)                                                            \
	"],\"meta\":{\"current_page\":1,\"total_pages\":1,\"total_"            \
	"count\":" #total "}}"

static bool add_id(void *user, struct js record, struct error *err)
{
	GString *ids = user;
	g_autofree char *id = js_text(js_member(record, "id"), NULL);

	(void)err;
	g_string_append_printf(ids, "%s%s", ids->len > 0 ? " " : "", id);
	return true;
}

struct play {
	const struct script_step *steps;
	size_t count;
	const char *queries; /* with "|" between them */
	int64_t limit;
	const char *ids;
	int64_t total;
	bool more;
	int64_t left_out;
};

static void play(const struct play *p)
{
	g_autoptr(GString) ids = g_string_new(NULL);
	g_auto(GStrv) queries = g_strsplit(p->queries, "|", -1);
	AUTO(error_release) struct error err = { 0 };
	const struct series_query query = {
		.page = { .path = "work-orders",
			  .query = "x=y",
			  .about = { .what = "work orders", .is_list = true },
			  .is_paged = true,
			  .limit = p->limit,
			  .concurrency = 1 },
		.resource = &resource_workorder,
		.queries = queries,
	};
	struct series_totals totals;
	struct fixture f;

	fixture_open(&f, p->steps, p->count);
	g_assert_true(series_each(&f.api, &query, add_id, ids, &totals, &err));
	fixture_close(&f);
	g_assert_cmpstr(ids->str, ==, p->ids);
	g_assert_cmpint(totals.all.total, ==, p->total);
	g_assert_cmpint(totals.all.more, ==, p->more);
	g_assert_cmpint(totals.left_out, ==, p->left_out);
}

#define STEP(query, text)                                                      \
	{                                                                      \
		.method = "GET", .url = ROWS query, .status = 200,             \
		.body = "{\"data\":[" text                                     \
	}
#define OPEN		"status=open&x=y&page=1&per_page="
#define DRAFT		"status=draft&x=y&page=1&per_page="
#define ROW(id, status) "{\"id\":\"" id "\",\"status\":\"" status "\"}"

static void queries_are_read_one_after_the_other(void)
{
	static const struct script_step steps[] = {
		STEP(OPEN "100", ROW("a", "open") "," ROW("b", "open") META(2)),
		STEP(DRAFT "100",
		     ROW("c", "draft") "," ROW("a", "draft") META(2)),
	};

	/* "a" has moved on meanwhile: it is there once */
	play(&(struct play){ steps, 2, "status=open|status=draft", 0, "a b c",
			     4, false, 0 });
}

static void a_full_list_still_counts_the_rest(void)
{
	static const struct script_step steps[] = {
		STEP(OPEN "2", ROW("a", "open") "," ROW("b", "open") META(2)),
		STEP(DRAFT "1", ROW("c", "draft") META(1)),
	};
	static const struct script_step none[] = {
		STEP(OPEN "2", ROW("a", "open") "," ROW("b", "open") META(2)),
		STEP(DRAFT "1", META(0)),
	};

	play(&(struct play){ steps, 2, "status=open|status=draft", 2, "a b", 3,
			     true, 0 });
	play(&(struct play){ none, 2, "status=open|status=draft", 2, "a b", 2,
			     false, 0 });
}

#define OF(total) "],\"meta\":{\"total_count\":" #total "}}"

/* Pages of two, whatever is asked for, without a number of pages. */
static void a_limit_is_filled_from_pages_of_a_fixed_size(void)
{
	static const struct script_step steps[] = {
		STEP(OPEN "4", ROW("a", "open") "," ROW("b", "open") OF(3)),
		STEP("status=open&x=y&page=2&per_page=4",
		     ROW("c", "open") OF(3)),
		/* one is wanted */
		STEP(DRAFT "1", ROW("d", "draft") "," ROW("e", "draft") OF(2)),
	};

	play(&(struct play){ steps, 3, "status=open|status=draft", 4, "a b c d",
			     5, true, 0 });
}

#define MORE                                                                   \
	"],\"meta\":{\"current_page\":1,\"total_pages\":2,\"total_count\":4}}"

static void rows_that_do_not_fit_are_made_up_for(void)
{
	static const struct script_step steps[] = {
		STEP(OPEN "2", ROW("a", "open") "," ROW("b", "draft") MORE),
		STEP(OPEN "100",
		     ROW("a", "open") "," ROW("b", "draft") "," ROW(
			     "c", "open") "," ROW("d", "draft") META(4)),
	};
	static const struct script_step further[] = {
		STEP(OPEN "2", ROW("a", "open") "," ROW("b", "draft") MORE),
		STEP(OPEN "100",
		     ROW("a", "open") "," ROW("b", "draft") "," ROW(
			     "c", "open") "," ROW("d", "open") META(4)),
	};

	play(&(struct play){ steps, 2, "status=open", 2, "a c", -1, true, 1 });
	play(&(struct play){ further, 2, "status=open", 2, "a c", -1, true,
			     1 });
}

static void a_filter_that_is_ignored_is_named_once(void)
{
	static const struct script_step steps[] = {
		STEP("status=open&from_date=2026-01-01&x=y&page=1&per_page=100",
		     ROW("a", "draft") "," ROW("b", "draft") "," ROW(
			     "c", "open") META(3)),
	};

	play(&(struct play){ steps, 1, "status=open&from_date=2026-01-01", 0,
			     "c", 1, false, 2 });
}

#define ALL_ROWS                                                               \
	ROW("a", "open")                                                       \
	"," ROW("b", "draft") "," ROW("c", "closed") "," ROW("d", "open")      \
		META(4)

static void rows_of_another_query_are_not_lost(void)
{
	static const struct script_step all[] = {
		STEP(OPEN "100", ALL_ROWS),
		STEP(DRAFT "100", ALL_ROWS),
	};
	static const struct script_step some[] = {
		STEP(OPEN "3", ROW("a", "open") "," ROW("b", "draft") "," ROW(
				       "c", "closed") MORE),
		STEP(OPEN "100", ALL_ROWS),
		STEP(DRAFT "1", ROW("a", "open") MORE),
		STEP(DRAFT "100", ALL_ROWS),
	};

	play(&(struct play){ all, 2, "status=open|status=draft", 0, "a d b", 3,
			     false, 1 });
	play(&(struct play){ some, 4, "status=open|status=draft", 3, "a d b",
			     -1, true, 1 });
}

#define ADD(test) g_test_add_func("/series/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/series/a-limit-is-filled-from-pages-of-a-fixed-size",
			a_limit_is_filled_from_pages_of_a_fixed_size);
	ADD(queries_are_read_one_after_the_other);
	ADD(a_full_list_still_counts_the_rest);
	ADD(rows_that_do_not_fit_are_made_up_for);
	ADD(rows_of_another_query_are_not_lost);
	ADD(a_filter_that_is_ignored_is_named_once);
	return g_test_run();
}
