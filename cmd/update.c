#include "cmd/bulk.h"
#include "cmd/guard.h"
#include "cmd/ids.h"
#include "cmd/record_help.h"
#include "cmd/send.h"
#include "cmd/setters.h"

struct update_opts {
	struct strv fields;
	const char *data;
	const char *confirm;
	struct bulk_opts bulk;
};

static const struct opt update_options[] = {
	SETTERS_FIELD_OPTION(struct update_opts, fields),
	SETTERS_DATA_OPTION(struct update_opts, data),
	GUARD_OPTION(struct update_opts, confirm),
	BULK_OPTIONS(struct update_opts, bulk), OPT_END
};

static bool update_many(struct ctx *ctx, const struct call *call,
			const struct setters_given *given, struct error *err)
{
	const struct update_opts *o = call->opts;
	const struct bulk_wish wish = {
		.opts = &o->bulk,
		.action = WRITE_UPDATE,
		.confirm = o->confirm,
	};

	if (call->operands.count > 0 || o->data ||
	    setters_are_given(call, given))
		return error_set(err, ERR_USAGE,
				 "--from says which records are changed, and "
				 "how; it excludes ids and the options that "
				 "set fields");
	return bulk_write(ctx, call, &wish, err);
}

/* The id of a record is what it is known by, and cannot be changed. */
static bool check_id(const struct setters_made *body, const struct strv *ids,
		     struct error *err)
{
	const struct js id =
		js_member((struct js){ body->text, body->len }, "id");
	g_autofree char *text =
		js_type(id) == JS_STRING ? js_text(id, NULL) : NULL;

	for (size_t i = 0; i < ids->count && js_type(id) != JS_NONE; i++)
		if (g_strcmp0(text, ids->item[i]) != 0)
			return error_set(err, ERR_USAGE,
					 "the field 'id' cannot be changed: it "
					 "is not '%s'",
					 ids->item[i]);
	return true;
}

static bool update_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct resource *resource = call->subject;
	const struct update_opts *o = call->opts;
	const struct strv *ids = &call->operands;
	const struct setters_given given = {
		.setters = resource->setters,
		.fields = &o->fields,
		.data = o->data,
	};
	AUTO(send_release)
	struct send send = {
		.ctx = ctx,
		.call = call,
		.done = "Updated",
		.setters = resource->setters,
		.fields = resource->fields,
		.count = ids->count,
	};
	struct write_request request = { .resource = resource,
					 .action = WRITE_UPDATE };
	AUTO(setters_made_release) struct setters_made body = { 0 };

	if (o->bulk.from)
		return update_many(ctx, call, &given, err);
	if (ids->count == 0)
		return command_lacks_operand(call, err);
	if (!bulk_refuse(&o->bulk, err) || !ids_check(ids, resource, err) ||
	    !setters_body(ctx, call, &given, &body, err) ||
	    !check_id(&body, ids, err) || !guard_write(ctx, o->confirm, err) ||
	    !send_open(&send, err))
		return false;
	request.body = body.text;
	request.body_len = body.len;
	request.partial = (const char *const *)body.partial;
	for (size_t i = 0; i < ids->count; i++) {
		request.id = ids->item[i];
		if (!send_one(&send, &request, err))
			return false;
	}
	return send_finish(&send, err);
}

static bool has_update(const void *subject)
{
	const struct resource *resource = subject;

	return resource->verbs & VERB_UPDATE;
}

const struct command cmd_update = {
	.name = "update",
	.summary = "Change {}, by their ids",
	.about = record_help_plural,
	.examples_of = record_help_update,
	.operands = "ID...",
	.max_operands = COMMAND_ANY_NUMBER,
	.opts = update_options,
	.opts_size = sizeof(struct update_opts),
	.more_opts = setters_options,
	.more_heading = "Fields",
	.applies = has_update,
	/* a record that is replaced whole or in part is read before */
	.needs = NEEDS_READ | NEEDS_WRITE,
	.run = update_run,
};
