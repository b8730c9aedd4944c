#include "cmd/guard.h"
#include "cmd/send.h"
#include "cmd/setters.h"
#include "lib/base/random.h"

enum { KEY_BYTES = 16 };

struct create_opts {
	struct strv fields;
	const char *data;
	const char *key;
	const char *confirm;
};

#define KEY_OPTION(T, member)                                                  \
	OPT_ROW_STRING("idempotency-key", 0, T, member, "KEY", OPT_VALUES_ANY, \
		       "sent along, for APIs that do the same key once; "      \
		       "random if not given")

static const struct opt create_options[] = {
	SETTERS_FIELD_OPTION(struct create_opts, fields),
	SETTERS_DATA_OPTION(struct create_opts, data),
	KEY_OPTION(struct create_opts, key),
	GUARD_OPTION(struct create_opts, confirm), OPT_END
};

/* One record, or one below another (request->id). */
static bool create(struct ctx *ctx, const struct call *call,
		   const struct setter *setters, const struct field *fields,
		   struct write_request *request, struct error *err)
{
	const struct create_opts *o = call->opts;
	const struct setters_given given = {
		.setters = setters,
		.fields = &o->fields,
		.data = o->data,
		.is_new = true,
	};
	AUTO(send_release)
	struct send send = {
		.ctx = ctx,
		.call = call,
		.done = request->below ? "Added" : "Created",
		.setters = setters,
		.fields = fields,
		.count = 1,
	};
	g_autofree char *body = NULL, *key = NULL;

	request->resource = call->subject;
	request->action = WRITE_CREATE;
	if (!setters_body(ctx, call, &given, &body, &request->body_len, err) ||
	    !random_hex(KEY_BYTES, &key, err) ||
	    !guard_write(ctx, o->confirm, err) || !send_open(&send, err))
		return false;
	request->body = body;
	request->idempotency_key = o->key ? o->key : key;
	return send_one(&send, request, err) && send_finish(&send, err);
}

static bool create_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct resource *resource = call->subject;
	struct write_request request = {
		.id = resource->parent_path ? call->operands.item[0] : NULL,
	};

	return create(ctx, call, resource->setters, resource->fields, &request,
		      err);
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
	.summary = "Create a record",
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
	.summary = "Create a record below a work order",
	.operands = "WORK-ORDER-ID",
	.min_operands = 1,
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

static const struct opt *part_options(const void *subject, GPtrArray *keep)
{
	return setters_rows(parts_of(subject)->setters, true, keep);
}

static bool add_part_run(struct ctx *ctx, const struct call *call,
			 struct error *err)
{
	const struct subresource *parts = parts_of(call->subject);
	struct write_request request = {
		.id = call->operands.item[0],
		.below = parts,
	};

	return create(ctx, call, parts->setters, parts->fields, &request, err);
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
	.opts = create_options,
	.opts_size = sizeof(struct create_opts),
	.more_opts = part_options,
	.more_heading = "Fields",
	.applies = has_parts,
	.needs = NEEDS_WRITE,
	.run = add_part_run,
};
