#include <string.h>

#include "cmd/export_merge.h"
#include "cmd/filters.h"
#include "lib/api/page.h"

enum { RESERVE_USUAL = 10, CONCURRENCY_USUAL = 6 };

static const char *const format_words[] = { "ndjson", "csv", "json", NULL };
static const char *const paging_words[] = { "overlap", "plain", NULL };
static const char *const resource_words[] = { "work-orders", "tasks",
					      "customers",   "assets",
					      "all",	     NULL };

static const struct opt export_options[] = {
	OPT_ROW_STRING("dir", 0, struct export_opts, dir, "DIR",
		       OPT_VALUES_FOLDER,
		       "output directory, made if it does not exist "
		       "(default: .)"),
	OPT_ROW_CHOICE("format", 0, struct export_opts, format, format_words,
		       "FORMAT",
		       "how the files are written; ndjson if not "
		       "given"),
	OPT_ROW_STRING("since", 0, struct export_opts, since, "DATE",
		       OPT_VALUES_DATE,
		       "only records created since then, into a file of their "
		       "own; last: since the last complete export in DIR"),
	OPT_ROW_FLAG("gzip", 0, struct export_opts, gzip, "compress the files"),
	OPT_ROW_STRING("shard", 0, struct export_opts, shard, "I/N",
		       OPT_VALUES_ANY,
		       "take the I-th of N shares, to be joined by --merge"),
	OPT_ROW_FOLDERS("merge", struct export_opts, merge, "DIR...",
			"join the shards in these folders into --dir; sends "
			"nothing"),
	OPT_ROW_FLAG("resume", 0, struct export_opts, resume,
		     "resume the unfinished export in DIR, whatever it was "
		     "asked for"),
	OPT_ROW_FLAG("restart", 0, struct export_opts, restart,
		     "begin anew even if an export in DIR is unfinished"),
	OPT_ROW_FLAG("force", 0, struct export_opts, force,
		     "replace files in DIR that no export wrote"),
	OPT_ROW_FLAG("verify", 0, struct export_opts, verify,
		     "compare the files in DIR with their manifest; sends "
		     "nothing"),
	OPT_ROW_NUMBER("concurrency", 0, struct export_opts, concurrency, 1,
		       PAGE_CONCURRENCY_MAX, "N",
		       "ask for up to N pages at once; 6 if not given"),
	OPT_ROW_CHOICE("paging", 0, struct export_opts, paging, paging_words,
		       "HOW",
		       "plain: ask for each page once and compare the "
		       "counts"),
	OPT_ROW_NUMBER("max-requests", 0, struct export_opts, max_requests, 1,
		       INT32_MAX, "N",
		       "stop after N requests; the same command resumes"),
	OPT_ROW_NUMBER("reserve", 0, struct export_opts, reserve, 0, 99,
		       "PERCENT",
		       "leave that much of the hour's limit to others; 10 if "
		       "not given"),
	OPT_END
};

static void export_defaults(void *opts)
{
	struct export_opts *o = opts;

	o->dir = ".";
	o->concurrency = CONCURRENCY_USUAL;
	o->reserve = RESERVE_USUAL;
}

static void item_free(void *data)
{
	struct export_item *item = data;

	g_free(item->query);
	g_free(item->file);
	g_free(item->beside);
	g_free(item->fields);
	g_free(item->wish);
	if (item->parts)
		g_ptr_array_unref(item->parts);
	error_release(&item->failure);
	g_free(item);
}

static void exporting_init(struct exporting *x, struct ctx *ctx,
			   const struct export_opts *opts)
{
	*x = (struct exporting){
		.opts = opts,
		.job = { .ctx = ctx,
			 .concurrency = (unsigned)opts->concurrency,
			 .reserve_percent = opts->reserve,
			 .count.max = opts->max_requests,
			 .tell.ctx = ctx },
		.items = g_ptr_array_new_with_free_func(item_free),
		.files = g_ptr_array_new_with_free_func(g_free),
		.failed = g_ptr_array_new_with_free_func(g_free),
		.started_at = clock_unix_s(ctx_clock(ctx)),
	};
	x->job.earlier = &x->earlier;
	export_plan_words(x);
}

