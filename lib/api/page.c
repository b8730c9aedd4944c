#include "lib/api/page.h"

#include <inttypes.h>

#include "lib/api/page_plan.h"
#include "lib/api/page_read.h"
#include "lib/net/url.h"

/* A page on its way, or one that waits for its turn. Its address is the tag
   of its request. */
struct slot {
	int64_t page;
	bool has_ended;
	struct http_reply http; /* when error.code is ERR_NONE */
	struct error error;
};

struct reading {
	const struct api *api;
	const struct page_query *query;
	struct page_plan plan;
	struct page_expect expect;
	int64_t first_asked_unix_ms; /* 0: it has not come yet */
	struct completeness seen;
	bool is_beyond;	 /* the next page may be one beyond the end */
	unsigned stuck;	 /* such pages, one after the other, that held only
			    what was known */
	GHashTable *ids; /* of the records so far, when all are wanted */
	struct slot slot[PAGE_CONCURRENCY_MAX];
	bool has_failed;   /* a page did; no further ones are asked for */
	GHashTable *marks; /* of the pages so far, to their numbers */
	GArray *records;   /* of struct js: of the page whose turn it is */
};

static void slot_clear(struct slot *slot)
{
	http_reply_release(&slot->http);
	error_release(&slot->error);
	*slot = (struct slot){ 0 };
}

static void reading_release(struct reading *r)
{
	client_abandon(r->api->client);
	for (size_t i = 0; i < G_N_ELEMENTS(r->slot); i++)
		slot_clear(&r->slot[i]);
	g_hash_table_unref(r->marks);
	g_hash_table_unref(r->ids);
	g_array_unref(r->records);
}

static struct slot *slot_of(struct reading *r, int64_t page)
{
	return &r->slot[page % r->plan.window];
}

static int64_t size_to_ask(const struct page_query *query)
{
	if (!query->is_paged)
		return 0;
	if (query->per_page > 0)
		return query->per_page;
	if (query->page == 0 && query->limit > 0)
		return MIN(query->limit, PAGE_SIZE_MAX);
	return PAGE_SIZE_MAX;
}

static void append_number(GString *path, const char *key, int64_t number)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, number);

	url_append_query(path, key, text);
}

static char *path_of(const struct reading *r, int64_t page)
{
	const struct page_query *query = r->query;
	GString *path = g_string_new(query->path);

	if (query->query && *query->query) {
		g_string_append_c(path, strchr(path->str, '?') ? '&' : '?');
		g_string_append(path, query->query);
	}
	if (query->is_paged || page > 1)
		append_number(path, "page", page);
	if (query->is_paged)
		append_number(path, "per_page", r->plan.page_size);
	return g_string_free(path, FALSE);
}

static bool start(struct reading *r, int64_t page, struct error *err)
{
	g_autofree char *path = path_of(r, page);
	g_autofree char *url = api_url(r->api, path);
	struct slot *slot = slot_of(r, page);
	const struct client_request request = {
		.method = "GET",
		.url = url,
		.headers = r->query->headers,
		.header_count = r->query->header_count,
		.kept_will_do = !r->query->is_fresh,
		.kept_since_unix_ms = r->first_asked_unix_ms,
	};

	slot_clear(slot);
	slot->page = page;
	return client_start(r->api->client, &request, slot, err);
}

static bool start_all(struct reading *r, struct error *err)
{
	int64_t page;

	while (!r->has_failed && page_plan_ask(&r->plan, &page))
		if (!start(r, page, err))
			return false;
	return true;
}

/* Wait until some page has come or failed, and keep it until its turn. */
static bool receive(struct reading *r, struct error *err)
{
	AUTO(error_release) struct error failed = { 0 };
	struct http_reply http = { 0 };
	struct slot *slot;
	void *tag = NULL;
	bool came = client_next(r->api->client, &tag, &http, &failed);

	slot = tag;
	if (!slot || failed.code == ERR_INTERRUPTED) {
		if (came)
			error_set(err, ERR_OTHER, "a reply is missing");
		else
			error_move(err, &failed);
		return false;
	}
	slot->has_ended = true;
	if (came) {
		slot->http = http;
		if (slot->page == r->plan.first)
			r->first_asked_unix_ms = http.asked_unix_ms;
	} else {
		error_move(&slot->error, &failed);
		r->has_failed = true;
	}
	return true;
}

