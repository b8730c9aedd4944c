#include <string.h>

#include "cmd/ctx.h"
#include "cmd/filters.h"
#include "lib/api/failure.h"
#include "lib/api/page.h"
#include "lib/ui/sanitize.h"

enum { HEADERS_MAX = 50, CONCURRENCY = 6 };

struct api_opts {
	struct strv headers;
	bool include;
	bool paginate;
	struct strv params;
};

static const struct opt api_options[] = {
	OPT_ROW_STRINGS("header", 'H', struct api_opts, headers,
			"'NAME: VALUE'", OPT_VALUES_ANY, "send a header"),
	OPT_ROW_FLAG("include", 'i', struct api_opts, include,
		     "print the status and the headers of the reply, too"),
	OPT_ROW_FLAG("paginate", 0, struct api_opts, paginate,
		     "ask for every page and print the records of all"),
	OPT_ROW_STRINGS("param", 0, struct api_opts, params, "KEY=VALUE",
			OPT_VALUES_ANY, "send a query parameter"),
	OPT_END
};

/* A request as it was asked for. */
struct wish {
	char *path; /* relative or absolute, with its query */
	char *what; /* how errors call it */
	struct http_header header[HEADERS_MAX];
	size_t header_count;
	GPtrArray *keep; /* owns the headers' text */
};

static void wish_release(struct wish *wish)
{
	g_free(wish->path);
	g_free(wish->what);
	if (wish->keep)
		g_ptr_array_unref(wish->keep);
}

static bool read_method(const struct strv *operands, struct error *err)
{
	const char *method = operands->item[0];

	if (operands->count < 2 || g_ascii_strcasecmp(method, "GET") == 0)
		return true;
	return error_set(err, ERR_USAGE,
			 "the method '%s' is not supported, only GET", method);
}

static bool read_headers(struct wish *wish, const struct strv *words,
			 struct error *err)
{
	if (words->count > HEADERS_MAX)
		return error_set(err, ERR_USAGE, "more than %d headers",
				 HEADERS_MAX);
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->item[i];
		const char *colon = strchr(word, ':');
		char *name, *value;

		if (!colon || colon == word)
			return error_set(err, ERR_USAGE,
					 "--header %zu is not of the form "
					 "'NAME: VALUE'",
					 i + 1);
		name = g_strndup(word, (gsize)(colon - word));
		value = g_strstrip(g_strdup(colon + 1));
		g_ptr_array_add(wish->keep, name);
		g_ptr_array_add(wish->keep, value);
		wish->header[wish->header_count++] =
			(struct http_header){ name, value };
	}
	return true;
}

static bool read_path(struct wish *wish, const char *operand,
		      const struct strv *params, struct error *err)
{
	g_autoptr(GString) path = g_string_new(operand);
	g_autoptr(GString) query = g_string_new(NULL);

	if (!filters_append_params(params, query, err))
		return false;
	if (query->len > 0) {
		g_string_append_c(path, strchr(path->str, '?') ? '&' : '?');
		g_string_append(path, query->str);
	}
	wish->path = g_strdup(path->str);
	wish->what = g_strdup_printf("'%s'", operand);
	return true;
}

/* The credential goes to the API's own origin and nowhere else. */
static bool check_place(const struct wish *wish, const struct api *api,
			struct error *err)
{
	g_autofree char *url = api_url(api, wish->path);
	g_autofree char *canonical = NULL;

	if (!url_canonical(url, "the path", &canonical, err))
		return false;
	if (url_same_origin(canonical, api->base_url))
		return true;
	error_set(err, ERR_USAGE, "%s is not at the API, %s", wish->what,
		  api->base_url);
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
	if (globals->output != OUT_JSON && globals->output != OUT_NDJSON)
		return error_set(err, ERR_USAGE,
				 "'fentu api' prints json or ndjson, not %s",
				 out_format_names[globals->output]);
	return ctx_out(ctx, &(struct ctx_output){ .single = single }, ret_out,
		       err);
}

static bool put_record(void *user, struct js record, struct error *err)
{
	struct out *out = user;

	return out_record(out, record, err);
}

static bool paginate(struct ctx *ctx, const struct wish *wish,
		     const struct api *api, struct error *err)
{
	const char *question = strchr(wish->path, '?');
	AUTO(out_drop) struct out *out = NULL;
	struct page_totals totals;
	const struct page_query query = {
		.path = wish->path,
		.about = { .what = wish->what, .is_list = true },
		.headers = wish->header,
		.header_count = wish->header_count,
		.is_paged = true,
		.concurrency = CONCURRENCY,
	};

	if (question && filters_name_pages(question + 1)) {
		error_set(err, ERR_USAGE,
			  "with --paginate the path cannot choose the page");
		return error_hint(err, "leave page and per_page out of it: "
				       "every page is asked for");
	}
	return open_out(ctx, false, &out, err) &&
	       page_each(api, &query, put_record, out, &totals, err) &&
	       out_finish(out, err);
}

static bool filter(struct ctx *ctx, const struct wish *wish,
		   const struct api *api, struct http_reply *http,
		   struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	AUTO(out_drop) struct out *out = NULL;
	const struct api_about about = { .what = wish->what };

	return open_out(ctx, true, &out, err) &&
	       api_check_take(api, http, &about, &reply, err) &&
	       out_record(out, reply.root, err) && out_finish(out, err);
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
	bool is_good;

	if (!api_fetch(api, wish->path, wish->header, wish->header_count,
		       &reply, err) ||
	    (include && !print_head(io, &reply, err)))
		return false;
	is_good = failure_is_none(&reply);
	if (is_good && (globals->jq || globals->fields))
		return filter(ctx, wish, api, &reply, err);
	if (!print(io, reply.body, reply.body_len, err) || !io_flush(io, err))
		return false;
	return is_good || failure_explain(&reply, &about, api->base_url, err);
}

static bool api_run(struct ctx *ctx, const struct call *call, struct error *err)
{
	const struct api_opts *o = call->opts;
	const struct strv *operands = &call->operands;
	AUTO(wish_release)
	struct wish wish = {
		.keep = g_ptr_array_new_with_free_func(g_free),
	};
	const struct api *api;

	if (!read_method(operands, err) ||
	    !read_headers(&wish, &o->headers, err) ||
	    !read_path(&wish, operands->item[operands->count - 1], &o->params,
		       err))
		return false;
	if (o->paginate && o->include)
		return error_set(err, ERR_USAGE,
				 "--paginate and --include exclude each "
				 "other");
	if (!ctx_api(ctx, &api, err) || !check_place(&wish, api, err))
		return false;
	return o->paginate ? paginate(ctx, &wish, api, err)
			   : fetch(ctx, &wish, o->include, api, err);
}

static const char *const examples[] = {
	"fentu api /work-orders --param per_page=5",
	"fentu api /customers --paginate --jq '.[].name'", NULL
};

const struct command cmd_api = {
	.name = "api",
	.summary = "Ask any path of the API and print what it answers",
	.group = GROUP_DATA,
	.operands = "[METHOD] PATH",
	.min_operands = 1,
	.max_operands = 2,
	.opts = api_options,
	.opts_size = sizeof(struct api_opts),
	.needs = NEEDS_LOGIN,
	.run = api_run,
	.examples = examples,
};
