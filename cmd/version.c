#include "cmd/version.h"

#include "cmd/commands.h"
#include "cmd/ctx.h"
#include "cmd/record.h"

bool version_print(struct io *io, struct error *err)
{
	static const char text[] = "fentu " FENTU_VERSION "\n";

	return io_write(io, text, strlen(text), err) && io_flush(io, err);
}

static const struct field version_fields[] = {
	{ "version", "Version", FIELD_TEXT, FIELD_COLUMN, "of fentu" },
	{ .name = NULL },
};

static bool version_run(struct ctx *ctx, const struct call *call,
			struct error *err)
{
	const struct globals *globals = ctx_globals(ctx);
	const struct ctx_output wish = { .fields = version_fields,
					 .single = true };
	AUTO(out_drop) struct out *out = NULL;
	g_autoptr(GString) record = record_new();

	(void)call;
	if (globals->output < 0 && !globals->fields && !globals->jq)
		return version_print(ctx_io(ctx), err);
	record_text(record, "version", FENTU_VERSION);
	return ctx_out(ctx, &wish, &out, err) &&
	       record_write(record, out, err) && out_finish(out, err);
}

const struct command cmd_version = {
	.name = "version",
	.summary = "Print the version",
	.operands = "",
	.run = version_run,
};
