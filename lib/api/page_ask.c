#include "lib/api/page_ask.h"

#include <inttypes.h>

#include "lib/net/url.h"

void page_slot_clear(struct page_slot *slot)
{
	http_reply_release(&slot->http);
	error_release(&slot->error);
	*slot = (struct page_slot){ 0 };
}

struct page_slot *page_slot_of(struct page_reading *r, int64_t page)
{
	return &r->slot[page % r->plan.window];
}

int64_t page_size_to_ask(const struct page_query *query)
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

static char *path_of(const struct page_reading *r, int64_t page)
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

static bool start(struct page_reading *r, int64_t page, struct error *err)
{
	g_autofree char *path = path_of(r, page);
	g_autofree char *url = api_url(r->api, path);
	struct page_slot *slot = page_slot_of(r, page);
	const struct client_request request = {
		.method = "GET",
		.url = url,
		.headers = r->query->headers,
		.header_count = r->query->header_count,
		.kept_will_do = !r->query->is_fresh,
		.kept_since_unix_ms = r->first_asked_unix_ms,
	};

	page_slot_clear(slot);
	slot->page = page;
	return client_start(r->api->client, &request, slot, err);
}

bool page_ask_all(struct page_reading *r, struct error *err)
{
	int64_t page;

	while (!r->has_failed && page_plan_ask(&r->plan, &page))
		if (!start(r, page, err))
			return false;
	return true;
}

bool page_receive(struct page_reading *r, struct error *err)
{
	AUTO(error_release) struct error failed = { 0 };
	struct http_reply http = { 0 };
	struct page_slot *slot;
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