static void exporting_release(struct exporting *x)
{
	run_free(x->job.run);
	g_ptr_array_unref(x->items);
	g_ptr_array_unref(x->files);
	g_ptr_array_unref(x->failed);
	error_release(&x->first_failure);
	error_release(&x->unwhole);
	manifest_release(&x->earlier);
	g_free(x->since);
	g_free(x->shard);
	g_free(x->fields);
	signals_release(&x->signals);
	g_free(x->api_url);
}

/* What there is to do, as far as it can be known before a login is looked
   for. */
static bool make_plan(struct exporting *x, const struct call *call,
		      struct error *err)
{
	for (size_t i = 0; i < call->operands.count; i++)
		if (!export_plan_add(x, call, call->operands.item[i], err))
			return false;
	if (!export_plan_check(x, err) || !export_plan_since(x, err) ||
	    !export_target_open(x, err) || !export_target_same_api(x, err) ||
	    (x->items->len == 0 && !export_bind_take_up(x, err)))
		return false;
	if (x->shard && !shard_parse(x->shard, &x->job.shard, err))
		return error_wrap(err, "--shard");
	export_bind_order(x);
	export_plan_settle(x);
	return export_target_check(x, err);
}

static bool start(struct exporting *x, struct error *err)
{
	g_autoptr(GString) binding = g_string_new(NULL);

	if (!ctx_api(x->job.ctx, &x->job.api, err) ||
	    !export_bind(x, binding, err) ||
	    !export_target_start(x, binding->str, err))
		return false;
	x->api_url = g_strdup(x->job.api->base_url);
	x->job.is_alone = x->items->len == 1;
	return signals_take_heeded(&x->signals, err);
}

static void note_failure(struct exporting *x, const struct export_item *item,
			 struct error *failure)
{
	io_status(ctx_io(x->job.ctx), NULL);
	if (x->items->len > 1)
		io_warn(ctx_io(x->job.ctx), "%s: %s", item->resource->plural,
			failure->message);
	g_ptr_array_add(x->failed, manifest_failure(export_name(item->resource),
						    item->file, failure));
	if (x->failed->len == 1)
		error_move(&x->first_failure, failure);
}

/* How to go on, unless only a new start helps. */
static bool explain_end(const struct exporting *x, struct error *err)
{
	const char *said = error_hint_text(err);
	g_autofree char *hint = g_strdup(said);

	io_status(ctx_io(x->job.ctx), NULL);
	if (said && strstr(said, "--restart"))
		return false;
	return error_hint(err,
			  "%s%swhat was exported so far is kept: run the same "
			  "command again, or 'fentu export --resume --dir %s', "
			  "to go on",
			  hint ? hint : "", hint ? "\n" : "", x->opts->dir);
}

/* Parts that cannot be joined have failed before. */
static bool one_of_them(struct exporting *x, struct export_item *item,
			const char **ret_entry, bool *ret_is_over,
			struct error *err)
{
	*ret_is_over = item->failure.code != ERR_NONE;
	if (!*ret_is_over)
		return export_one(&x->job, item, ret_entry, ret_is_over, err);
	error_move(err, &item->failure);
	return false;
}

/* A file is there; complete, or not. */
static void add_file(struct exporting *x, const struct export_item *item,
		     const char *entry)
{
	struct js js = { entry, strlen(entry) };
	struct js reason = js_member(js, "reason");
	g_autofree char *file = manifest_file_name(js);
	g_autofree char *why = js_type(reason) == JS_STRING
				       ? js_text(reason, NULL)
				       : g_strdup("not known");

	g_ptr_array_add(x->files, g_strdup(entry));
	/* of an earlier process, or of shards */
	x->started_at = MIN(x->started_at, manifest_time(js, "started_at"));
	if (manifest_is_whole(js))
		return;
	if (x->unwhole_count++ == 0)
		error_set(&x->unwhole, ERR_PARTIAL, "'%s' is not complete: %s",
			  file, why);
	if (strcmp(file, item->file) != 0)
		io_warn(ctx_io(x->job.ctx),
			"'%s' is complete and stays; what came now is in '%s'",
			item->file, file);
}

