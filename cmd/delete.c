#include "cmd/guard.h"
#include "cmd/ids.h"
#include "cmd/record_help.h"
#include "cmd/send.h"
#include "lib/ui/prompt.h"

struct delete_opts {
	bool yes;
	const char *confirm;
};

static const struct opt delete_options[] = {
	OPT_ROW_FLAG("yes", 'y', struct delete_opts, yes, "do not ask"),
	GUARD_OPTION(struct delete_opts, confirm), OPT_END
};

/* "work order wo-1 (WO-2025-001)": people know records by their names. One
   that cannot be read keeps its id; one that is not there ends it here. */
static bool name_record(const struct api *api, const struct resource *resource,
			const char *id, char **ret_name, struct error *err)
{
	g_autofree char *what = g_strdup_printf("%s '%s'", resource->noun, id);
	const struct api_about about = { .what = what, .expect.id = id };
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	AUTO(error_release) struct error why = { 0 };
	g_autofree char *path = NULL, *label = NULL;
	struct js record = { 0 };

	if (!resource_path(resource->path, resource->noun, id, NULL, &path,
			   err))
		return false;
	if ((!api_get(api, path, &about, &reply, &why) ||
	     !api_record(&reply, &about, &record, &why)) &&
	    why.code == ERR_NOT_FOUND) {
		error_move(err, &why);
		return false;
	}
	label = send_label(record, id);
	*ret_name = g_strdup_printf("%s %s", resource->noun, label);
	return true;
}

static char *question_for(const struct resource *resource, size_t count,
			  const char *name, const char *where)
{
	const char *after = !resource->has_trash ? "This may be final."
			    : count > 1		 ? "They go to the trash."
						 : "It goes to the trash.";

	if (count == 1)
		return g_strdup_printf("Delete %s %s? %s [y/N] ", name, where,
				       after);
	return g_strdup_printf("Delete these %zu %s %s? %s [y/N] ", count,
			       resource->plural, where, after);
}

static bool ask(struct ctx *ctx, const struct call *call, struct error *err)
{
	const struct resource *resource = call->subject;
	const struct strv *ids = &call->operands;
	g_autofree char *question = NULL, *where = NULL;
	const struct api *api;

	if (!guard_where(ctx, &where, err) || !ctx_api(ctx, &api, err))
		return false;
	for (size_t i = 0; i < ids->count; i++) {
		g_autofree char *name = NULL;

		if (!name_record(api, resource, ids->item[i], &name, err))
			return false;
		if (ids->count > 1)
			io_say(ctx_io(ctx), "  %s", name);
		g_free(question);
		question = question_for(resource, ids->count, name, where);
	}
	return prompt_consent(ctx_io(ctx), question, "nothing was deleted",
			      err);
}

/* Without a terminal the login is not even looked up. */
static bool may_delete(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct delete_opts *o = call->opts;

	if (o->yes || ctx_globals(ctx)->dry_run)
		return true;
	if (io_can_ask(ctx_io(ctx)))
		return ask(ctx, call, err);
	error_set(err, ERR_USAGE,
		  "deleting needs a yes, and there is no terminal to ask on");
	return error_hint(err, "use --yes");
}

static bool delete_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct resource *resource = call->subject;
	const struct delete_opts *o = call->opts;
	const struct strv *ids = &call->operands;
	AUTO(send_release)
	struct send send = {
		.ctx = ctx,
		.call = call,
		.done = "Deleted",
		.count = ids->count,
	};
	struct write_request request = { .resource = resource,
					 .action = WRITE_DELETE };

	if (!ids_check(ids, resource, err) ||
	    !guard_write(ctx, o->confirm, err) || !may_delete(ctx, call, err) ||
	    !send_open(&send, err))
		return false;
	for (size_t i = 0; i < ids->count; i++) {
		request.id = ids->item[i];
		if (!send_one(&send, &request, err))
			return false;
	}
	return send_finish(&send, err);
}

static bool has_delete(const void *subject)
{
	const struct resource *resource = subject;

	return resource->verbs & VERB_DELETE;
}

const struct command cmd_delete = {
	.name = "delete",
	.summary = "Delete {}, by their ids",
	.about = record_help_plural,
	.examples_of = record_help_delete,
	.operands = "ID...",
	.min_operands = 1,
	.max_operands = COMMAND_ANY_NUMBER,
	.opts = delete_options,
	.opts_size = sizeof(struct delete_opts),
	.applies = has_delete,
	.needs = NEEDS_WRITE,
	.run = delete_run,
};
