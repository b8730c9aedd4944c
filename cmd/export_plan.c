#include "cmd/export_plan.h"

#include <string.h>

#include "cmd/commands.h"
#include "cmd/filters.h"
#include "lib/base/nearest.h"
#include "lib/base/when.h"

const char *export_name(const struct resource *resource)
{
	return resource->path;
}

const struct resource *export_resource(const char *name)
{
	for (size_t i = 0; resources[i]; i++)
		if (strcmp(export_name(resources[i]), name) == 0)
			return resources[i];
	return NULL;
}

bool export_plan_has(const struct exporting *x, const struct resource *resource)
{
	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];

		if (item->resource == resource)
			return true;
	}
	return false;
}

/* ".since-20261128T091200Z"; owned by the caller. */
static char *since_words(int64_t since_s)
{
	g_autofree char *time = when_utc(since_s);
	GString *words = g_string_new(".since-");

	for (const char *at = time; *at; at++)
		if (*at != '-' && *at != ':')
			g_string_append_c(words, *at);
	return g_string_free(words, FALSE);
}

/* "assets.csv.gz", or that of a shard's pages, with a word in between; owned by
   the caller. */
static char *file_name(const struct export_item *item, bool is_shard,
		       const char *word)
{
	g_autofree char *since = item->since_s >= 0 && !is_shard
					 ? since_words(item->since_s)
					 : g_strdup("");

	return g_strdup_printf("%s%s%s.%s%s", export_name(item->resource),
			       since, word,
			       is_shard ? MANIFEST_PAGES
					: out_format_names[item->style.format],
			       item->style.is_gzip ? ".gz" : "");
}

struct export_item *export_plan_item(struct exporting *x,
				     const struct resource *resource)
{
	struct export_item *item = g_new0(struct export_item, 1);

	item->resource = resource;
	item->since_s = -1;
	g_ptr_array_add(x->items, item);
	return item;
}

void export_plan_words(struct exporting *x)
{
	static const enum out_format formats[] = { OUT_NDJSON, OUT_CSV,
						   OUT_JSON };
	const struct globals *g = ctx_globals(x->job.ctx);

	x->since = g_strdup(x->opts->since);
	x->shard = g_strdup(x->opts->shard);
	x->fields = g_strdup(g->fields);
	x->style = (struct export_style){
		.format = formats[MAX(x->opts->format, 0)],
		.is_gzip = x->opts->gzip,
		.is_plain = x->opts->paging == 1,
		.fields = x->fields,
		.no_header = g->no_header,
		.csv_safe = g->csv_safe,
		.csv_bom = g->csv_bom,
	};
}

/* Shares of several lists cannot be proven to join. */
static bool refuse_values(const struct resource *resource, struct error *err)
{
	error_set(err, ERR_USAGE,
		  "--shard takes one value of each filter of %s",
		  resource->plural);
	return error_hint(err, "export each value in shards of its own, or all "
			       "of them without --shard");
}

static bool add_item(struct exporting *x, const struct call *call,
		     const struct resource *resource, struct error *err)
{
	g_auto(GStrv) queries = NULL;
	struct export_item *item;

	if (export_plan_has(x, resource))
		return true;
	if (!filters_all_queries(x->job.ctx, call, resource, &queries, err))
		return false;
	if (queries[1] && x->shard)
		return refuse_values(resource, err);
	item = export_plan_item(x, resource);
	item->style = x->style;
	item->query = g_strjoinv(EXPORT_QUERIES_BETWEEN, queries);
	return true;
}

/* What a word was meant to be: "wo", too, names work orders. NULL: nothing. */
static const char *meant(const char *word)
{
	const struct command *command =
		command_child(command_tree.commands, NULL, word);
	const char *names[RESOURCES_MAX];
	size_t count = 0;

	if (command && command->subject)
		return export_name(command->subject);
	while (resources[count]) {
		names[count] = export_name(resources[count]);
		count++;
	}
	return nearest(word, names, count);
}

