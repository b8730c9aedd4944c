#include <inttypes.h>
#include <string.h>

#include "cmd/ctx.h"
#include "cmd/filters.h"
#include "cmd/grouped.h"
#include "cmd/record_help.h"
#include "lib/api/series.h"
#include "lib/base/sorter.h"
#include "lib/ui/columns.h"

enum { LIMIT_USUAL = 100, LIMIT_MAX = 1000000000, TELL_EVERY_MS = 1000 };

struct list_opts {
	long limit; /* 0: not given */
	bool all;
	long concurrency;
	long page;     /* 0: not given */
	long per_page; /* 0: not given */
	struct strv params;
	const char *sort;
};

/* What every list takes. */
#define LIST_OPTIONS                                                           \
	OPT_ROW_NUMBER("limit", 'L', struct list_opts, limit, 1, LIMIT_MAX,    \
		       "N", "stop after N records; 100 if not given"),         \
		OPT_ROW_FLAG("all", 'a', struct list_opts, all,                \
			     "show every record"),                             \
		OPT_ROW_NUMBER(                                                \
			"concurrency", 0, struct list_opts, concurrency, 1,    \
			PAGE_CONCURRENCY_MAX, "N",                             \
			"ask for up to N pages at once; 6 if not given"),      \
		OPT_ROW_STRINGS("param", 0, struct list_opts, params,          \
				"KEY=VALUE", OPT_VALUES_ANY,                   \
				"send a further query parameter"),             \
		OPT_ROW_STRING("sort", 0, struct list_opts, sort, "FIELD",     \
			       OPT_VALUES_FIELD,                               \
			       "put what is shown in order; -FIELD reverses")

static const struct opt list_options[] = {
	LIST_OPTIONS,
	OPT_ROW_NUMBER("page", 0, struct list_opts, page, 1, 1000000, "N",
		       "show page N alone"),
	OPT_ROW_NUMBER("per-page", 0, struct list_opts, per_page, 1,
		       PAGE_SIZE_MAX, "N", "records in a page"),
	OPT_END
};

/* Of lists that come in one piece. */
static const struct opt list_below_options[] = { LIST_OPTIONS, OPT_END };

static void list_defaults(void *opts)
{
	struct list_opts *o = opts;

	o->concurrency = 6;
}

/* A list on its way from the API to the renderer. */
struct listing {
	struct ctx *ctx;
	const struct list_opts *opts;
	const struct resource *resource;
	const char *parent; /* the record that the list lies below; NULL: none
			     */
	struct out *out;
	struct sorter *sorter; /* NULL: records go out as they come */
	bool tells;	       /* how far it is, to whoever waits */
	int64_t seen;	       /* records */
	int64_t told_ms;
};

static void listing_release(struct listing *l)
{
	out_free(l->out);
	sorter_free(l->sorter);
}

static bool check_opts(const struct list_opts *o, struct error *err)
{
	if (o->all && o->page > 0)
		return error_set(err, ERR_USAGE,
				 "--all and --page exclude each other");
	if (o->all && o->limit > 0)
		return error_set(err, ERR_USAGE,
				 "--all and --limit exclude each other");
	return true;
}

static bool open_sorter(struct listing *l, struct error *err)
{
	const char *name = l->opts->sort;
	const struct field *field;
	bool descending;

	if (!name)
		return true;
	descending = *name == '-';
	name += descending;
	field = resource_field(l->resource, name);
	if (!field) {
		columns_unknown(l->resource->fields, name, err);
		return error_wrap(err, "--sort");
	}
	l->sorter = sorter_new(field, descending);
	return true;
}

/* Once a second, where it does not mix with the records. */
static void tell_progress(struct listing *l)
{
	int64_t now_ms;

	if (++l->seen % 50 != 0 || !l->tells)
		return;
	now_ms = clock_mono_ms(ctx_clock(l->ctx));
	if (now_ms - l->told_ms < TELL_EVERY_MS)
		return;
	l->told_ms = now_ms;
	io_status(ctx_io(l->ctx), "%" PRId64 " %s so far", l->seen,
		  l->resource->plural);
}

