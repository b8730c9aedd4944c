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
	const char *moved;   /* NULL: nothing */
	const char *failure; /* NULL: none */
};

/* Lists of work orders come in pages, those of tasks in one piece. */
static struct series_query query_of(const struct play *p, bool is_piece)
{
	return (struct series_query){
		.page = { .path = is_piece ? "work-orders/wo-1/tasks"
					   : "work-orders",
			  .query = "x=y",
			  .about = { .what = "work orders", .is_list = true },
			  .is_paged = !is_piece,
			  .limit = p->limit,
			  .concurrency = 1 },
		.resource = is_piece ? &resource_task : &resource_workorder,
	};
}

static void play_one(const struct play *p, bool is_piece)
{
	g_autoptr(GString) ids = g_string_new(NULL);
	g_auto(GStrv) queries = g_strsplit(p->queries, "|", -1);
	AUTO(error_release) struct error err = { 0 };
	struct series_query query = query_of(p, is_piece);
	struct series_totals totals;
	struct fixture f;
	bool done;

	query.queries = queries;
	fixture_open(&f, p->steps, p->count);
	done = series_each(&f.api, &query, add_id, ids, &totals, &err);
	fixture_close(&f);
	g_assert_cmpstr(ids->str, ==, p->ids);
	g_assert_cmpstr(err.message, ==, p->failure);
	g_assert_cmpint(done, ==, !p->failure);
	if (!done)
		return;
	g_assert_cmpint(totals.all.total, ==, p->total);
	g_assert_cmpint(totals.all.more, ==, p->more);
	g_assert_cmpint(totals.left_out, ==, p->left_out);
	g_assert_cmpstr(totals.moved, ==, p->moved);
	g_free(totals.moved);
}

static void play(const struct play *p)
{
	play_one(p, false);
}

#define STEP(query, text)                                                      \
	{                                                                      \
		.method = "GET", .url = ROWS query, .status = 200,             \
		.body = "{\"data\":[" text                                     \
	}
#define OPEN		"status=open&x=y&page=1&per_page="
#define DRAFT		"status=draft&x=y&page=1&per_page="
#define OPEN_COUNT	"status=open&x=y&page=1&per_page=1"
#define ROW(id, status) "{\"id\":\"" id "\",\"status\":\"" status "\"}"

static void queries_are_read_one_after_the_other(void)
{
	static const struct script_step steps[] = {
		STEP(OPEN "100", ROW("a", "open") "," ROW("b", "open") META(2)),
		STEP(DRAFT "100",
		     ROW("c", "draft") "," ROW("a", "draft") META(2)),
		STEP(OPEN_COUNT, ROW("a", "open") META(2)),
	};

	/* "a" has moved on meanwhile: it is there once */
	play(&(struct play){ .steps = steps,
			     .count = 3,
			     .queries = "status=open|status=draft",
			     .ids = "a b c",
			     .total = 4 });
}

#define OPEN_2 STEP(OPEN "100", ROW("a", "open") "," ROW("b", "open") META(2))
#define OPEN_3                                                                 \
	STEP(OPEN "100", ROW("a", "open") "," ROW("b", "open") "," ROW(        \
				 "c", "open") META(3))
#define DRAFT_0	 STEP(DRAFT "100", META(0))
#define COUNT(n) STEP(OPEN_COUNT, ROW("a", "open") META(n))

/* "c" was a draft while the open ones were read, and open when the drafts
   were. */
static void a_record_that_goes_to_an_earlier_query_is_not_lost(void)
{
	static const struct script_step steps[] = {
		OPEN_2, DRAFT_0, COUNT(3), OPEN_3, DRAFT_0, COUNT(3),
	};

	play(&(struct play){ .steps = steps,
			     .count = G_N_ELEMENTS(steps),
			     .queries = "status=open|status=draft",
			     .ids = "a b c",
			     .total = 3 });
}

static void queries_that_keep_changing_are_told(void)
{
	static const struct script_step steps[] = {
		OPEN_2,	  DRAFT_0, COUNT(3), OPEN_2,   DRAFT_0,
		COUNT(3), OPEN_2,  DRAFT_0,  COUNT(4),
	};

	play(&(struct play){ .steps = steps,
			     .count = G_N_ELEMENTS(steps),
			     .queries = "status=open|status=draft",
			     .ids = "a b",
			     .total = 2,
			     .moved = "the work orders with status=open "
				      "changed from 2 to 4 while others were "
				      "read" });
}

static void lists_without_a_count_are_not_compared(void)
{
	static const struct script_step steps[] = {
		STEP(OPEN "100", ROW("a", "open") "]}"),
		STEP("status=open&x=y&page=2&per_page=100", "]}"),
		STEP(DRAFT "100", ROW("c", "draft") "]}"),
		STEP("status=draft&x=y&page=2&per_page=100", "]}"),
	};

	play(&(struct play){ .steps = steps,
			     .count = G_N_ELEMENTS(steps),
			     .queries = "status=open|status=draft",
			     .ids = "a c",
			     .total = -1 });
}

#define TASKS(query, rows)                                                     \
	{                                                                      \
		.method = "GET", .status = 200,                                \
		.url = "https://api.test/v1/work-orders/wo-1/tasks?" query,    \
		.body = "{\"data\":[" rows "]}"                                \
	}
