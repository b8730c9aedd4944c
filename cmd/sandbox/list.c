#include "cmd/sandbox/list.h"

#include "cmd/sandbox/params.h"
#include "cmd/sandbox/read.h"
#include "cmd/sandbox/store.h"

#include <string.h>

/* About what a record takes in a list: the room that is made for it at once. */
#define ROW_BYTES 400

static bool select_numbers(struct call *call, const struct resource *resource,
			   const struct params *params,
			   const GArray **ret_numbers, GError **error)
{
	struct store_query query = {
		.where = params->where->str,
		.values = (const char *const *)params->values->pdata,
		.count = params->values->len,
	};

	return store_select(call->box->store, resource, &query, ret_numbers,
			    error);
}

/* Link: rel="next" (RFC 8288), with the query as it came but for the page. */
static void link_next(const struct call *call, int64_t next)
{
	const struct target *target = &call->request->target;
	g_auto(GStrv) pairs = g_strsplit(target->query, "&", -1);
	g_autoptr(GString) query = g_string_new(NULL);

	for (char **pair = pairs; *pair; pair++)
		if (**pair && !g_str_has_prefix(*pair, "page="))
			g_string_append_printf(query, "%s&", *pair);
	reply_header(call->reply, "Link",
		     "<%s%s?%spage=%" G_GINT64_FORMAT ">; rel=\"next\"",
		     call->box->origin, target->path, query->str, next);
}

static void print_meta(GString *body, int64_t page, int64_t pages,
		       int64_t count)
{
	g_string_append_printf(body,
			       "],\"meta\":{\"current_page\":%" G_GINT64_FORMAT
			       ",\"total_pages\":%" G_GINT64_FORMAT
			       ",\"total_count\":%" G_GINT64_FORMAT "}}",
			       page, pages, count);
}

bool list_page(struct call *call, GError **error)
{
	AUTO(params_release) struct params params = { 0 };
	struct store_span span = { 0 };
	GString *body = call->reply->body;
	int64_t count = 0, pages = 0, first = 0;

	params_init(&params);
	if (!params_read(call, call->resource, &params) ||
	    !select_numbers(call, call->resource, &params, &span.numbers,
			    error))
		return false;
	count = span.numbers->len;
	pages = (count + params.per_page - 1) / params.per_page;
	first = MIN((params.page - 1) * params.per_page, count);
	span.first = (guint)first;
	span.count = (guint)MIN(params.per_page, count - first);
	g_string_set_size(body, (gsize)span.count * ROW_BYTES);
	g_string_assign(body, "{\"data\":[");
	if (!store_print(call->box->store, call->resource, &span, body, error))
		return false;
	print_meta(body, params.page, pages, count);
	reply_json(call->reply, 200);
	if (call->box->settings.link_header && params.page < pages)
		link_next(call, params.page + 1);
	return true;
}

bool list_tasks(struct call *call, GError **error)
{
	AUTO(params_release) struct params params = { 0 };
	struct store_span span = { 0 };
	GString *body = call->reply->body;

	params_init(&params);
	if (!read_exists(call, error))
		return false;
	params_where(&params, "work_order = ?", call->id);
	if (!params_read(call, &task_resource, &params) ||
	    !select_numbers(call, &task_resource, &params, &span.numbers,
			    error))
		return false;
	span.count = span.numbers->len;
	g_string_append(body, "{\"data\":[");
	if (!store_print(call->box->store, &task_resource, &span, body, error))
		return false;
	g_string_append(body, "]}");
	reply_json(call->reply, 200);
	return true;
}
