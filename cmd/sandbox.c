#include "cmd/commands.h"
#include "cmd/external.h"

static const char *const resets[] = { "epoch", "delta", "ms", "date", NULL };
static const char *const verbs[] = { "patch", "put", "both", NULL };

#define ROW(n, a, h)                                                           \
	{                                                                      \
		.name = n, .kind = OPT_STRING, .arg = a, .help = h             \
	}
#define FLAG(n, h)                                                             \
	{                                                                      \
		.name = n, .kind = OPT_FLAG, .help = h                         \
	}

/* The program reads these itself; the rows are for help and completion. A
   test holds them against what the program says of itself. */
static const struct opt sandbox_options[] = {
	ROW("listen", "127.0.0.1:PORT",
	    "serve there until interrupted; port 0: the kernel chooses"),
	ROW("records", "N", "how many of each resource (1234)"),
	ROW("seed", "N", "which made-up data (1)"),
	ROW("today", "YYYY-MM-DD", "the day that dates lie around"),
	{ .name = "db",
	  .kind = OPT_STRING,
	  .arg = "FILE",
	  .values = OPT_VALUES_FILE,
	  .help = "keep the data in FILE" },
	ROW("latency", "MS", "hold every answer back"),
	ROW("rate-limit", "N",
	    "requests per window and key (10000; 0: no limit)"),
	ROW("rate-window", "SECONDS", "length of a window (3600)"),
	{ .name = "rate-reset",
	  .kind = OPT_CHOICE,
	  .arg = "UNIT",
	  .choices = resets,
	  .help = "unit of X-RateLimit-Reset" },
	ROW("error-shape", "SHAPE", "how errors are written"),
	{ .name = "write-verb",
	  .kind = OPT_CHOICE,
	  .arg = "VERB",
	  .choices = verbs,
	  .help = "what updates a record" },
	ROW("access-ttl", "SECONDS", "life of an access token (3600)"),
	ROW("refresh-ttl", "SECONDS", "life of a refresh token (2592000)"),
	{ .name = "fault",
	  .kind = OPT_STRINGS,
	  .arg = "SPEC",
	  .help = "let answers go wrong" },
	FLAG("tls", "serve over https, with an authority of its own"),
	FLAG("link-header", "name the next page in a Link header"),
	FLAG("idempotency", "honour Idempotency-Key"),
	FLAG("no-gzip", "never compress"),
	FLAG("help", "show the program's own help"),
	OPT_END
};

static bool sandbox_run(struct ctx *ctx, const struct call *call,
			struct error *err)
{
	(void)ctx;
	return external_own("fentu-sandbox", call->operands, err);
}

static const char *const examples[] = {
	"fentu sandbox -- fentu wo list",
	"fentu sandbox --records 5000 --latency 50 -- bash",
	"fentu sandbox --listen 127.0.0.1:8080", NULL
};

const struct command cmd_sandbox = {
	.name = "sandbox",
	.summary = "Run a local Fentu API with made-up data",
	.operands = "[-- COMMAND...]",
	.max_operands = COMMAND_ANY_NUMBER,
	.opts = sandbox_options,
	.verbatim = true,
	.run = sandbox_run,
	.examples = examples,
};
