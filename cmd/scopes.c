#include "cmd/commands.h"
#include "cmd/ctx.h"
#include "cmd/record.h"
#include "cmd/scope_need.h"

static const struct field scope_fields[] = {
	{ "id", "Scope", FIELD_TEXT, FIELD_COLUMN, "its name" },
	{ "allows", "Allows", FIELD_TEXT, FIELD_COLUMN, "what it permits" },
	{ "commands", "Commands", FIELD_ARRAY, FIELD_COLUMN | FIELD_WRAPS,
	  "which commands need it" },
	{ .name = NULL },
};

/* One scope and those of the commands that need it. */
static bool print_scope(const struct scope *scope, const GPtrArray *needs,
			struct out *out, struct error *err)
{
	g_autoptr(GString) record = record_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < needs->len; i++) {
		const struct scope_need *need = needs->pdata[i];

		if (need->set & scope_set(scope->name))
			g_ptr_array_add(names, need->command);
	}
	record_text(record, "id", scope->name);
	record_text(record, "allows", scope->allows);
	record_texts(record, "commands", names);
	return record_write(record, out, err);
}

static bool print_set(struct ctx *ctx, unsigned set, const GPtrArray *needs,
		      struct error *err)
{
	const struct ctx_output wish = { .fields = scope_fields,
					 .every_field = true };
	AUTO(out_drop) struct out *out = NULL;

	if (!ctx_out(ctx, &wish, &out, err))
		return false;
	for (size_t i = 0; scopes[i].name; i++) {
		if ((set & scope_set(scopes[i].name)) &&
		    !print_scope(&scopes[i], needs, out, err))
			return false;
	}
	return out_finish(out, err);
}

static bool scopes_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	g_autoptr(GPtrArray) needs = NULL;
	unsigned set;

	if (call->operands.count == 0) {
		needs = scope_need_all(&command_tree);
		return print_set(ctx, ~0U, needs, err);
	}
	if (!scope_need_named(&command_tree, call->operands, &needs, err))
		return false;
	set = scope_need_union(needs);
	if (set == 0)
		io_say(ctx_io(ctx), "Any credential does: no scope is needed.");
	return print_set(ctx, set, needs, err);
}

static const char *const scopes_examples[] = {
	"fentu scopes",
	"fentu scopes wo list assets view",
	"fentu scopes -o id \"wo list, task update\"",
	NULL,
};

const struct command cmd_scopes = {
	.name = "scopes",
	.summary = "Show what each scope allows, and the fewest that commands "
		   "need",
	.group = GROUP_CREDENTIALS,
	.operands = "[COMMAND...]",
	.max_operands = COMMAND_ANY_NUMBER,
	.operand_values = OPT_VALUES_COMMANDS,
	.run = scopes_run,
	.is_report = true,
	.examples = scopes_examples,
};
