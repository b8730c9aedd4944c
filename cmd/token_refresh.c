#include "cmd/ctx.h"
#include "cmd/token.h"
#include "lib/auth/session.h"
#include "lib/base/when.h"

struct refresh_opts {
	long if_expiring_s;
};

static const struct opt refresh_options[] = {
	OPT_ROW_NUMBER("if-expiring", 0, struct refresh_opts, if_expiring_s, 1,
		       31536000, "SECONDS",
		       "only if the access token ends sooner than that"),
	OPT_END,
};

static bool refuse(const struct cred *cred, struct error *err)
{
	if (cred->kind == CRED_OAUTH) {
		error_set(err, ERR_USAGE, "the token in %s cannot be refreshed",
			  cred->source_detail);
		return error_hint(err, "unset it to use the stored login");
	}
	error_set(err, ERR_USAGE,
		  "an API key is not refreshed: it does not end");
	return error_hint(err, "'fentu token rotate' replaces it by another");
}

/* Until a token without a known end is refused, it counts as good. */
static void say_end(struct ctx *ctx, const struct cred *cred, bool changed)
{
	int64_t end = cred->oauth.access_expires_at;
	g_autofree char *text = end > 0 ? when_local(end) : NULL;
	const char *what = changed ? "Refreshed;" : "Not refreshed:";

	if (text)
		io_say(ctx_io(ctx), "%s the access token ends at %s.", what,
		       text);
	else
		io_say(ctx_io(ctx),
		       "%s the server did not say when the access token ends.",
		       what);
}

static bool refresh_run(struct ctx *ctx, const struct call *call,
			struct error *err)
{
	const struct refresh_opts *opts = call->opts;
	const struct cred *cred;
	struct session *session;
	long left_s = opts->if_expiring_s > 0 ? opts->if_expiring_s : -1;
	bool changed = false;

	ctx_allow_prompt(ctx);
	if (!ctx_credential(ctx, &cred, err) ||
	    !ctx_session(ctx, &session, err))
		return false;
	if (!session)
		return refuse(cred, err);
	if (!ctx_renew(ctx, left_s, &changed, err))
		return false;
	say_end(ctx, cred, changed);
	return true;
}

static const char *const refresh_examples[] = {
	"fentu token refresh",
	"fentu token refresh --if-expiring 600",
	NULL,
};

const struct command token_refresh = {
	.name = "refresh",
	.summary = "Get a new access token now",
	.operands = "",
	.opts = refresh_options,
	.opts_size = sizeof(struct refresh_opts),
	.needs = NEEDS_EFFECT,
	.run = refresh_run,
	.examples = refresh_examples,
};