/* A page that was there before would be there for ever. */
static void check_mark(struct reading *r, int64_t page,
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
static bool looks_beyond(const struct reading *r)
{
	return r->query->is_paged && !r->plan.is_alone &&
	       r->plan.next_take > r->plan.first &&
	       r->seen.end == LIST_END_UNASKED && r->stuck == 0 &&
	       page_plan_is_done(&r->plan) &&
	       (r->plan.limit == 0 || r->plan.taken < r->plan.limit) &&
	       completeness_is_doubtful(&r->seen);
}

static bool has_contradiction(const struct reading *r)
{
	return r->seen.repeats > 0 || r->seen.is_redirected;
}

/* What the slot holds as a reply that is JSON and says success. */
static bool open_reply(struct reading *r, struct slot *slot,
		       struct api_reply *ret_reply, struct error *err)
{
	if (slot->error.code == ERR_NONE)
		return api_check_take(r->api, &slot->http, &r->query->about,
				      ret_reply, err);
	error_move(err, &slot->error);
	return false;
}

static bool read_page(struct reading *r, struct slot *slot,
		      struct api_reply *ret_reply, struct page_view *ret_view,
		      struct error *err)
{
	int64_t page = slot->page;

	r->expect.page = page;
	r->expect.enough = page == 1 ? r->query->limit : 0;
	g_array_set_size(r->records, 0);
	if (!open_reply(r, slot, ret_reply, err)) {
		if (page > r->plan.first)
			error_wrap(err, "page %" PRId64 " of %s", page,
				   r->query->about.what);
		return false;
	}
	r->seen.is_redirected = ret_reply->http.query_changed;
	if (r->seen.is_redirected) {
		r->seen.page = page;
		return true;
	}
	if (!page_read(ret_reply->root, &r->expect, ret_view, err))
		return false;
	check_mark(r, page, ret_view);
	if (page == r->plan.first) {
		r->expect.first_pages = ret_view->total_pages;
		r->expect.first_count = ret_view->total_count;
	}
	completeness_count(&r->seen, ret_view->total_count);
	return true;
}

/* One that came before, on a page that has moved meanwhile? */
static bool is_known(struct reading *r, struct js record)
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

static bool hand_out(struct reading *r, int64_t wanted, page_record_fn *record,
		     void *user, struct error *err)
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
static bool is_end(const struct reading *r, const struct error *err)
{
	bool is_short = r->seen.is_part && r->plan.is_open &&
			r->seen.rows < r->seen.last_total;

	return r->is_beyond && !is_short &&
	       completeness_is_refusal(err->http_status);
}

static bool is_empty_end(const struct reading *r, int64_t count)
{
	return count == 0 && r->seen.end == LIST_END_UNASKED &&
	       (r->is_beyond ||
		(r->seen.last_total < 0 && page_plan_is_done(&r->plan)));
}

/* A list without an end: one such page may come of rows that moved. */
static void check_stuck(struct reading *r, int64_t page, int64_t count,
			int64_t before)
{
	bool is_stuck = r->is_beyond && r->seen.rows == before;

	r->stuck = is_stuck ? r->stuck + 1 : 0;
	if (r->stuck > 1 && r->plan.is_open && count > 0) {
		r->seen.page = page;
		r->seen.repeats = page - 1;
	}
}

/* The page whose turn it is goes out, and its memory with it. */
static bool take(struct reading *r, struct slot *slot, page_record_fn *record,
		 void *user, struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	struct page_view view = { .total_pages = -1, .total_count = -1 };
	int64_t page = slot->page, before = r->seen.rows, wanted;
	bool is_good = read_page(r, slot, &reply, &view, err);

	slot_clear(slot);
	if (!is_good && is_end(r, err)) {
		error_clear(err);
		r->seen.end = LIST_END_REFUSED;
	} else if (!is_good) {
		return false;
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
	if (is_empty_end(r, view.count))
		r->seen.end =
			view.earlier > 0 ? LIST_END_REFUSED : LIST_END_EMPTY;
	check_stuck(r, page, view.count, before);
	return true;
}

static struct page_totals totals_of(const struct reading *r)
{
	const struct completeness *seen = &r->seen;
	bool more = seen->is_part && page_plan_has_more(&r->plan);

	return (struct page_totals){
		.shown = seen->rows,
		.total = seen->last_total,
		.more = seen->last_total < 0 || !seen->is_part
				? more
				: seen->rows < seen->last_total,
		.seen = *seen,
	};
}

static void reading_init(struct reading *r, const struct api *api,
			 const struct page_query *query)
{
	*r = (struct reading){
		.api = api,
		.query = query,
		.plan.first = MAX(query->page, 1),
		.plan.is_alone = query->page > 0,
		.plan.limit = query->limit,
		.plan.page_size = size_to_ask(query),
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
	page_plan_begin(&r->plan);
}

/* Is there a further page to be taken? */
static bool goes_on(struct reading *r)
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
	AUTO(reading_release) struct reading r;

	reading_init(&r, api, query);
	while (goes_on(&r)) {
		struct slot *slot = slot_of(&r, r.plan.next_take);

		if (!start_all(&r, err))
			return false;
		while (!slot->has_ended)
			if (!receive(&r, err))
				return false;
		if (!take(&r, slot, record, user, err))
			return false;
	}
	*ret_totals = totals_of(&r);
	return true;
}
