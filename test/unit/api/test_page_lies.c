/*
 * Servers that contradict themselves: a list that is read as a whole comes
 * whole, or is said not to be, with the numbers.
 */
#include <inttypes.h>

#include "lib/api/page.h"
#include "test/unit/api/fixture.h"
#include "test/unit/api/paged.h"

enum { SIZE = 2, PAGES_MAX = 6 };

/* Records by their numbers, the first and the last; 0: none. */
struct answer {
	int64_t first, last;
	int64_t pages, count; /* as meta says; -1: it does not */
	int status;	      /* 0: there is no such answer */
	const char *location;
	int64_t current; /* page, as meta says; 0: the right one */
};

struct lie {
	const char *name;
	struct answer answer[PAGES_MAX]; /* to pages 1, 2, ...; all are read */
	int64_t rows;
	const char *message; /* NULL: complete */
};

#define AGAIN(from, to, page_count, total, page)                               \
	{                                                                      \
		.first = from, .last = to, .pages = page_count,                \
		.count = total, .status = 200, .current = page,                \
	}
#define PAGE(from, to, pages, total) AGAIN(from, to, pages, total, 0)
#define REFUSED                                                                \
	{                                                                      \
		.status = 404                                                  \
	}
#define REDIRECTED                                                             \
	{                                                                      \
		.status = 302, .location = "/v1/other"                         \
	}

