#include <inttypes.h>

#include "lib/api/page_ask.h"

/* Empty pages, one after the other, that end a list. */
enum { EMPTY_MAX = 3 };

static void reading_release(struct page_reading *r)
{
	client_abandon(r->api->client);
	for (size_t i = 0; i < G_N_ELEMENTS(r->slot); i++)
		page_slot_clear(&r->slot[i]);
	g_hash_table_unref(r->marks);
	g_hash_table_unref(r->ids);
	g_array_unref(r->records);
}

/* A page that was there before would be there for ever. */
static void check_mark(struct page_reading *r, int64_t page,
		       const struct page_view *view)
{
	gpointer key = GSIZE_TO_POINTER((gsize)page_mark(view->data));
	gpointer earlier;

	if (view->count == 0)
		return;
	if (!g_hash_table_lookup_extended(r->marks, key, NULL, &earlier)) {
		g_hash_table_insert(r->marks, key,
				    GSIZE_TO_POINTER((gsize)page));
		return;
	}
	r->seen.page = page;
	r->seen.repeats = (int64_t)GPOINTER_TO_SIZE(earlier);
}

/* Nothing says yet that there is no more; what lies behind a limit does not
   matter. */
static bool looks_beyond(const struct page_reading *r)
{
	return r->query->is_paged && !r->plan.is_alone &&
	       r->plan.next_take > r->plan.first &&
	       r->seen.end == LIST_END_UNASKED && r->stuck == 0 &&
	       page_plan_is_done(&r->plan) &&
	       (r->plan.limit == 0 || r->plan.taken < r->plan.limit) &&
	       completeness_is_doubtful(&r->seen);
}

static bool has_contradiction(const struct page_reading *r)
{
	return r->seen.repeats > 0 || r->seen.is_redirected;
}

/* What the slot holds as a reply that is JSON and says success. */
static bool open_reply(struct page_reading *r, struct page_slot *slot,
		       struct api_reply *ret_reply, struct error *err)
{
	if (slot->error.code == ERR_NONE)
		return api_check_take(r->api, &slot->http, &r->query->about,
				      ret_reply, err);
	error_move(err, &slot->error);
	return false;
}

/* The failure is said to be that of the page. */
static bool refuse_page(const struct page_reading *r, int64_t page,
			struct error *err)
{
	const char *what = r->query->about.what;
	int status = err->http_status;

	if (!completeness_is_refusal(status))
		return error_wrap(err, "page %" PRId64 " of %s", page, what);
	error_clear(err);
	error_set(err, ERR_PARTIAL,
		  "the server refused page %" PRId64 " of %s (HTTP %d)", page,
		  what, status);
	err->http_status = status;
	return false;
}

static bool read_page(struct page_reading *r, struct page_slot *slot,
		      struct api_reply *ret_reply, struct page_view *ret_view,
		      struct error *err)
{
	int64_t page = slot->page;

	r->expect.page = page;
	r->expect.enough = page == 1 ? r->query->limit : 0;
	g_array_set_size(r->records, 0);
	if (!open_reply(r, slot, ret_reply, err))
		return page > r->plan.first && refuse_page(r, page, err);
	r->seen.is_redirected = ret_reply->is_elsewhere;
	if (r->seen.is_redirected) {
		r->seen.page = page;
		return true;
	}
	if (!page_read(ret_reply->root, &r->expect, ret_view, err))
		return false;
	if (r->plan.page_size == 0 && ret_reply->is_part &&
	    ret_view->total_pages <= page)
		return error_set(err, ERR_PARTIAL,
				 "%s come in pages, though no pages are "
				 "documented",
				 r->query->about.what);
	check_mark(r, page, ret_view);
	if (page == r->plan.first) {
		r->expect.first_pages = ret_view->total_pages;
		r->expect.first_count = ret_view->total_count;
	}
	completeness_count(&r->seen, ret_view->total_count);
	completeness_pages(&r->seen, ret_view->total_pages,
			   MAX(r->plan.size, ret_view->count));
	return true;
}

/* One that came before, on a page that has moved meanwhile? */
static bool is_known(struct page_reading *r, struct js record)
{
	struct js id = js_member(record, "id");
	enum js_type type = js_type(id);

	/* null and "" are no ids */
	if (r->seen.is_part ||
	    !((type == JS_STRING && id.len > 2) || type == JS_NUMBER))
		return false;
	return !g_hash_table_add(r->ids,
				 GSIZE_TO_POINTER((gsize)page_mark(id)));
}

static bool hand_out(struct page_reading *r, int64_t wanted,
		     page_record_fn *record, void *user, struct error *err)
{
	for (guint i = 0; i < r->records->len && wanted-- > 0; i++) {
		struct js next = g_array_index(r->records, struct js, i);

		if (is_known(r, next))
			continue;
		r->seen.rows++;
		if (!record(user, next, err))
			return false;
	}
	return true;
}

/* Does this refusal mean that the list has ended? A part of it whose pages are
   not numbered has its count alone, which must not say otherwise. */
static bool is_end(const struct page_reading *r, const struct error *err)
{
	bool is_short = r->seen.is_part && r->plan.is_open &&
			r->seen.rows < r->seen.last_total;

	return r->is_beyond && !is_short &&
	       completeness_is_refusal(err->http_status);
}

