#include "cmd/ctx.h"
#include "lib/api/page.h"
#include "lib/api/resource.h"
#include "lib/cli/command.h"

static bool put_record(void *user, struct js record, struct error *err)
{
	struct out *out = user;

	return out_record(out, record, err);
}

static bool show_list(const struct api *api, const char *path,
		      const struct api_about *about, struct out *out,
		      struct page_totals *ret_totals, struct error *err)
{
	const struct page_query query = { .path = path, .about = *about };

	return page_each(api, &query, put_record, out, ret_totals, err);
}

static bool show_record(const struct api *api, const char *path,
			const struct api_about *about, struct out *out,
			struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	struct js record;

	return api_show(api, path, about, &reply, err) &&
	       api_record(&reply, about, &record, err) &&
	       out_record(out, record, err);
}

static bool below_run(struct ctx *ctx, const struct call *call,
		      struct error *err)
{
	const struct resource *resource = call->subject;
	const struct subresource *sub =
		resource_below(resource, call->command->name);
	const char *id = call->operands.item[0];
	const struct ctx_output wish = {
		.fields = sub->fields,
		.single = !sub->is_list,
		.every_field = true,
		.may_be_more = true,
	};
	g_autofree char *what =
		g_strdup_printf("%s of %s '%s'", sub->noun, resource->noun, id);
	g_autofree char *ref = g_strconcat(resource->noun, "_id", NULL);
	const struct api_about about = {
		.what = what,
		.scope = resource->read_scope,
		.path_inferred = sub->is_inferred,
		.expect = { .id = id, .fields = sub->fields, .ref = ref },
	};
	AUTO(out_drop) struct out *out = NULL;
	g_autofree char *path = NULL;
	const struct api *api;
	struct page_totals totals = { .shown = 1 };

	if (!resource_path(resource->path, resource->noun, id, sub->path, &path,
			   err) ||
	    !ctx_out(ctx, &wish, &out, err) || !ctx_api(ctx, &api, err))
		return false;
	if (!(sub->is_list ? show_list(api, path, &about, out, &totals, err)
			   : show_record(api, path, &about, out, err)))
		return false;
	if (totals.shown == 0)
		ctx_say_none(ctx, what);
	return out_finish(out, err) && completeness_check(&totals.seen, err);
}

static bool has_below(const void *subject)
{
	const struct resource *resource = subject;

	return resource->below != NULL;
}

#define BELOW_COMMAND(word, text)                                              \
	{                                                                      \
		.name = word, .summary = text, .operands = "ASSET-ID",         \
		.min_operands = 1, .max_operands = 1, .applies = has_below,    \
		.needs = NEEDS_READ, .run = below_run,                         \
	}

const struct command cmd_below_history =
	BELOW_COMMAND("history", "List when an asset was serviced, and how");
const struct command cmd_below_parts =
	BELOW_COMMAND("parts", "List the parts of an asset");
const struct command cmd_below_warranty =
	BELOW_COMMAND("warranty", "Show whether an asset is under warranty");
