#include "cmd/commands.h"
#include "cmd/external.h"

/* The program reads these itself; the rows are for help and completion. A
   test holds them against the program's own. */
static const struct opt sandbox_options[] = {
	{ .name = "listen",
	  .kind = OPT_STRING,
	  .arg = "ADDRESS:PORT",
	  .help = "serve there until interrupted; port 0: the kernel chooses" },
	{ .name = "records",
	  .kind = OPT_NUMBER,
	  .arg = "N",
	  .max = LONG_MAX,
	  .help = "work orders to make up; the rest in proportion" },
	{ .name = "seed",
	  .kind = OPT_NUMBER,
	  .arg = "N",
	  .max = LONG_MAX,
	  .help = "the same seed makes the same records" },
	OPT_END
};

static bool sandbox_run(struct ctx *ctx, const struct call *call,
			struct error *err)
{
	(void)ctx;
	return external_own("fentu-sandbox", call->operands, err);
}

static const char *const examples[] = {
	"fentu sandbox -- fentu wo list", "fentu sandbox --records 5000 -- sh",
	"eval \"$(fentu sandbox --listen 127.0.0.1:0 &)\"", NULL
};

const struct command cmd_sandbox = {
	.name = "sandbox",
	.summary = "Serve a local API with made-up data",
	.operands = "[-- COMMAND [ARGUMENT...]]",
	.max_operands = COMMAND_ANY_NUMBER,
	.opts = sandbox_options,
	.verbatim = true,
	.run = sandbox_run,
	.examples = examples,
};
