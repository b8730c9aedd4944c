#include "cmd/ctx.h"
#include "cmd/record_help.h"
#include "lib/api/resource.h"
#include "lib/cli/command.h"

/* A path for each id: a wrong one is said before anybody is asked. */
static bool make_paths(const struct resource *resource, struct strv ids,
		       GPtrArray *paths, struct error *err)
{
	for (size_t i = 0; i < ids.count; i++) {
		char *path;

		if (!resource_path(resource->path, resource->noun, ids.item[i],
				   NULL, &path, err))
			return false;
		g_ptr_array_add(paths, path);
	}
	return true;
}

/* Replies and the records in them, as many as there are ids. */
struct found {
	struct api_reply reply;
	struct js record;
};

static void found_release(void *data)
{
	struct found *found = data;

	api_reply_release(&found->reply);
}

static bool fetch(const struct api *api, const struct resource *resource,
		  const char *id, const char *path, struct found *found,
		  struct error *err)
{
	g_autofree char *what = g_strdup_printf("%s '%s'", resource->noun, id);
	const struct api_about about = {
		.what = what,
		.scope = resource->read_scope,
		.expect.id = id,
	};

	return api_show(api, path, &about, &found->reply, err) &&
	       api_record(&found->reply, &about, &found->record, err);
}

/* All are there before the first is shown, so that an id that is wrong
   leaves no half of an output. */
static bool view_run(struct ctx *ctx, const struct call *call,
		     struct error *err)
{
	const struct resource *resource = call->subject;
	const struct strv ids = call->operands;
	const struct ctx_output wish = {
		.fields = resource->fields,
		.single = ids.count == 1,
		/* chosen fields of several are for comparing */
		.cards = !ctx_globals(ctx)->fields,
		.every_field = true,
		.may_be_more = true,
	};
	g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(struct found));
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	AUTO(out_drop) struct out *out = NULL;
	const struct api *api;

	g_array_set_clear_func(all, found_release);
	if (!make_paths(resource, ids, paths, err) ||
	    !ctx_out(ctx, &wish, &out, err) || !ctx_api(ctx, &api, err))
		return false;
	for (size_t i = 0; i < ids.count; i++) {
		struct found found = { 0 };
		bool done = fetch(api, resource, ids.item[i], paths->pdata[i],
				  &found, err);

		g_array_append_val(all, found);
		if (!done)
			return false;
	}
	for (guint i = 0; i < all->len; i++)
		if (!out_record(out, g_array_index(all, struct found, i).record,
				err))
			return false;
	return out_finish(out, err);
}

static bool has_view(const void *subject)
{
	const struct resource *resource = subject;

	return resource->verbs & VERB_VIEW;
}

const struct command cmd_view = {
	.name = "view",
	.summary = "Show {}, by their ids",
	.about = record_help_plural,
	.examples_of = record_help_view,
	.operands = "ID...",
	.min_operands = 1,
	.max_operands = COMMAND_ANY_NUMBER,
	.applies = has_view,
	.needs = NEEDS_READ,
	.run = view_run,
};
