/* Shards of an export become what one export would have written. */
#include <inttypes.h>
#include <string.h>

#include "cmd/export_merge.h"

/* What the journal of a merge is bound to. */
static const char nobody[] = "{\"api\":\"none: shards were joined\"}";

/* The parts of a resource, and what they were asked for. What keeps them from
   being joined concerns the other resources only if it is a mistake. */
static bool add_item(struct exporting *x, const GPtrArray *folders,
		     const struct resource *resource, struct error *err)
{
	struct export_item *item = export_plan_item(x, resource);

	if (export_parts(folders, export_name(resource), &item->parts, err))
		return true;
	if (err->code != ERR_PARTIAL)
		return false;
	error_move(&item->failure, err);
	return true;
}

/* "-7d" means a moment of its own to each shard; none of them is to lose
   anything. */
static int64_t earliest(const GPtrArray *parts)
{
	int64_t since_s = INT64_MAX;

	for (guint i = 0; i < parts->len; i++) {
		const struct export_part *part = parts->pdata[i];

		since_s = MIN(since_s, part->since_s);
	}
	return since_s;
}

static void settle(struct exporting *x, struct export_item *item)
{
	const struct export_part *first = item->parts->pdata[0];
	g_autofree char *since = NULL;
	struct js wish = { first->wish, strlen(first->wish) };

	export_unbind(item, first->wish, &since);
	export_plan_name(x, item,
			 strcmp(since, "last") == 0 ? export_plan_last(x, item)
						    : earliest(item->parts));
	if (!x->api_url)
		x->api_url = js_text(js_member(wish, "api"), NULL);
}

static const struct resource *resource_named(struct js name)
{
	g_autofree char *text =
		js_type(name) == JS_STRING ? js_text(name, NULL) : NULL;

	return text ? export_resource(text) : NULL;
}

/* Those of a manifest's list, in its order, that no other one named. */
static bool add_items(struct exporting *x, const GPtrArray *folders,
		      const struct export_folder *folder, const char *list,
		      struct error *err)
{
	struct js_walk walk = { 0 };

	while (js_next(js_member(folder->manifest.root, list), &walk)) {
		const struct resource *resource =
			resource_named(js_member(walk.value, "resource"));

		if (!resource)
			return error_set(err, ERR_OTHER,
					 "the manifest of '%s' names a "
					 "resource that is none",
					 folder->path);
		if (!export_plan_has(x, resource) &&
		    !add_item(x, folders, resource, err))
			return false;
	}
	return true;
}

/* Where nothing can be joined, nothing is touched. */
static bool check_items(struct exporting *x, struct error *err)
{
	if (x->items->len == 0)
		return error_set(err, ERR_USAGE,
				 "no shards to join in these folders");
	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];

		if (item->parts)
			return true;
	}
	error_move(err, &((struct export_item *)x->items->pdata[0])->failure);
	return false;
}

/* A merge that was cut off is simply made again; an export is not thrown
   away. */
static bool give_up_merge(struct exporting *x, struct error *err)
{
	const char *unfinished = run_unfinished(x->job.run);

	if (unfinished && strcmp(unfinished, nobody) != 0) {
		error_set(err, ERR_USAGE, "'%s' holds an unfinished export",
			  x->opts->dir);
		return error_hint(err,
				  "finish it with 'fentu export --resume "
				  "--dir %s', or give it up with --restart",
				  x->opts->dir);
	}
	run_give_up(x->job.run);
	return true;
}

bool export_merge(struct exporting *x, const struct strv *paths,
		  struct error *err)
{
	g_autoptr(GPtrArray) folders = NULL;

	if (!export_target_open(x, err) || !export_target_check(x, err) ||
	    !give_up_merge(x, err) ||
	    !export_folders_open(paths, &folders, err))
		return false;
	for (guint i = 0; i < folders->len; i++)
		if (!add_items(x, folders, folders->pdata[i], "files", err) ||
		    !add_items(x, folders, folders->pdata[i], "failed", err))
			return false;
	if (!check_items(x, err))
		return false;
	for (guint i = 0; i < x->items->len; i++) {
		struct export_item *item = x->items->pdata[i];

		if (item->parts)
			settle(x, item);
	}
	return export_target_check(x, err) &&
	       export_target_start(x, nobody, err) && export_carry_out(x, err);
}
