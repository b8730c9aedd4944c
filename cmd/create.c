#include "cmd/bulk.h"
#include "cmd/guard.h"
#include "cmd/record_help.h"
#include "cmd/send.h"
#include "cmd/setters.h"
#include "lib/base/random.h"

enum { KEY_BYTES = 16 };

/* Of a single record. */
struct single_opts {
	struct strv fields;
	const char *data;
	const char *key;
	const char *confirm;
	bool no_check;
};

struct create_opts {
	struct single_opts single;
	struct bulk_opts bulk;
	int template; /* index into templates; -1: not given */
};

static const char *const templates[] = { "csv", NULL };

#define KEY_OPTION(T, member)                                                  \
	OPT_ROW_STRING("idempotency-key", 0, T, member, "KEY", OPT_VALUES_ANY, \
		       "sent along, for APIs that do the same key once; "      \
		       "random if not given")

#define SINGLE_OPTIONS(T, member)                                              \
	SETTERS_FIELD_OPTION(T, member.fields),                                \
		SETTERS_DATA_OPTION(T, member.data),                           \
		SETTERS_NO_CHECK_OPTION(T, member.no_check),                   \
		KEY_OPTION(T, member.key), GUARD_OPTION(T, member.confirm)

static const struct opt create_options[] = {
	SINGLE_OPTIONS(struct create_opts, single),
	BULK_OPTIONS(struct create_opts, bulk),
	OPT_ROW_CHOICE("template", 0, struct create_opts, template, templates,
		       "FORMAT", "print the header line of a file for --from"),
	OPT_END
};

struct part_opts {
	struct single_opts single;
};

static const struct opt part_options[] = {
	SINGLE_OPTIONS(struct part_opts, single), OPT_END
};

/* One record, or one below another (request->id). */
static bool create(struct ctx *ctx, const struct call *call,
		   const struct single_opts *o, struct write_request *request,
		   struct error *err)
{
	const struct resource *resource = call->subject;
	const struct setter *setters =
		request->below ? request->below->setters : resource->setters;
	const struct setters_given given = {
		.setters = setters,
		.fields = &o->fields,
		.data = o->data,
		.is_new = true,
		.is_unchecked = o->no_check,
	};
	AUTO(send_release)
	struct send send = {
		.ctx = ctx,
		.call = call,
		.done = request->below ? "Added" : "Created",
		.setters = setters,
		.fields = request->below ? request->below->fields
					 : resource->fields,
		.count = 1,
	};
	AUTO(setters_made_release) struct setters_made body = { 0 };
	g_autofree char *key = NULL, *path = NULL;

	request->resource = resource;
	request->action = WRITE_CREATE;
	/* an id that cannot be one is said before the login is looked for */
	if (!write_path(request, &path, err) ||
	    !setters_body(ctx, call, &given, &body, err) ||
	    !random_hex(KEY_BYTES, &key, err) ||
	    !guard_write(ctx, o->confirm, err) || !send_open(&send, err))
		return false;
	request->body = body.text;
	request->body_len = body.len;
	request->idempotency_key = o->key ? o->key : key;
	return send_one(&send, request, err) && send_finish(&send, err);
}

static bool create_many(struct ctx *ctx, const struct call *call,
			const char *parent_id, struct error *err)
{
	const struct resource *resource = call->subject;
	const struct create_opts *o = call->opts;
	const struct setters_given given = {
		.setters = resource->setters,
		.fields = &o->single.fields,
	};
	const struct bulk_wish wish = {
		.opts = &o->bulk,
		.action = WRITE_CREATE,
		.parent_id = parent_id,
		.is_unchecked = o->single.no_check,
		.confirm = o->single.confirm,
	};

	if (o->single.data || o->single.key || setters_are_given(call, &given))
		return error_set(err, ERR_USAGE,
				 "--from says what is created; it excludes "
				 "the options of a single record");
	return bulk_write(ctx, call, &wish, err);
}

static bool create_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct resource *resource = call->subject;
	const struct create_opts *o = call->opts;
	struct write_request request = { 0 };

	if (o->template >= 0)
		return bulk_template(ctx, resource, err);
	if (call->operands.count > 0)
		request.id = call->operands.item[0];
	else if (resource->parent_path)
		return command_lacks_operand(call, err);
	if (o->bulk.from)
		return create_many(ctx, call, request.id, err);
	return bulk_refuse(&o->bulk, err) &&
	       create(ctx, call, &o->single, &request, err);
}

static bool has_create(const void *subject)
{
	const struct resource *resource = subject;

	return (resource->verbs & VERB_CREATE) && !resource->parent_path;
}

static bool has_create_below(const void *subject)
{
	const struct resource *resource = subject;

	return (resource->verbs & VERB_CREATE) && resource->parent_path;
}

const struct command cmd_create = {
	.name = "create",
	.summary = "Create {}",
	.about = record_help_plural,
	.examples_of = record_help_create,
	.operands = "",
	.opts = create_options,
	.opts_size = sizeof(struct create_opts),
	.more_opts = setters_new_options,
	.more_heading = "Fields",
	.applies = has_create,
	.needs = NEEDS_WRITE,
	.run = create_run,
};

const struct command cmd_create_below = {
	.name = "create",
	.summary = "Create {} in a work order",
	.about = record_help_plural,
	.examples_of = record_help_create,
	.operands = "WORK-ORDER-ID",
	.max_operands = 1,
	.opts = create_options,
	.opts_size = sizeof(struct create_opts),
	.more_opts = setters_new_options,
	.more_heading = "Fields",
	.applies = has_create_below,
	.needs = NEEDS_WRITE,
	.run = create_run,
};

static const struct subresource *parts_of(const void *subject)
{
	return resource_below(subject, "parts");
}

static const struct opt *part_setters(const void *subject, GPtrArray *keep)
{
	return setters_rows(parts_of(subject)->setters, true, keep);
}

static bool add_part_run(struct ctx *ctx, const struct call *call,
			 struct error *err)
{
	const struct subresource *parts = parts_of(call->subject);
	const struct part_opts *o = call->opts;
	struct write_request request = {
		.id = call->operands.item[0],
		.below = parts,
	};

	return create(ctx, call, &o->single, &request, err);
}

static bool has_parts(const void *subject)
{
	const struct subresource *parts = parts_of(subject);

	return parts && parts->setters;
}

const struct command cmd_add_part = {
	.name = "add-part",
	.summary = "Add a part to an asset",
	.operands = "ASSET-ID",
	.min_operands = 1,
	.max_operands = 1,
	.opts = part_options,
	.opts_size = sizeof(struct part_opts),
	.more_opts = part_setters,
	.more_heading = "Fields",
	.applies = has_parts,
	.needs = NEEDS_WRITE,
	.run = add_part_run,
};
