#include <string.h>

#include "cmd/api_wish.h"
#include "cmd/filters.h"
#include "cmd/guard.h"
#include "cmd/send.h"
#include "lib/api/failure.h"
#include "lib/api/page.h"
#include "lib/api/resource.h"
#include "lib/ui/sanitize.h"

enum { CONCURRENCY = 6, LOOK_MS = 100 /* how often a signal is looked for */ };

static const struct opt api_options[] = {
	OPT_ROW_STRINGS("field", 'f', struct api_opts, fields, "KEY=VALUE",
			OPT_VALUES_ANY, "send a text; KEY:=JSON sends JSON"),
	OPT_ROW_STRINGS("json-field", 'F', struct api_opts, json_fields,
			"KEY=JSON", OPT_VALUES_ANY,
			"send a number, true, null, a list, an object"),
	OPT_ROW_STRING("data", 0, struct api_opts, data, "FILE",
		       OPT_VALUES_FILE,
		       "send the body in FILE as it is; - is standard input"),
	OPT_ROW_STRINGS("header", 'H', struct api_opts, headers,
			"'NAME: VALUE'", OPT_VALUES_ANY, "send a header"),
	OPT_ROW_FLAG("include", 'i', struct api_opts, include,
		     "print the status and the headers of the reply, too"),
	OPT_ROW_FLAG("paginate", 0, struct api_opts, paginate,
		     "ask for every page and print the records of all"),
	OPT_ROW_STRINGS("param", 0, struct api_opts, params, "KEY=VALUE",
			OPT_VALUES_ANY, "send a query parameter"),
	GUARD_OPTION(struct api_opts, confirm),
	OPT_END
};

/* The credential goes to the API's own origin and nowhere else. */
static bool check_place(const struct wish *wish, const char *base_url,
			char **ret_url, struct error *err)
{
	const struct api api = { .base_url = base_url };
	g_autofree char *url = api_url(&api, wish->path);
	g_autofree char *canonical = NULL;

	if (!url_canonical(url, "the path", &canonical, err))
		return false;
	if (url_same_origin(canonical, base_url)) {
		*ret_url = g_steal_pointer(&canonical);
		return true;
	}
	error_set(err, ERR_USAGE, "%s is not at the API, %s", wish->what,
		  base_url);
	return error_hint(err, "the key is sent to no other server; another "
			       "API is chosen with --api-url");
}

/* As it came, but cleaned on a terminal. */
static bool print(struct io *io, const char *text, size_t len,
		  struct error *err)
{
	g_autofree char *clean = NULL;

	if (!io_out_is_terminal(io))
		return io_write(io, text, len, err);
	clean = sanitize(text, len, SANITIZE_TEXT);
	return io_write(io, clean, strlen(clean), err) &&
	       (len == 0 || text[len - 1] == '\n' ||
		io_write(io, "\n", 1, err));
}

static bool print_head(struct io *io, const struct http_reply *reply,
		       struct error *err)
{
	g_autofree char *head =
		g_strdup_printf("HTTP %d\n%s\n", reply->status,
				reply->headers ? reply->headers : "");

	return print(io, head, strlen(head), err);
}

/* JSON as such: what fields there are is not known. */
static bool open_out(struct ctx *ctx, bool single, struct out **ret_out,
		     struct error *err)
{
	struct globals *globals = ctx_globals(ctx);

	if (globals->output < 0)
		globals->output = OUT_JSON;
	return ctx_out(ctx, &(struct ctx_output){ .single = single }, ret_out,
		       err);
}

/* Whether all that is wanted of the answer is possible. */
static bool check_output(struct ctx *ctx, struct error *err)
{
	int format = ctx_globals(ctx)->output;
	AUTO(out_drop) struct out *out = NULL;

	if (format >= 0 && format != OUT_JSON && format != OUT_NDJSON)
		return error_set(err, ERR_USAGE,
				 "'fentu api' prints json or ndjson, not %s",
				 out_format_names[format]);
	return open_out(ctx, true, &out, err);
}

static bool put_record(void *user, struct js record, struct error *err)
{
	struct out *out = user;

	return out_record(out, record, err);
}