static bool no_such_resource(const char *word, struct error *err)
{
	const char *name = meant(word);

	if (name)
		error_set(err, ERR_USAGE,
			  "unknown resource '%s'; did you mean '%s'?", word,
			  name);
	else
		error_set(err, ERR_USAGE, "unknown resource '%s'", word);
	return error_hint(err,
			  "it is one of work-orders, tasks, customers, assets, "
			  "or all of them: all");
}

bool export_plan_add(struct exporting *x, const struct call *call,
		     const char *word, struct error *err)
{
	bool is_all = strcmp(word, "all") == 0, found = false;

	for (size_t i = 0; resources[i]; i++) {
		if (!is_all && strcmp(word, export_name(resources[i])) != 0)
			continue;
		found = true;
		if (!add_item(x, call, resources[i], err))
			return false;
	}
	return found || no_such_resource(word, err);
}

bool export_plan_since(struct exporting *x, struct error *err)
{
	const char *words = x->since;
	int64_t since_s;

	x->since_s = -1;
	if (!words || strcmp(words, "last") == 0)
		return true;
	if (!when_moment(words, x->started_at, &since_s, err))
		return error_wrap(err, "--since");
	if (since_s > x->started_at)
		return error_set(err, ERR_USAGE,
				 "--since: '%s' lies in the future", words);
	x->since_s = since_s;
	return true;
}

int64_t export_plan_last(const struct exporting *x,
			 const struct export_item *item)
{
	int64_t since_s =
		manifest_next_since(&x->earlier, run_folder(x->job.run),
				    export_name(item->resource), item->query);

	if (since_s < 0)
		io_say(ctx_io(x->job.ctx),
		       "%s: no earlier complete export with these filters in "
		       "'%s', so all are exported",
		       item->resource->plural, x->opts->dir);
	return since_s;
}

void export_plan_name(struct exporting *x, struct export_item *item,
		      int64_t since_s)
{
	g_autofree char *time = since_s >= 0 ? when_utc(since_s) : NULL;
	bool is_shard = x->job.shard.count > 0;

	item->since_s = since_s;
	item->file = file_name(item, is_shard, "");
	item->beside = file_name(item, is_shard, ".incomplete");
	if (time && !is_shard)
		io_say(ctx_io(x->job.ctx),
		       "%s: only records created since %s; lists do not tell "
		       "of changes, so changes to older records are not "
		       "included",
		       item->resource->plural, time);
}

/* What the unfinished export settled on: "-7d" means what it meant when that
   began. */
static bool kept_since(const struct exporting *x,
		       const struct export_item *item, int64_t *ret_since_s)
{
	const char *note = run_note(x->job.run);
	AUTO(error_release) struct error ignored = { 0 };
	struct js kept;

	*ret_since_s = -1;
	if (!note || !js_check(note, strlen(note), "the note", &kept, &ignored))
		return false;
	(void)js_int(js_member(kept, export_name(item->resource)),
		     ret_since_s); /* it has none */
	return true;
}

void export_plan_settle(struct exporting *x)
{
	bool is_last = x->since && strcmp(x->since, "last") == 0;

	for (guint i = 0; i < x->items->len; i++) {
		struct export_item *item = x->items->pdata[i];
		int64_t since_s;

		if (!kept_since(x, item, &since_s))
			/* of shards, --merge knows what was the last one */
			since_s = is_last && x->job.shard.count == 0
					  ? export_plan_last(x, item)
					  : x->since_s;
		export_plan_name(x, item, since_s);
	}
}

bool export_plan_check(const struct exporting *x, struct error *err)
{
	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];
		const struct out_config config = {
			.format = item->style.format,
			.fields = item->resource->fields,
			.wanted = item->style.fields,
			.may_be_more = true,
		};
		AUTO(out_drop) struct out *out = NULL;

		if (!out_open(ctx_io(x->job.ctx), &config, &out, err))
			return error_wrap(err, "%s", item->resource->plural);
	}
	return true;
}
