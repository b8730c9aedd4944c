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

bool export_plan_has(const struct exporting *x, const struct resource *resource)
{
	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];

		if (item->resource == resource)
			return true;
	}
	return false;
}

char *export_file_name(const struct resource *resource,
		       const struct export_style *style, bool is_shard)
{
	return g_strdup_printf("%s.%s%s", export_name(resource),
			       is_shard ? MANIFEST_PAGES
					: out_format_names[style->format],
			       style->is_gzip ? ".gz" : "");
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

static struct export_style style_of(const struct exporting *x)
{
	static const enum out_format formats[] = { OUT_NDJSON, OUT_CSV,
						   OUT_JSON };
	const struct globals *g = ctx_globals(x->job.ctx);

	return (struct export_style){
		.format = formats[MAX(x->opts->format, 0)],
		.is_gzip = x->opts->gzip,
		.is_plain = x->opts->paging == 1,
		.fields = g->fields,
		.no_header = g->no_header,
		.csv_safe = g->csv_safe,
		.csv_bom = g->csv_bom,
	};
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
	if (queries[1])
		return error_set(err, ERR_USAGE,
				 "%s: an export takes one value of each filter",
				 resource->plural);
	item = export_plan_item(x, resource);
	item->style = style_of(x);
	item->query = g_strdup(queries[0]);
	item->file = export_file_name(resource, &item->style,
				      x->job.shard.count > 0);
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
			  "there is no resource '%s' to export; did you mean "
			  "'%s'?",
			  word, name);
	else
		error_set(err, ERR_USAGE, "there is no resource '%s' to export",
			  word);
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

bool export_plan_since(const struct exporting *x, int64_t *ret_since_s,
		       struct error *err)
{
	const char *words = x->opts->since;
	int64_t since_s;

	*ret_since_s = -1;
	if (!words || strcmp(words, "last") == 0)
		return true;
	if (!when_moment(words, x->started_at, &since_s, err))
		return error_wrap(err, "--since");
	if (since_s > x->started_at)
		return error_set(err, ERR_USAGE,
				 "--since: '%s' lies in the future", words);
	*ret_since_s = since_s;
	return true;
}

void export_plan_since_last(struct exporting *x, struct export_item *item)
{
	item->since_s =
		manifest_begun(&x->earlier, export_name(item->resource));
	if (item->since_s < 0)
		io_say(ctx_io(x->job.ctx),
		       "%s: there is no earlier export; all are taken",
		       item->resource->plural);
}

void export_plan_settle(struct exporting *x, int64_t since_s)
{
	bool is_last = x->opts->since && since_s < 0;

	for (guint i = 0; i < x->items->len; i++) {
		struct export_item *item = x->items->pdata[i];

		item->since_s = since_s;
		if (is_last && x->job.shard.count == 0)
			export_plan_since_last(x, item);
	}
}

static void put_member(GString *json, const char *key, const char *value)
{
	g_string_append_printf(json, "%s\"%s\":", json->len > 1 ? "," : "",
			       key);
	js_append_string(json, value ? value : "", value ? strlen(value) : 0);
}

/* Whose data: the key by a digest; a login by the profile, since its tokens
   change. */
static bool account_of(struct exporting *x, char **ret_account,
		       struct error *err)
{
	static const char purpose[] = "fentu export";
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	const struct cred *cred;
	struct cred_key key;

	if (!ctx_credential(x->job.ctx, &cred, err) ||
	    !ctx_cred_key(x->job.ctx, &key, err))
		return false;
	g_checksum_update(sum, (const guchar *)purpose, sizeof(purpose));
	if (cred->kind == CRED_API_KEY)
		g_checksum_update(sum,
				  (const guchar *)sealed_reveal(&cred->access),
				  (gssize)cred->access.len);
	else
		g_checksum_update(sum, (const guchar *)key.profile, -1);
	*ret_account = g_strndup(g_checksum_get_string(sum), 16);
	return true;
}

static const char *yes_or_no(bool is)
{
	return is ? "yes" : "no";
}

/* What all resources have in common. */
static void put_common(const struct exporting *x, const char *account,
		       GString *json)
{
	const struct export_style style = style_of(x);

	g_string_assign(json, "{");
	put_member(json, "api", x->job.api->base_url);
	put_member(json, "account", account);
	put_member(json, "format", out_format_names[style.format]);
	put_member(json, "gzip", yes_or_no(style.is_gzip));
	put_member(json, "paging", style.is_plain ? "plain" : "overlap");
	put_member(json, "fields", style.fields);
	put_member(json, "since", x->opts->since);
	put_member(json, "header", yes_or_no(!style.no_header));
	put_member(json, "csv_safe", yes_or_no(style.csv_safe));
	put_member(json, "csv_bom", yes_or_no(style.csv_bom));
}

bool export_plan_bind(struct exporting *x, GString *json, struct error *err)
{
	g_autoptr(GString) common = g_string_new(NULL);
	g_autofree char *account = NULL;

	if (!account_of(x, &account, err))
		return false;
	put_common(x, account, common);
	g_string_assign(json, common->str);
	put_member(json, "shard", x->opts->shard);
	for (guint i = 0; i < x->items->len; i++) {
		struct export_item *item = x->items->pdata[i];
		g_autoptr(GString) wish = g_string_new(common->str);

		put_member(json, export_name(item->resource), item->query);
		put_member(wish, "resource", export_name(item->resource));
		put_member(wish, "filters", item->query);
		item->wish = g_strconcat(wish->str, "}", NULL);
	}
	g_string_append_c(json, '}');
	return true;
}

/* A word of a wish; "" when it is not there. Owned by the caller. */
static char *word_of(struct js wish, const char *key)
{
	struct js value = js_member(wish, key);

	return js_type(value) == JS_STRING ? js_text(value, NULL)
					   : g_strdup("");
}

static bool says(struct js wish, const char *key, const char *word)
{
	g_autofree char *said = word_of(wish, key);

	return strcmp(said, word) == 0;
}

void export_plan_unbind(struct export_item *item, const char *wish,
			char **ret_since)
{
	struct js js = { wish, strlen(wish) };
	struct export_style *style = &item->style;

	item->wish = g_strdup(wish);
	item->query = word_of(js, "filters");
	item->fields = word_of(js, "fields");
	*style = (struct export_style){
		.format = says(js, "format", "csv")    ? OUT_CSV
			  : says(js, "format", "json") ? OUT_JSON
						       : OUT_NDJSON,
		.is_gzip = says(js, "gzip", "yes"),
		.is_plain = says(js, "paging", "plain"),
		.fields = *item->fields ? item->fields : NULL,
		.no_header = says(js, "header", "no"),
		.csv_safe = says(js, "csv_safe", "yes"),
		.csv_bom = says(js, "csv_bom", "yes"),
	};
	item->file = export_file_name(item->resource, style, false);
	*ret_since = word_of(js, "since");
}

bool export_plan_check_folder(const struct exporting *x, struct error *err)
{
	AUTO(manifest_release) struct manifest manifest = { 0 };
	g_autofree char *ours =
		x->job.shard.count > 0 ? shard_text(&x->job.shard) : NULL;
	g_autofree char *held = NULL;

	if (!run_check_folder(x->opts->dir, err) ||
	    !manifest_read(x->opts->dir, &manifest, err))
		return false;
	held = manifest.root.at ? manifest_shard(manifest.root) : NULL;
	if (!manifest.root.at || g_strcmp0(held, ours) == 0)
		return true;
	if (held)
		error_set(err, ERR_USAGE, "'%s' holds shard %s of an export",
			  x->opts->dir, held);
	else
		error_set(err, ERR_USAGE, "'%s' holds a whole export",
			  x->opts->dir);
	return error_hint(err, "choose another folder with --dir");
}

bool export_plan_check(const struct exporting *x, struct error *err)
{
	int64_t since_s;

	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];
		const struct out_config config = {
			.format = item->style.format,
			.fields = item->resource->fields,
			.wanted = item->style.fields,
		};
		AUTO(out_drop) struct out *out = NULL;

		if (!out_open(ctx_io(x->job.ctx), &config, &out, err))
			return error_wrap(err, "%s", item->resource->plural);
	}
	return export_plan_since(x, &since_s, err) &&
	       export_plan_check_folder(x, err);
}