static const struct lie lies[] = {
	{ "none",
	  { PAGE(1, 2, 3, 5), PAGE(3, 4, 3, 5), PAGE(5, 5, 3, 5) },
	  5,
	  NULL },
	{ "an empty page in the middle",
	  { PAGE(1, 2, 3, 5), PAGE(0, 0, 3, 5), PAGE(5, 5, 3, 5),
	    PAGE(0, 0, 3, 5) },
	  3,
	  "got only 3 of 5 assets" },
	{ "total_pages shrinks",
	  { PAGE(1, 2, 3, 5), PAGE(3, 4, 2, 5), PAGE(5, 5, 3, 5) },
	  5,
	  NULL },
	{ "total_pages is too small",
	  { PAGE(1, 2, 1, 5), PAGE(3, 4, 1, 5), PAGE(5, 5, 1, 5) },
	  5,
	  NULL },
	{ "total_pages is 0",
	  { PAGE(1, 2, 0, 5), PAGE(3, 4, 0, 5), PAGE(5, 5, 0, 5) },
	  5,
	  NULL },
	{ "total_pages is too large",
	  { PAGE(1, 2, 4, 5), PAGE(3, 4, 4, 5), PAGE(5, 5, 4, 5),
	    PAGE(0, 0, 4, 5) },
	  5,
	  NULL },
	{ "total_count is 0",
	  { PAGE(1, 2, 3, 0), PAGE(3, 4, 3, 0), PAGE(5, 5, 3, 0),
	    PAGE(0, 0, 3, 0) },
	  5,
	  "got 5 assets, but the server counts 0" },
	{ "both are 0",
	  { PAGE(1, 2, 0, 0), PAGE(3, 4, 0, 0), PAGE(5, 5, 0, 0),
	    PAGE(0, 0, 0, 0) },
	  5,
	  "got 5 assets, but the server counts 0" },
	{ "total_count is too small",
	  { PAGE(1, 2, 3, 4), PAGE(3, 4, 3, 4), PAGE(5, 5, 3, 4),
	    PAGE(0, 0, 3, 4) },
	  5,
	  "got 5 assets, but the server counts 4" },
	{ "both are too small",
	  { PAGE(1, 2, 2, 3), PAGE(3, 4, 2, 3), PAGE(5, 5, 2, 3),
	    PAGE(0, 0, 2, 3) },
	  5,
	  "got 5 assets, but the server counts 3" },
	{ "total_count is too large",
	  { PAGE(1, 2, 2, 5), PAGE(3, 4, 2, 5), PAGE(0, 0, 2, 5) },
	  4,
	  "got only 4 of 5 assets" },
	{ "total_count wanders, and no record is missing",
	  { PAGE(1, 2, 2, 9), PAGE(3, 4, 2, 4) },
	  4,
	  NULL },
	{ "total_count grows beyond reason",
	  { PAGE(1, 2, 3, 4), PAGE(3, 4, 3, 90) },
	  2,
	  "page 2 of assets says that there are 90 records, the first one said "
	  "4; got only 2 of 4" },
	{ "a page in the middle is refused",
	  { PAGE(1, 2, 3, 5), REFUSED },
	  2,
	  "the server refused page 2 of assets (HTTP 404); got only 2 of 5" },
	{ "a page in the middle is refused, and nothing counted",
	  { PAGE(1, 2, 3, -1), REFUSED },
	  2,
	  "the server refused page 2 of assets (HTTP 404); got only 2" },
	{ "a number of pages without a count, and one of them is empty",
	  { PAGE(1, 2, 3, -1), PAGE(0, 0, 3, -1), PAGE(5, 5, 3, -1),
	    PAGE(0, 0, 3, -1) },
	  3,
	  "got only 3 assets, but the number of pages says that there are 5 at "
	  "least" },
	{ "an empty list has a page", { PAGE(0, 0, 1, -1) }, 0, NULL },
	{ "pages without end, and no record is missing",
	  { PAGE(1, 2, 900, 4), PAGE(3, 4, 900, 4), PAGE(0, 0, 900, 4) },
	  4,
	  NULL },
	{ "pages without end, and records are missing",
	  { PAGE(1, 2, 900, 9), PAGE(3, 4, 900, 9), PAGE(0, 0, 900, 9),
	    PAGE(0, 0, 900, 9), PAGE(0, 0, 900, 9), PAGE(0, 0, 900, 9) },
	  4,
	  "got only 4 of 9 assets" },
	{ "a short page in the middle",
	  { PAGE(1, 2, 3, 5), PAGE(3, 3, 3, 5), PAGE(5, 5, 3, 5),
	    PAGE(0, 0, 3, 5) },
	  4,
	  "got only 4 of 5 assets" },
	{ "the first page comes again",
	  { PAGE(1, 2, 2, 4), PAGE(1, 2, 2, 4) },
	  2,
	  "page 2 of assets repeats page 1; got 2 of 4" },
	{ "the first page comes again, without a count",
	  { PAGE(1, 2, -1, -1), PAGE(1, 2, -1, -1) },
	  2,
	  "page 2 of assets repeats page 1; got 2" },
	{ "the last page comes again, without a count",
	  { PAGE(1, 2, -1, -1), PAGE(3, 4, -1, -1), PAGE(3, 4, -1, -1) },
	  4,
	  "page 3 of assets repeats page 2; got 4" },
	{ "nothing new comes any more, without a count",
	  { PAGE(1, 2, -1, -1), PAGE(1, 1, -1, -1), PAGE(2, 2, -1, -1) },
	  2,
	  "page 3 of assets repeats page 2; got 2" },
	{ "the last page comes again beyond the end",
	  { PAGE(1, 2, 2, 5), PAGE(3, 4, 2, 5), AGAIN(3, 4, 2, 5, 2) },
	  4,
	  "got only 4 of 5 assets" },
	{ "a record comes twice, for the list has moved",
	  { PAGE(1, 2, 3, 5), PAGE(2, 3, 3, 6), PAGE(4, 5, 3, 6) },
	  5,
	  NULL },
	{ "beyond the end it is refused",
	  { PAGE(1, 2, 2, 5), PAGE(3, 4, 2, 5), REFUSED },
	  4,
	  "got only 4 of 5 assets" },
	{ "a redirect loses the query",
	  { PAGE(1, 2, 3, 5), REDIRECTED },
	  2,
	  "page 2 of assets was redirected to another address; "
	  "got 2 of 5" },
	{ "no count at all",
	  { PAGE(1, 2, -1, -1), PAGE(3, 4, -1, -1), PAGE(5, 5, -1, -1),
	    PAGE(0, 0, -1, -1) },
	  5,
	  NULL },
	{ "no count, and pages smaller than asked for",
	  { PAGE(1, 1, -1, -1), PAGE(2, 2, -1, -1), PAGE(3, 3, -1, -1),
	    PAGE(0, 0, -1, -1) },
	  3,
	  NULL },
	{ "no count, and beyond the end it is refused",
	  { PAGE(1, 1, -1, -1), PAGE(2, 2, -1, -1), REFUSED },
	  2,
	  NULL },
	{ "no count, and a page of what has moved",
	  { PAGE(1, 2, -1, -1), PAGE(2, 2, -1, -1), PAGE(0, 0, -1, -1) },
	  2,
	  NULL },
	{ "no count and no record", { PAGE(0, 0, -1, -1) }, 0, NULL },
	{ "a number of pages for larger ones, and no count",
	  { PAGE(1, 1, 1, -1), PAGE(2, 2, 1, -1), PAGE(0, 0, 1, -1) },
	  2,
	  NULL },
	{ "a count without pages, and pages smaller than asked for",
	  { PAGE(1, 1, -1, 3), PAGE(2, 2, -1, 3), PAGE(3, 3, -1, 3) },
	  3,
	  NULL },
	{ "a count without pages, and beyond it is refused",
	  { PAGE(1, 1, -1, 3), PAGE(2, 2, -1, 3), REFUSED },
	  2,
	  "got only 2 of 3 assets" },
};

