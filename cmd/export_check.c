/* Does what an export was asked for make sense? Nothing is opened yet. */
#include "cmd/export_plan.h"
#include "cmd/filters.h"

/* Does anything say what to export, or how? */
static bool says_what(const struct globals *g, const struct call *call)
{
	const struct export_opts *o = call->opts;

	return o->shard || o->since || o->gzip || o->format >= 0 ||
	       o->paging >= 0 || g->fields || g->no_header || g->csv_safe ||
	       g->csv_bom || filters_all_any(call);
}

/* Shards know what they were asked for. */
static bool check_merge(const struct globals *g, const struct call *call,
			struct error *err)
{
	const struct export_opts *o = call->opts;

	if (!o->resume && !o->verify && !says_what(g, call))
		return true;
	error_set(err, ERR_USAGE, "--merge takes folders and --dir alone");
	return error_hint(err, "formats, fields and filters are those that the "
			       "shards were made with");
}

/* What forms records that are shown forms no files. */
static bool check_globals(const struct globals *g, struct error *err)
{
	if (g->jq || g->output == OUT_CSV || g->output == OUT_TSV ||
	    g->output == OUT_ID || g->output == OUT_TABLE) {
		error_set(err, ERR_USAGE,
			  "an export writes files: %s has no effect on them",
			  g->jq ? "--jq" : "--output");
		return error_hint(err, "choose with --format ndjson|csv|json "
				       "and --fields");
	}
	return true;
}

static bool check_words(const struct call *call, struct error *err)
{
	const struct export_opts *o = call->opts;

	if (o->verify && (call->operands.count > 0 || o->shard))
		return error_set(err, ERR_USAGE,
				 "--verify looks at all that is in the folder");
	if (!o->verify && !o->resume && call->operands.count == 0) {
		error_set(err, ERR_USAGE, "no resource to export is named");
		return error_hint(err, "for example 'fentu export all --dir "
				       "data'");
	}
	return true;
}

/* "--resume" alone, or with the same words as before. */
static bool check_resume(const struct globals *g, const struct call *call,
			 struct error *err)
{
	const struct export_opts *o = call->opts;

	if (o->resume && o->restart)
		return error_set(err, ERR_USAGE,
				 "--resume and --restart contradict each "
				 "other");
	if (!o->resume || call->operands.count > 0 || !says_what(g, call))
		return true;
	error_set(err, ERR_USAGE,
		  "--resume without a resource takes --dir alone");
	return error_hint(err, "what to export, and how, is known from the "
			       "unfinished export");
}

bool export_check(struct ctx *ctx, const struct call *call, struct error *err)
{
	const struct export_opts *o = call->opts;
	const struct globals *g = ctx_globals(ctx);

	if (o->merge.count > 0)
		return check_merge(g, call, err);
	return check_globals(g, err) && check_words(call, err) &&
	       check_resume(g, call, err);
}