static bool export_all(struct exporting *x, struct error *err)
{
	for (guint i = 0; i < x->items->len; i++) {
		AUTO(error_release) struct error failure = { 0 };
		struct export_item *item = x->items->pdata[i];
		const char *entry;
		bool is_over;

		if (one_of_them(x, item, &entry, &is_over, &failure)) {
			add_file(x, item, entry);
			continue;
		}
		if (!is_over) {
			error_move(err, &failure);
			return x->job.api ? explain_end(x, err) : false;
		}
		note_failure(x, item, &failure);
	}
	return true;
}

static bool finish(struct exporting *x, struct error *err)
{
	g_autofree char *text = NULL;
	g_autofree char *shard = shard_text(&x->job.shard);
	struct manifest_about about = {
		.shard = x->job.shard.count > 0 ? shard : NULL,
		.program = "fentu " FENTU_VERSION,
		.api_url = x->api_url,
		.started_at = x->started_at,
		.finished_at = clock_unix_s(ctx_clock(x->job.ctx)),
		.files = x->files,
		.failed = x->failed,
	};

	export_target_keep(x);
	text = manifest_text(&about);
	redact_text(ctx_secrets(x->job.ctx), &text);
	return run_finish(x->job.run, text, err) ||
	       (x->job.api && explain_end(x, err));
}

/* Some failed: the only one, or all, by the reason of the first; else 7. */
static bool sum_up(struct exporting *x, struct error *err)
{
	if (x->failed->len == 0 && x->unwhole_count == 0)
		return true;
	if (x->failed->len == 0 && x->unwhole_count == 1) {
		error_move(err, &x->unwhole);
		return false;
	}
	if (x->items->len == 1 || x->failed->len == x->items->len) {
		error_move(err, &x->first_failure);
		return false;
	}
	return error_set(err, ERR_PARTIAL,
			 "%u of %u resources were not "
			 "exported",
			 x->failed->len + x->unwhole_count, x->items->len);
}

bool export_carry_out(struct exporting *x, struct error *err)
{
	return export_all(x, err) && finish(x, err) && sum_up(x, err);
}

/* --merge A --merge B C */
static bool merge(struct exporting *x, const struct call *call,
		  struct error *err)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	struct strv all;

	for (size_t i = 0; i < x->opts->merge.count; i++)
		g_ptr_array_add(paths, x->opts->merge.item[i]);
	for (size_t i = 0; i < call->operands.count; i++)
		g_ptr_array_add(paths, call->operands.item[i]);
	all = (struct strv){ (char **)paths->pdata, paths->len };
	return export_merge(x, &all, err);
}

static bool export_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct export_opts *o = call->opts;
	AUTO(exporting_release) struct exporting x;

	exporting_init(&x, ctx, o);
	if (!export_check(ctx, call, err))
		return false;
	if (o->merge.count > 0)
		return merge(&x, call, err);
	if (o->verify)
		return export_verify(ctx, o->dir, err);
	if (!make_plan(&x, call, err) || !start(&x, err))
		return false;
	x.job.signals = &x.signals;
	return export_carry_out(&x, err);
}

static const char *const examples[] = {
	"fentu export all --dir data",
	"fentu export work-orders --format csv --since last --dir data",
	"fentu export --verify --dir data",
	"fentu export all --shard 2/4 --dir shard-2",
	"fentu export --merge shard-1 shard-2 shard-3 shard-4 --dir data",
	NULL
};

const struct command cmd_export = {
	.name = "export",
	.summary = "Export all records to verified files",
	.group = GROUP_DATA,
	.operands = "[RESOURCE...]",
	.max_operands = COMMAND_ANY_NUMBER,
	.operand_choices = resource_words,
	.opts = export_options,
	.opts_size = sizeof(struct export_opts),
	.defaults = export_defaults,
	.more_opts = filters_all_options,
	.more_heading = "Filters",
	.needs = NEEDS_READ | NEEDS_EFFECT,
	.run = export_run,
	.examples = examples,
};