static bool put_record(void *user, struct js record, struct error *err)
{
	struct listing *l = user;
	g_autofree char *other = NULL;

	if (l->parent &&
	    resource_is_of_another(l->resource, record, l->parent, &other))
		return error_set(
			err, ERR_PARTIAL, "the list holds a %s of the %s '%s'",
			l->resource->noun, l->resource->parent_noun, other);
	tell_progress(l);
	if (!l->sorter)
		return out_record(l->out, record, err);
	sorter_add(l->sorter, record);
	return true;
}

static bool finish(struct listing *l, struct error *err)
{
	struct js record;

	io_status(ctx_io(l->ctx), NULL);
	if (l->sorter) {
		sorter_sort(l->sorter);
		for (size_t i = 0; (record = sorter_at(l->sorter, i)).at; i++)
			if (!out_record(l->out, record, err))
				return false;
	}
	return out_finish(l->out, err);
}

/* A list may leave out what a single record has. */
static void tell_missing(const struct listing *l, const struct call *call)
{
	g_autofree char *fields = out_unseen(l->out);
	bool is_odd = l->sorter && sorter_at(l->sorter, 0).at &&
		      !sorter_has_any(l->sorter);
	g_autofree char *node = g_strndup(
		call->path, (gsize)(strrchr(call->path, ' ') - call->path));

	if (is_odd)
		io_warn(ctx_io(l->ctx),
			"not sorted: none of these %s has %s in the list",
			l->resource->plural,
			l->opts->sort + (*l->opts->sort == '-'));
	if (fields)
		io_warn(ctx_io(l->ctx),
			"none of these %s has %s in the list; '%s view ID' "
			"shows what a list leaves out",
			l->resource->plural, fields, node);
}

static void tell_more(struct ctx *ctx, const struct page_totals *totals,
		      bool is_sorted)
{
	const char *rest = is_sorted ? "only these are in order; --all sorts"
				     : "--all shows";
	g_autofree char *shown = grouped(totals->shown);
	g_autofree char *total = NULL;

	if (!totals->more)
		return;
	if (totals->total < 0) {
		io_say(ctx_io(ctx), "%s, and there are more; %s every one",
		       shown, rest);
		return;
	}
	total = grouped(totals->total);
	io_say(ctx_io(ctx), "%s of %s; %s every one", shown, total, rest);
}

static bool refuse_moved(const char *moved, struct error *err)
{
	error_set(err, ERR_PARTIAL, "%s, so some may be missing", moved);
	return error_hint(err, "try again when they change less");
}

/* The counts excuse it, but something may have been passed over. */
static void tell_changed(struct ctx *ctx, const struct resource *resource,
			 const struct completeness *seen)
{
	if (seen->is_part || seen->changes == 0)
		return;
	io_warn(ctx_io(ctx),
		"the server's count of %s changed while they were read, so "
		"some may be missing",
		seen->what);
	if (!resource->parent_path)
		io_hint(ctx_io(ctx),
			"'fentu export %s' is complete or says that it is not",
			resource->path);
}

static int64_t limit_of(const struct list_opts *o)
{
	if (o->limit > 0)
		return o->limit;
	return o->all || o->page > 0 ? 0 : LIMIT_USUAL;
}

/* The filters, and what goes along with each of their queries. */
static bool build_query(struct ctx *ctx, const struct call *call,
			char ***ret_queries, GString *further,
			struct error *err)
{
	const struct list_opts *o = call->opts;
	g_auto(GStrv) queries = NULL;

	if (!filters_queries(ctx, call, &queries, err) ||
	    !filters_append_params("--param", &o->params, further, err))
		return false;
	if (queries[1] && o->page > 0)
		return error_set(err, ERR_USAGE,
				 "--page goes with one value of each filter");
	if (!filters_name_pages(further->str)) {
		*ret_queries = g_steal_pointer(&queries);
		return true;
	}
	error_set(err, ERR_USAGE, "--param cannot choose the page");
	return error_hint(err, "use --page, --per-page, --limit or --all");
}