static bool paginate(struct ctx *ctx, const struct wish *wish,
		     const struct api *api, struct error *err)
{
	AUTO(out_drop) struct out *out = NULL;
	struct page_totals totals;
	const struct page_query query = {
		.path = wish->path,
		.about = { .what = wish->what, .is_list = true },
		.headers = wish->header,
		.header_count = wish->header_count,
		.is_paged =
			wish->page_size > 0 || !resource_is_below(wish->path),
		.per_page = wish->page_size,
		.concurrency = CONCURRENCY,
	};

	return open_out(ctx, false, &out, err) &&
	       page_each(api, &query, put_record, out, &totals, err) &&
	       out_finish(out, err) && completeness_check(&totals.seen, err);
}

static bool put_records(struct out *out, struct js records, struct error *err)
{
	struct js_walk walk = { 0 };

	while (js_next(records, &walk))
		if (!out_record(out, walk.value, err))
			return false;
	return true;
}

/* Fields are those of the records, which lie in an envelope; a filter sees it,
   too. */
static bool filter(struct ctx *ctx, const struct wish *wish,
		   const struct api *api, struct http_reply *http,
		   struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	AUTO(out_drop) struct out *out = NULL;
	const struct api_about about = { .what = wish->what };
	struct js data = { 0 };
	bool is_list;

	if (!api_check_take(api, http, &about, &reply, err))
		return false;
	if (ctx_globals(ctx)->fields)
		data = js_member(reply.root, "data");
	if (!data.at)
		data = reply.root;
	is_list = ctx_globals(ctx)->fields && js_type(data) == JS_ARRAY;
	return open_out(ctx, !is_list, &out, err) &&
	       (is_list ? put_records(out, data, err)
			: out_record(out, data, err)) &&
	       out_finish(out, err);
}

/* A write that may have been carried out, though nothing says so, must not
   look like one that can simply be tried again. */
static bool say_unknown(const struct wish *wish, struct error *err)
{
	g_autofree char *what =
		g_strdup_printf("%s %s", wish->method, wish->what);

	write_say_unknown(what, err);
	return false;
}

/* A signal has come: what is under way is known as far as it went. */
static bool give_up(struct client *client, struct signals *signals,
		    struct http_reply *ret_reply, bool *ret_acted,
		    struct error *err)
{
	AUTO(error_release) struct error cut = { 0 };
	void *tag = NULL;
	int number;
	bool done;

	(void)signals_interrupted(signals, &cut);
	number = cut.signal;
	client_stop(client);
	/* what has not been sent ends at once */
	done = client_await(client, 0, &tag, ret_reply, err);
	if (tag && done)
		return true;
	*ret_acted = !tag || client_may_have_acted(client);
	if (!tag) {
		client_abandon(client);
		error_move(err, &cut);
	}
	err->signal = number;
	return false;
}

/* Send a write. When it fails, *ret_acted: may it have been carried out? */
static bool send_write(struct client *client,
		       const struct client_request *request,
		       struct http_reply *ret_reply, bool *ret_acted,
		       struct error *err)
{
	AUTO(signals_release) struct signals signals = { 0 };
	void *tag = client;

	*ret_acted = false;
	if (!signals_take_heeded(&signals, err) ||
	    !client_start(client, request, tag, err))
		return false;
	do {
		if (!client_await(client, LOOK_MS, &tag, ret_reply, err)) {
			*ret_acted = err->code != ERR_THROTTLED &&
				     client_may_have_acted(client);
			return false;
		}
		if (tag)
			return true;
	} while (!signals_came(&signals));
	return give_up(client, &signals, ret_reply, ret_acted, err);
}

static bool ask(const struct api *api, const struct wish *wish,
		struct http_reply *ret_reply, struct error *err)
{
	g_autofree char *url = api_url(api, wish->path);
	const struct client_request request = {
		.method = wish->method,
		.url = url,
		.headers = wish->header,
		.header_count = wish->header_count,
		.body = wish->body,
		.body_len = wish->body_len,
		.kept_will_do = wish->is_read,
		.verbatim = true,
	};
	bool may_have_acted;

	if (wish->is_read)
		return client_send(api->client, &request, ret_reply, err);
	return send_write(api->client, &request, ret_reply, &may_have_acted,
			  err) ||
	       (may_have_acted && say_unknown(wish, err));
}

/* Does the reply claim to be one JSON document? */
static bool is_json(const struct http_reply *reply)
{
	g_autofree char *type = http_reply_header(reply, "Content-Type");
	g_autofree char *lower = g_ascii_strdown(type ? type : "", -1);
	const char *at = reply->body;

	if (*g_strchug(lower))
		return (g_str_has_prefix(lower, "application/json") ||
			strstr(lower, "+json")) &&
		       !strstr(lower, "json-seq");
	while (reply->body_len > 0 && g_ascii_isspace(*at))
		at++;
	return reply->body_len > 0 && (*at == '{' || *at == '[');
}