static char *body_of(struct list *list, const struct answer *answer,
		     int64_t page)
{
	g_autofree char *data = data_of(MAX(answer->first, 1), answer->last);
	GString *body = g_string_new(NULL);

	g_string_append_printf(
		body, "{\"data\":%s,\"meta\":{\"current_page\":%" PRId64, data,
		answer->current > 0 ? answer->current : page);
	if (answer->pages >= 0)
		g_string_append_printf(body, ",\"total_pages\":%" PRId64,
				       answer->pages);
	if (answer->count >= 0)
		g_string_append_printf(body, ",\"total_count\":%" PRId64,
				       answer->count);
	g_string_append(body, "}}");
	return keep(list, g_string_free(body, FALSE));
}

static void add_answers(struct list *list, const struct lie *lie)
{
	for (int64_t page = 1; page <= PAGES_MAX; page++) {
		const struct answer *answer = &lie->answer[page - 1];
		struct script_step *step;

		if (answer->status == 0)
			return;
		step = add_step(list, page, SIZE);
		step->status = answer->status;
		step->body = body_of(list, answer, page);
		if (!answer->location)
			continue;
		step->headers = keep(list, g_strdup_printf("Location: %s\n",
							   answer->location));
		step = add_step(list, page, SIZE);
		step->url = "https://api.test/v1/other";
		step->body = body_of(list, &lie->answer[0], 1);
	}
}

/* Each record once. */
static bool add_up(void *user, struct js record, struct error *err)
{
	GHashTable *ids = user;
	int64_t id = 0;

	(void)err;
	g_assert_true(js_int(js_member(record, "id"), &id));
	g_assert_true(g_hash_table_add(ids, GSIZE_TO_POINTER((gsize)id)));
	return true;
}

static void is_not_believed(const void *data)
{
	const struct lie *lie = data;
	const struct page_query query = {
		.path = "assets",
		.about = { .what = "assets", .is_list = true },
		.is_paged = true,
		.per_page = SIZE,
		.concurrency = 1,
	};
	g_autoptr(GHashTable) ids =
		g_hash_table_new(g_direct_hash, g_direct_equal);
	AUTO(list_release) struct list list;
	AUTO(error_release) struct error err = { 0 };
	struct page_totals totals;
	struct fixture f;

	list_init(&list);
	add_answers(&list, lie);
	fixture_open(&f, (void *)list.steps->data, list.steps->len);
	g_assert_true((page_each(&f.api, &query, add_up, ids, &totals, &err) &&
		       completeness_check(&totals.seen, &err)) ==
		      !lie->message);
	fixture_close(&f);
	g_assert_cmpstr(err.message, ==, lie->message);
	g_assert_true(!lie->message || err.code == ERR_PARTIAL);
	g_assert_cmpuint(g_hash_table_size(ids), ==, (guint)lie->rows);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
		g_autofree char *name =
			g_strdup_printf("/page_lies/%s", lies[i].name);

		g_test_add_data_func(name, &lies[i], is_not_believed);
	}
	return g_test_run();
}