static bool is_empty_end(const struct page_reading *r, int64_t count)
{
	return count == 0 && r->seen.end == LIST_END_UNASKED &&
	       (r->is_beyond ||
		(r->seen.last_total < 0 && page_plan_is_done(&r->plan)));
}

/* A list without an end: one such page may come of rows that moved. */
static void check_stuck(struct page_reading *r, int64_t page, int64_t count,
			int64_t before)
{
	bool is_stuck = r->is_beyond && r->seen.rows == before;

	r->stuck = is_stuck ? r->stuck + 1 : 0;
	if (r->stuck > 1 && r->plan.is_open && count > 0) {
		r->seen.page = page;
		r->seen.repeats = page - 1;
	}
}

/* A page within the list is of no use: what came is not all of it. That is the
   server's contradiction, unless it is in trouble, or we are. */
static bool add_numbers(const struct page_reading *r, struct error *err)
{
	g_autofree char *message = err->message;

	if (err->code == ERR_OTHER)
		err->code = ERR_PARTIAL;
	err->message = r->seen.last_total < 0
			       ? g_strdup_printf("%s; got only %" PRId64,
						 message, r->seen.rows)
			       : g_strdup_printf("%s; got only %" PRId64
						 " of %" PRId64,
						 message, r->seen.rows,
						 r->seen.last_total);
	return false;
}

/* Nothing comes any more, whatever the number of pages is said to be. */
static void check_empty(struct page_reading *r, int64_t count)
{
	r->empty = count == 0 ? r->empty + 1 : 0;
	if (r->empty >= EMPTY_MAX ||
	    (r->empty > 0 && completeness_agrees(&r->seen)))
		page_plan_end(&r->plan);
}

/* The page whose turn it is goes out, and its memory with it. */
static bool take(struct page_reading *r, struct page_slot *slot,
		 page_record_fn *record, void *user, struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	struct page_view view = { .total_pages = -1, .total_count = -1 };
	int64_t page = slot->page, before = r->seen.rows, wanted;
	bool is_good = read_page(r, slot, &reply, &view, err);

	page_slot_clear(slot);
	if (!is_good && is_end(r, err)) {
		error_clear(err);
		r->seen.end = LIST_END_REFUSED;
	} else if (!is_good) {
		return page > r->plan.first && add_numbers(r, err);
	}
	if (has_contradiction(r))
		return true;
	wanted = page_plan_take(
		&r->plan,
		&(struct page_facts){ .count = view.count,
				      .total_pages = view.total_pages,
				      .total_count = view.total_count });
	if (!hand_out(r, wanted, record, user, err))
		return false;
	check_empty(r, view.count);
	if (is_empty_end(r, view.count))
		r->seen.end =
			view.earlier > 0 ? LIST_END_REFUSED : LIST_END_EMPTY;
	check_stuck(r, page, view.count, before);
	return true;
}

static struct page_totals totals_of(const struct page_reading *r)
{
	const struct completeness *seen = &r->seen;
	bool more = seen->is_part && page_plan_has_more(&r->plan);
	bool is_short = seen->limit > 0 && seen->rows < seen->limit;

	return (struct page_totals){
		.shown = seen->rows,
		.total = seen->last_total,
		.more = seen->last_total < 0 || !seen->is_part
				? more
				: seen->rows < seen->last_total && !is_short,
		.seen = *seen,
	};
}

static void reading_init(struct page_reading *r, const struct api *api,
			 const struct page_query *query)
{
	*r = (struct page_reading){
		.api = api,
		.query = query,
		.plan.first = MAX(query->page, 1),
		.plan.is_alone = query->page > 0,
		.plan.limit = query->limit,
		.plan.page_size = page_size_to_ask(query),
		.plan.window =
			CLAMP(query->concurrency, 1, PAGE_CONCURRENCY_MAX),
		.marks = g_hash_table_new(g_direct_hash, g_direct_equal),
		.ids = g_hash_table_new(g_direct_hash, g_direct_equal),
		.records = g_array_new(FALSE, FALSE, sizeof(struct js)),
	};
	r->expect = (struct page_expect){
		.what = query->about.what,
		.size = r->plan.page_size,
		.first_pages = -1,
		.first_count = -1,
		.records = r->records,
	};
	completeness_init(&r->seen, query->about.what);
	r->seen.is_part = query->page > 0 || query->limit > 0;
	r->seen.limit = query->page > 0 ? 0 : query->limit;
	page_plan_begin(&r->plan);
}

/* Is there a further page to be taken? */
static bool goes_on(struct page_reading *r)
{
	if (has_contradiction(r))
		return false;
	r->is_beyond = r->plan.is_open;
	if (looks_beyond(r)) {
		r->is_beyond = true;
		page_plan_go_on(&r->plan);
		r->has_failed = false; /* that was a later one */
	}
	return !page_plan_is_done(&r->plan);
}

bool page_each(const struct api *api, const struct page_query *query,
	       page_record_fn *record, void *user,
	       struct page_totals *ret_totals, struct error *err)
{
	AUTO(reading_release) struct page_reading r;

	reading_init(&r, api, query);
	while (goes_on(&r)) {
		struct page_slot *slot = page_slot_of(&r, r.plan.next_take);

		if (!page_ask_all(&r, err))
			return false;
		while (!slot->has_ended)
			if (!page_receive(&r, err))
				return false;
		if (!take(&r, slot, record, user, err))
			return false;
	}
	*ret_totals = totals_of(&r);
	return true;
}
