#include "cmd/export_plan.h"

#include <string.h>

#include "cmd/filters.h"
#include "lib/base/when.h"

const char *export_name(const struct resource *resource)
{
	return resource->path;
}

static bool has_item(const struct exporting *x, const struct resource *resource)
{
	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];

		if (item->resource == resource)
			return true;
	}
	return false;
}

static bool add_item(struct exporting *x, const struct call *call,
		     const struct resource *resource, struct error *err)
{
	g_autoptr(GString) query = g_string_new(NULL);
	struct export_item *item;

	if (has_item(x, resource))
		return true;
	if (!filters_all_append(x->job.ctx, call, resource, query, err))
		return false;
	item = g_new0(struct export_item, 1);
	item->resource = resource;
	item->query = g_strdup(query->str);
	item->file = g_strdup_printf("%s.%s%s", export_name(resource),
				     out_format_names[x->job.format],
				     x->job.is_gzip ? ".gz" : "");
	item->since_s = -1;
	g_ptr_array_add(x->items, item);
	return true;
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
	if (found)
		return true;
	error_set(err, ERR_USAGE, "there is no resource '%s' to export", word);
	return error_hint(err,
			  "it is one of work-orders, tasks, customers, assets, "
			  "or all of them: all");
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

void export_plan_settle(struct exporting *x, int64_t since_s)
{
	bool is_last = x->opts->since && since_s < 0;

	for (guint i = 0; i < x->items->len; i++) {
		struct export_item *item = x->items->pdata[i];

		item->since_s = since_s;
		if (!is_last)
			continue;
		item->since_s = manifest_begun(&x->earlier,
					       export_name(item->resource));
		if (item->since_s < 0)
			io_say(ctx_io(x->job.ctx),
			       "%s: there is no earlier export; all are taken",
			       item->resource->plural);
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

bool export_plan_bind(struct exporting *x, GString *json, struct error *err)
{
	const struct globals *g = ctx_globals(x->job.ctx);
	g_autofree char *account = NULL;

	if (!account_of(x, &account, err))
		return false;
	g_string_assign(json, "{");
	put_member(json, "api", x->job.api->base_url);
	put_member(json, "account", account);
	put_member(json, "format", out_format_names[x->job.format]);
	put_member(json, "gzip", x->job.is_gzip ? "yes" : "no");
	put_member(json, "paging", x->job.is_plain ? "plain" : "overlap");
	put_member(json, "fields", g->fields);
	put_member(json, "since", x->opts->since);
	put_member(json, "header", g->no_header ? "no" : "yes");
	put_member(json, "csv_safe", g->csv_safe ? "yes" : "no");
	put_member(json, "csv_bom", g->csv_bom ? "yes" : "no");
	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];

		put_member(json, export_name(item->resource), item->query);
	}
	g_string_append_c(json, '}');
	return true;
}
