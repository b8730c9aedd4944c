/* Answers of a list in pages, as steps of a script. */
#ifndef FENTU_TEST_UNIT_API_PAGED_H
#define FENTU_TEST_UNIT_API_PAGED_H

#include <inttypes.h>

#include "lib/api/page.h"
#include "test/unit/api/fixture.h"

/* Zeroed is no valid list: list_init. */
struct list {
	GArray *steps;
	GPtrArray *keep;
};

static inline void list_init(struct list *list)
{
	list->steps = g_array_new(FALSE, TRUE, sizeof(struct script_step));
	list->keep = g_ptr_array_new_with_free_func(g_free);
}

static inline void list_release(struct list *list)
{
	g_array_unref(list->steps);
	g_ptr_array_unref(list->keep);
}

static inline char *keep(struct list *list, char *text)
{
	g_ptr_array_add(list->keep, text);
	return text;
}

/* The records first...last, as JSON. */
static inline char *data_of(int64_t first, int64_t last)
{
	GString *data = g_string_new("[");

	for (int64_t i = first; i <= last; i++)
		g_string_append_printf(data, "%s{\"id\":%" PRId64 "}",
				       i > first ? "," : "", i);
	g_string_append_c(data, ']');
	return g_string_free(data, FALSE);
}

static inline struct script_step *add_step(struct list *list, int64_t page,
					   int64_t per_page)
{
	struct script_step step = {
		.method = "GET",
		.status = 200,
		.url = keep(list,
			    g_strdup_printf(FIXTURE_BASE "/assets?page=%" PRId64
							 "&per_page=%" PRId64,
					    page, per_page)),
	};

	g_array_append_val(list->steps, step);
	return &g_array_index(list->steps, struct script_step,
			      list->steps->len - 1);
}

/* Page `page` of `records` in pages of `size`; `asked` is per_page. */
static inline struct script_step *add_page(struct list *list, int64_t page,
					   int64_t asked, int64_t size,
					   int64_t records)
{
	int64_t first = (page - 1) * size + 1;
	g_autofree char *data = data_of(first, MIN(page * size, records));
	struct script_step *step = add_step(list, page, asked);

	step->body = keep(
		list, g_strdup_printf("{\"data\":%s,\"meta\":{\"current_page\":"
				      "%" PRId64 ",\"total_pages\":%" PRId64
				      ",\"total_count\":%" PRId64 "}}",
				      data, page, (records + size - 1) / size,
				      records));
	return step;
}

/* Every record must be the one after the last. */
static inline bool in_order(void *user, struct js record, struct error *err)
{
	int64_t *seen = user;
	int64_t id = 0;

	(void)err;
	g_assert_true(js_int(js_member(record, "id"), &id));
	g_assert_cmpint(id, ==, *seen + 1);
	*seen = id;
	return true;
}

static inline struct page_query query_of(void)
{
	return (struct page_query){
		.path = "assets",
		.about = { .what = "assets",
			   .scope = "read:assets",
			   .is_list = true },
		.is_paged = true,
		.concurrency = 4,
	};
}

/* Play the list; false as page_each. *ret_seen: the last record's number. */
static inline bool play(const struct list *list, const struct page_query *query,
			int64_t *ret_seen, struct page_totals *ret_totals,
			struct error *err)
{
	struct fixture f;
	int64_t seen = query->page > 0 ? (query->page - 1) * 100 : 0;
	bool done;

	fixture_open(&f, (void *)list->steps->data, list->steps->len);
	done = page_each(&f.api, query, in_order, &seen, ret_totals, err);
	fixture_close(&f);
	*ret_seen = seen;
	return done;
}

#endif
