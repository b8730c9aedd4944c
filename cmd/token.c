#include "cmd/token.h"

#include "cmd/ctx.h"
#include "lib/auth/session.h"

static bool print_run(struct ctx *ctx, const struct call *call,
		      struct error *err)
{
	struct io *io = ctx_io(ctx);
	const struct cred *cred;
	struct session *session;
	bool changed;

	(void)call;
	ctx_allow_prompt(ctx);
	return ctx_credential(ctx, &cred, err) &&
	       ctx_session(ctx, &session, err) &&
	       (!session || session_keep(session, &changed, err)) &&
	       io_write(io, sealed_reveal(&cred->access), cred->access.len,
			err) &&
	       io_write(io, "\n", 1, err) && io_flush(io, err);
}

static const char *const print_examples[] = {
	"curl -H @<(printf 'Authorization: Bearer %s' \"$(fentu token print)\")"
	" URL",
	NULL,
};

static const struct command token_print = {
	.name = "print",
	.summary = "Print the key or access token in force, for scripts",
	.operands = "",
	.run = print_run,
	.examples = print_examples,
};

static const struct command *const token_commands[] = {
	&token_print,  &token_refresh, &token_revoke,
	&token_rotate, &token_list,    NULL,
};

const struct command cmd_token = {
	.name = "token",
	.summary = "The credential itself: print, refresh, replace, end it; "
		   "list all",
	.group = GROUP_CREDENTIALS,
	.below = token_commands,
};