static bool list(struct ctx *ctx, const struct call *call,
		 const struct page_query *about, struct error *err)
{
	const struct resource *resource = call->subject;
	const struct list_opts *o = call->opts;
	const struct ctx_output wish = { .fields = resource->fields,
					 .may_be_more = true };
	g_autoptr(GString) further = g_string_new(NULL);
	g_auto(GStrv) queries = NULL;
	struct series_query query = { .page = *about, .resource = resource };
	struct series_totals totals;
	g_autofree char *moved = NULL;
	const struct api *api;
	AUTO(listing_release)
	struct listing l = {
		.ctx = ctx,
		.opts = o,
		.resource = resource,
		.parent = resource->parent_path ? call->operands.item[0] : NULL,
		.tells = !io_out_is_terminal(ctx_io(ctx)) ||
			 ctx_format(ctx) == OUT_TABLE,
		.told_ms = clock_mono_ms(ctx_clock(ctx)),
	};

	if (!check_opts(o, err) || !open_sorter(&l, err) ||
	    !build_query(ctx, call, &queries, further, err) ||
	    !ctx_out(ctx, &wish, &l.out, err) || !ctx_api(ctx, &api, err))
		return false;
	query.queries = queries;
	query.page.query = further->str;
	query.page.is_paged = resource->is_paged;
	query.page.limit = limit_of(o);
	query.page.page = o->page;
	query.page.per_page = o->per_page;
	query.page.concurrency = (unsigned)o->concurrency;
	if (!series_each(api, &query, put_record, &l, &totals, err))
		return ctx_say_shown(ctx, l.sorter ? 0 : l.seen,
				     resource->plural, err);
	moved = totals.moved;
	if (!finish(&l, err) && out_without_id(l.out) == 0)
		return false;
	filters_tell_ignored(ctx, resource, totals.ignored, totals.left_out);
	if (totals.all.shown == 0)
		ctx_say_none(ctx, about->about.what);
	tell_missing(&l, call);
	ctx_warn_csv(ctx, l.out, resource->plural);
	tell_more(ctx, &totals.all, l.sorter && sorter_has_any(l.sorter));
	if (err->code != ERR_NONE ||
	    !completeness_check(&totals.all.seen, err) ||
	    (moved && !refuse_moved(moved, err)))
		return false;
	tell_changed(ctx, resource, &totals.all.seen);
	return true;
}

static bool list_run(struct ctx *ctx, const struct call *call,
		     struct error *err)
{
	const struct resource *resource = call->subject;
	const struct page_query query = {
		.path = resource->path,
		.about = { .what = resource->plural,
			   .scope = resource->read_scope,
			   .is_list = true },
	};

	return list(ctx, call, &query, err);
}

/* The list below one record: without the record there is no list. */
static bool list_below_run(struct ctx *ctx, const struct call *call,
			   struct error *err)
{
	const struct resource *resource = call->subject;
	const char *id = call->operands.item[0];
	g_autofree char *parent =
		g_strdup_printf("%s '%s'", resource->parent_noun, id);
	g_autofree char *what =
		g_strdup_printf("%s of %s", resource->plural, parent);
	g_autofree char *path = NULL;

	if (!resource_path(resource->parent_path, resource->parent_noun, id,
			   resource->child_path, &path, err))
		return false;
	return list(ctx, call,
		    &(struct page_query){
			    .path = path,
			    .about = { .what = what,
				       .missing = parent,
				       .scope = resource->read_scope },
		    },
		    err);
}

static bool has_list(const void *subject)
{
	const struct resource *resource = subject;

	return (resource->verbs & VERB_LIST) && !resource->parent_path;
}

static bool has_list_below(const void *subject)
{
	const struct resource *resource = subject;

	return (resource->verbs & VERB_LIST) && resource->parent_path;
}

const struct command cmd_list = {
	.name = "list",
	.summary = "List {}, filtered and as many as wanted",
	.about = record_help_plural,
	.examples_of = record_help_list,
	.operands = "",
	.opts = list_options,
	.opts_size = sizeof(struct list_opts),
	.defaults = list_defaults,
	.more_opts = filters_options,
	.more_heading = "Filters",
	.applies = has_list,
	.needs = NEEDS_READ,
	.run = list_run,
};

const struct command cmd_list_below = {
	.name = "list",
	.summary = "List the {} of a work order",
	.about = record_help_plural,
	.examples_of = record_help_list,
	.operands = "WORK-ORDER-ID",
	.min_operands = 1,
	.max_operands = 1,
	.opts = list_below_options,
	.opts_size = sizeof(struct list_opts),
	.defaults = list_defaults,
	.more_opts = filters_options,
	.more_heading = "Filters",
	.applies = has_list_below,
	.needs = NEEDS_READ,
	.run = list_below_run,
};
