#include "cmd/ctx.h"
#include "lib/api/resource.h"
#include "lib/cli/command.h"

static bool fetch(const struct api *api, const struct resource *resource,
		  const char *id, struct api_reply *ret_reply,
		  struct js *ret_record, struct error *err)
{
	g_autofree char *what = g_strdup_printf("%s '%s'", resource->noun, id);
	const struct api_about about = {
		.what = what,
		.scope = resource->read_scope,
	};
	g_autofree char *path = NULL;

	return resource_path(resource->path, resource->noun, id, NULL, &path,
			     err) &&
	       api_show(api, path, &about, ret_reply, err) &&
	       api_record(ret_reply, &about, ret_record, err);
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
		.every_field = true,
	};
	g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(struct found));
	AUTO(out_drop) struct out *out = NULL;
	const struct api *api;

	g_array_set_clear_func(all, found_release);
	if (!ctx_out(ctx, &wish, &out, err) || !ctx_api(ctx, &api, err))
		return false;
	for (size_t i = 0; i < ids.count; i++) {
		struct found found = { 0 };
		bool done = fetch(api, resource, ids.item[i], &found.reply,
				  &found.record, err);

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
	.summary = "Show one record or several, by their ids",
	.operands = "ID...",
	.min_operands = 1,
	.max_operands = COMMAND_ANY_NUMBER,
	.applies = has_view,
	.needs = NEEDS_LOGIN | NEEDS_READ,
	.run = view_run,
};
