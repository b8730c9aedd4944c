/* What an export was asked for as a text, and back. */
#include <inttypes.h>
#include <string.h>

#include "cmd/export_plan.h"

static void put_member(GString *json, const char *key, const char *value)
{
	g_string_append_printf(json, "%s\"%s\":", json->len > 1 ? "," : "",
			       key);
	js_append_string(json, value ? value : "", value ? strlen(value) : 0);
}

static const char *yes_or_no(bool is)
{
	return is ? "yes" : "no";
}

/* What all resources have in common. Whose data they are the profile tells, and
   no credential: those are replaced, and do not say which account they are of.
 */
static void put_common(const struct exporting *x, const char *profile,
		       GString *json)
{
	const struct export_style style = x->style;

	g_string_assign(json, "{");
	put_member(json, "api", x->job.api->base_url);
	put_member(json, "profile", profile);
	put_member(json, "format", out_format_names[style.format]);
	put_member(json, "gzip", yes_or_no(style.is_gzip));
	put_member(json, "paging", style.is_plain ? "plain" : "overlap");
	put_member(json, "fields", style.fields);
	put_member(json, "since", x->since);
	put_member(json, "header", yes_or_no(!style.no_header));
	put_member(json, "csv_safe", yes_or_no(style.csv_safe));
	put_member(json, "csv_bom", yes_or_no(style.csv_bom));
}

bool export_bind(struct exporting *x, GString *json, struct error *err)
{
	g_autoptr(GString) common = g_string_new(NULL);
	struct cred_key key;

	if (!ctx_cred_key(x->job.ctx, &key, err))
		return false;
	put_common(x, key.profile, common);
	g_string_assign(json, common->str);
	put_member(json, "shard", x->shard);
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

static struct export_style style_of(struct js wish, const char *fields)
{
	return (struct export_style){
		.format = says(wish, "format", "csv")	 ? OUT_CSV
			  : says(wish, "format", "json") ? OUT_JSON
							 : OUT_NDJSON,
		.is_gzip = says(wish, "gzip", "yes"),
		.is_plain = says(wish, "paging", "plain"),
		.fields = *fields ? fields : NULL,
		.no_header = says(wish, "header", "no"),
		.csv_safe = says(wish, "csv_safe", "yes"),
		.csv_bom = says(wish, "csv_bom", "yes"),
	};
}

void export_unbind(struct export_item *item, const char *wish, char **ret_since)
{
	struct js js = { wish, strlen(wish) };

	item->wish = g_strdup(wish);
	item->query = word_of(js, "filters");
	item->fields = word_of(js, "fields");
	item->style = style_of(js, item->fields);
	*ret_since = word_of(js, "since");
}

/* A word that was given then; NULL: it was not. Owned by the caller. */
static char *given(struct js wish, const char *key)
{
	char *word = word_of(wish, key);

	return *word ? word : (g_free(word), NULL);
}

bool export_bind_take_up(struct exporting *x, struct error *err)
{
	const char *unfinished = run_unfinished(x->job.run);
	struct js_walk walk = { 0 };
	struct js wish;

	if (!unfinished) {
		error_set(err, ERR_USAGE, "no unfinished export in '%s'",
			  x->opts->dir);
		return error_hint(err, "name what to export, for example "
				       "'fentu export all'");
	}
	if (!js_check(unfinished, strlen(unfinished), "the journal", &wish,
		      err))
		return false;
	g_free(x->since);
	g_free(x->shard);
	g_free(x->fields);
	x->since = given(wish, "since");
	x->shard = given(wish, "shard");
	x->fields = word_of(wish, "fields");
	x->style = style_of(wish, x->fields);
	while (js_next(wish, &walk)) {
		g_autofree char *name = js_text(walk.key, NULL);
		const struct resource *resource = export_resource(name);
		struct export_item *item;

		if (!resource || js_type(walk.value) != JS_STRING)
			continue;
		item = export_plan_item(x, resource);
		item->style = x->style;
		item->query = word_of(wish, name);
	}
	return true;
}

/* Where a resource stands in a wish; those that do not are the last. */
static guint place_of(struct js wish, const struct resource *resource)
{
	struct js_walk walk = { 0 };
	guint place = 0;

	while (js_next(wish, &walk)) {
		g_autofree char *name = js_text(walk.key, NULL);

		if (strcmp(name, export_name(resource)) == 0)
			break;
		place++;
	}
	return place;
}

static gint by_place(gconstpointer a, gconstpointer b, gpointer wish)
{
	const struct export_item *left = *(struct export_item *const *)a;
	const struct export_item *right = *(struct export_item *const *)b;
	guint first = place_of(*(struct js *)wish, left->resource);
	guint second = place_of(*(struct js *)wish, right->resource);

	return (first > second) - (first < second);
}

void export_bind_order(struct exporting *x)
{
	const char *unfinished = run_unfinished(x->job.run);
	AUTO(error_release) struct error ignored = { 0 };
	struct js wish;

	if (unfinished && js_check(unfinished, strlen(unfinished),
				   "the journal", &wish, &ignored))
		g_ptr_array_sort_with_data(x->items, by_place, &wish);
}

char *export_bind_note(const struct exporting *x)
{
	GString *note = g_string_new("{");

	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];

		if (item->since_s >= 0)
			g_string_append_printf(note, "%s\"%s\":%" PRId64,
					       note->len > 1 ? "," : "",
					       export_name(item->resource),
					       item->since_s);
	}
	g_string_append_c(note, '}');
	return g_string_free(note, FALSE);
}
