#include "cmd/version.h"

#include "cmd/commands.h"
#include "cmd/ctx.h"

bool version_print(struct io *io, struct error *err)
{
	static const char text[] = "fentu " FENTU_VERSION "\n";

	return io_write(io, text, strlen(text), err) && io_flush(io, err);
}

static bool version_run(struct ctx *ctx, const struct call *call,
			struct error *err)
{
	(void)call;
	return version_print(ctx_io(ctx), err);
}

const struct command cmd_version = {
	.name = "version",
	.summary = "Print the version",
	.operands = "",
	.run = version_run,
};