/* A body that is cut looks like any other to a pipe. */
static bool check_whole(const struct wish *wish, const struct http_reply *reply,
			struct error *err)
{
	bool may_be_empty = !wish->is_read || reply->status != 200 ||
			    strcmp(wish->method, "GET") != 0;
	g_autofree char *what = g_strdup_printf("the reply for %s", wish->what);
	struct js root;

	if (!is_json(reply) || (reply->body_len == 0 && may_be_empty) ||
	    js_check(reply->body, reply->body_len, what, &root, err))
		return true;
	err->http_status = reply->status;
	if (!wish->is_read)
		(void)error_wrap(err, "the server accepted %s %s (HTTP %d)",
				 wish->method, wish->what, reply->status);
	return false;
}

/* Every write says where, before what is made of the answer. */
static bool say_where(struct ctx *ctx, const struct wish *wish,
		      struct error *err)
{
	g_autofree char *where = NULL;

	if (!guard_where(ctx, &where, err))
		return false;
	io_say(ctx_io(ctx), "Sent %s %s %s", wish->method, wish->what, where);
	return true;
}

/* The body is printed whatever the status is: it may be what one looks for. */
static bool fetch(struct ctx *ctx, const struct wish *wish, bool include,
		  const struct api *api, struct error *err)
{
	AUTO(http_reply_release) struct http_reply reply = { 0 };
	g_autofree char *missing =
		g_strdup_printf("resource at %s", wish->what);
	const struct api_about about = {
		.what = wish->what,
		.missing = missing,
	};
	const struct globals *globals = ctx_globals(ctx);
	struct io *io = ctx_io(ctx);

	if (!ask(api, wish, &reply, err) ||
	    (!wish->is_read && failure_is_none(&reply) &&
	     !say_where(ctx, wish, err)) ||
	    (include && !print_head(io, &reply, err)))
		return false;
	if (failure_is_none(&reply) && reply.body_len > 0 &&
	    (globals->jq || globals->fields))
		return filter(ctx, wish, api, &reply, err);
	if (!print(io, reply.body, reply.body_len, err) || !io_flush(io, err))
		return false;
	if (failure_is_none(&reply))
		return check_whole(wish, &reply, err);
	(void)failure_explain(&reply, &about, api->base_url, err);
	return !wish->is_read && write_is_doubtful(reply.status)
		       ? say_unknown(wish, err)
		       : false;
}

static bool rehearse(struct ctx *ctx, const struct wish *wish, const char *url,
		     struct error *err)
{
	return send_show(ctx_io(ctx),
			 &(struct send_request){
				 .method = wish->method,
				 .url = url,
				 .headers = wish->header,
				 .header_count = wish->header_count,
				 .body = wish->body,
				 .body_len = wish->body_len,
			 },
			 err);
}

static bool api_run(struct ctx *ctx, const struct call *call, struct error *err)
{
	const struct api_opts *o = call->opts;
	AUTO(wish_release) struct wish wish = { 0 };
	g_autofree char *url = NULL;
	const struct api *api;
	const char *base;

	if (!wish_read(ctx, call, &wish, err) ||
	    !ctx_api_url(ctx, NULL, &base, NULL, err) ||
	    !check_place(&wish, base, &url, err) || !check_output(ctx, err))
		return false;
	if (!wish.is_read && ctx_globals(ctx)->dry_run)
		return rehearse(ctx, &wish, url, err);
	if ((!wish.is_read && !guard_write(ctx, o->confirm, err)) ||
	    !ctx_api(ctx, &api, err))
		return false;
	return o->paginate ? paginate(ctx, &wish, api, err)
			   : fetch(ctx, &wish, o->include, api, err);
}

static const char *const examples[] = {
	"fentu api /work-orders --param per_page=5",
	"fentu api /customers --paginate --jq '.[].name'",
	"fentu api PATCH /tasks/task-1 -f status=completed -F sequence=2", NULL
};

const struct command cmd_api = {
	.name = "api",
	.summary = "Send a request to any path and print what is answered",
	.group = GROUP_DATA,
	.operands = "[METHOD] PATH",
	.min_operands = 1,
	.max_operands = 2,
	.opts = api_options,
	.opts_size = sizeof(struct api_opts),
	.needs = NEEDS_OTHER,
	.run = api_run,
	.examples = examples,
};
