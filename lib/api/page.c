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
	int64_t total; /* records, as the latest page says; -1: it does not */
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
		.kept_will_do = true,
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
static bool check_mark(struct reading *r, int64_t page,
		       const struct page_view *view, struct error *err)
{
	gpointer key = GSIZE_TO_POINTER((gsize)page_mark(view->data));
	gpointer earlier;

	if (view->count == 0)
		return true;
	if (g_hash_table_lookup_extended(r->marks, key, NULL, &earlier))
		return error_set(err, ERR_OTHER,
				 "page %" PRId64 " of %s repeats page %" PRId64,
				 page, r->query->about.what,
				 (int64_t)GPOINTER_TO_SIZE(earlier));
	g_hash_table_insert(r->marks, key, GSIZE_TO_POINTER((gsize)page));
	return true;
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
	g_array_set_size(r->records, 0);
	if (!open_reply(r, slot, ret_reply, err)) {
		if (page > r->plan.first)
			error_wrap(err, "page %" PRId64 " of %s", page,
				   r->query->about.what);
		return false;
	}
	if (!page_read(ret_reply->root, &r->expect, ret_view, err) ||
	    !check_mark(r, page, ret_view, err))
		return false;
	if (page == r->plan.first) {
		r->expect.first_pages = ret_view->total_pages;
		r->expect.first_count = ret_view->total_count;
	}
	r->total = ret_view->total_count;
	return true;
}

/* The page whose turn it is goes out, and its memory with it. */
static bool take(struct reading *r, struct slot *slot, page_record_fn *record,
		 void *user, struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	struct page_view view;
	bool is_good = read_page(r, slot, &reply, &view, err);
	int64_t wanted;

	slot_clear(slot);
	if (!is_good)
		return false;
	wanted = page_plan_take(
		&r->plan,
		&(struct page_facts){ .count = view.count,
				      .total_pages = view.total_pages });
	for (guint i = 0; i < r->records->len && wanted-- > 0; i++)
		if (!record(user, g_array_index(r->records, struct js, i), err))
			return false;
	return true;
}

static struct page_totals totals_of(const struct reading *r)
{
	bool more = page_plan_has_more(&r->plan);

	return (struct page_totals){
		.shown = r->plan.taken,
		.total = r->total,
		.more = r->total < 0 ? more : r->plan.taken < r->total,
	};
}

bool page_each(const struct api *api, const struct page_query *query,
	       page_record_fn *record, void *user,
	       struct page_totals *ret_totals, struct error *err)
{
	AUTO(reading_release)
	struct reading r = {
		.api = api,
		.query = query,
		.plan.first = MAX(query->page, 1),
		.plan.is_alone = query->page > 0,
		.plan.limit = query->limit,
		.plan.page_size = size_to_ask(query),
		.plan.window =
			CLAMP(query->concurrency, 1, PAGE_CONCURRENCY_MAX),
		.total = -1,
		.marks = g_hash_table_new(g_direct_hash, g_direct_equal),
		.records = g_array_new(FALSE, FALSE, sizeof(struct js)),
	};

	r.expect = (struct page_expect){
		.what = query->about.what,
		.size = r.plan.page_size,
		.first_pages = -1,
		.first_count = -1,
		.records = r.records,
	};
	page_plan_begin(&r.plan);
	while (!page_plan_is_done(&r.plan)) {
		struct slot *slot = slot_of(&r, r.plan.next_take);

		if (!start_all(&r, err))
			return false;
		if (!(slot->has_ended ? take(&r, slot, record, user, err)
				      : receive(&r, err)))
			return false;
	}
	*ret_totals = totals_of(&r);
	return true;
}