#define FOUR_TASKS                                                             \
	ROW("a", "open")                                                       \
	"," ROW("b", "done") "," ROW("c", "skipped") "," ROW("d", "open")

static void a_list_in_one_piece_is_asked_for_once(void)
{
	static const struct script_step once = TASKS("x=y", FOUR_TASKS);
	static const struct script_step common =
		TASKS("technician_id=t&x=y",
		      ROW("a", "open") ",{\"id\":\"b\",\"status\":\"done\","
				       "\"technician\":{\"id\":\"u\"}}");

	play_one(&(struct play){ .steps = &once,
				 .count = 1,
				 .queries = "status=open|status=done",
				 .ids = "a b d",
				 .total = 3 },
		 true);
	play_one(&(struct play){ .steps = &once,
				 .count = 1,
				 .queries = "status=open|status=done",
				 .limit = 2,
				 .ids = "a b",
				 .total = -1,
				 .more = true },
		 true);
	/* the last row is no reason to say that there are more */
	play_one(&(struct play){ .steps = &once,
				 .count = 1,
				 .queries = "status=skipped|status=done",
				 .limit = 2,
				 .ids = "b c",
				 .total = 2 },
		 true);
	/* what all ask for is the server's duty: "a" need not show it */
	play_one(&(struct play){ .steps = &common,
				 .count = 1,
				 .queries = "status=open&technician_id=t|"
					    "status=done&technician_id=t",
				 .ids = "a",
				 .total = 1,
				 .left_out = 1 },
		 true);
}

static void a_row_that_does_not_tell_is_not_chosen(void)
{
	static const struct script_step steps =
		TASKS("x=y", ROW("a", "open") ",{\"id\":\"b\"}");

	play_one(&(struct play){ .steps = &steps,
				 .count = 1,
				 .queries = "status=open|status=done",
				 .ids = "a",
				 .failure =
					 "the task 'b' does not show whether "
					 "it fits --status" },
		 true);
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

	play(&(struct play){ .steps = steps,
			     .count = 2,
			     .queries = "status=open|status=draft",
			     .limit = 2,
			     .ids = "a b",
			     .total = 3,
			     .more = true });
	play(&(struct play){ .steps = none,
			     .count = 2,
			     .queries = "status=open|status=draft",
			     .limit = 2,
			     .ids = "a b",
			     .total = 2 });
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

	play(&(struct play){ .steps = steps,
			     .count = 3,
			     .queries = "status=open|status=draft",
			     .limit = 4,
			     .ids = "a b c d",
			     .total = 5,
			     .more = true });
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

	play(&(struct play){ .steps = steps,
			     .count = 2,
			     .queries = "status=open",
			     .limit = 2,
			     .ids = "a c",
			     .total = -1,
			     .more = true,
			     .left_out = 1 });
	play(&(struct play){ .steps = further,
			     .count = 2,
			     .queries = "status=open",
			     .limit = 2,
			     .ids = "a c",
			     .total = -1,
			     .more = true,
			     .left_out = 1 });
}

static void a_filter_that_is_ignored_is_named_once(void)
{
	static const struct script_step steps[] = {
		STEP("status=open&from_date=2026-01-01&x=y&page=1&per_page=100",
		     ROW("a", "draft") "," ROW("b", "draft") "," ROW(
			     "c", "open") META(3)),
	};

	play(&(struct play){ .steps = steps,
			     .count = 1,
			     .queries = "status=open&from_date=2026-01-01",
			     .ids = "c",
			     .total = 1,
			     .left_out = 2 });
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
		STEP(OPEN_COUNT, ROW("a", "open") META(4)),
	};
	static const struct script_step some[] = {
		STEP(OPEN "3", ROW("a", "open") "," ROW("b", "draft") "," ROW(
				       "c", "closed") MORE),
		STEP(OPEN "100", ALL_ROWS),
		STEP(DRAFT "1", ROW("a", "open") MORE),
		STEP(DRAFT "100", ALL_ROWS),
	};

	play(&(struct play){ .steps = all,
			     .count = 3,
			     .queries = "status=open|status=draft",
			     .ids = "a d b",
			     .total = 3,
			     .left_out = 1 });
	play(&(struct play){ .steps = some,
			     .count = 4,
			     .queries = "status=open|status=draft",
			     .limit = 3,
			     .ids = "a d b",
			     .total = -1,
			     .more = true,
			     .left_out = 1 });
}

#define ADD(test) g_test_add_func("/series/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/series/a-limit-is-filled-from-pages-of-a-fixed-size",
			a_limit_is_filled_from_pages_of_a_fixed_size);
	ADD(queries_are_read_one_after_the_other);
	ADD(a_record_that_goes_to_an_earlier_query_is_not_lost);
	ADD(queries_that_keep_changing_are_told);
	ADD(lists_without_a_count_are_not_compared);
	ADD(a_list_in_one_piece_is_asked_for_once);
	ADD(a_row_that_does_not_tell_is_not_chosen);
	ADD(a_full_list_still_counts_the_rest);
	ADD(rows_that_do_not_fit_are_made_up_for);
	ADD(rows_of_another_query_are_not_lost);
	ADD(a_filter_that_is_ignored_is_named_once);
	return g_test_run();
}
