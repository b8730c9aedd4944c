#include "cmd/account.h"
#include "cmd/ctx.h"
#include "cmd/revocation.h"
#include "lib/cli/command.h"

struct logout_opts {
	bool all;
	bool revoke;
	bool no_revoke;
};

static const struct opt logout_options[] = {
	OPT_ROW_FLAG("all", 0, struct logout_opts, all,
		     "of every profile, not just the one in force"),
	OPT_ROW_FLAG("revoke", 0, struct logout_opts, revoke,
		     "make an API key invalid for everyone who uses it"),
	OPT_ROW_FLAG("no-revoke", 0, struct logout_opts, no_revoke,
		     "forget tokens here, but leave them valid"),
	OPT_END,
};

/* A token belongs to this login alone. A key may be in use elsewhere, and
   cannot be had back: it is revoked only when asked for. */
static bool is_to_be_revoked(const struct logout_opts *opts,
			     enum cred_kind kind)
{
	return !opts->no_revoke && (opts->revoke || kind == CRED_OAUTH);
}

static bool look_up(struct ctx *ctx, const struct account *account,
		    struct cred *ret_cred, bool *ret_found, struct error *err)
{
	const struct cred_key key = account_key(account);
	AUTO(error_release) struct error damage = { 0 };

	if (store_get(account->store, &key, ret_cred, ret_found, &damage))
		return true;
	if (damage.code == ERR_LOGIN || damage.code == ERR_INTERRUPTED) {
		error_move(err, &damage);
		return false;
	}
	/* What cannot be read can still be forgotten. */
	io_warn(ctx_io(ctx), "%s", damage.message);
	*ret_found = true;
	return true;
}

static bool log_out(struct ctx *ctx, const struct logout_opts *opts,
		    const struct account *account, struct error *err)
{
	AUTO(cred_release) struct cred cred = { 0 };
	struct io *io = ctx_io(ctx);
	bool revoked = false, found = false;

	if (!look_up(ctx, account, &cred, &found, err))
		return false;
	if (!found)
		io_say(io, "Profile '%s' has no stored login for %s.",
		       account->profile, account->url.origin);
	if (found && cred.kind != CRED_NONE &&
	    is_to_be_revoked(opts, cred.kind)) {
		/* what could not be revoked is kept, for another try */
		if (!revocation_run(ctx, account, &cred, err))
			return revocation_is_kept(err);
		revoked = true;
	}
	if (!account_forget(ctx, account, err))
		return false;
	if (!found)
		return true;
	io_say(io, "Forgot the login of profile '%s' for %s.", account->profile,
	       account->url.origin);
	if (revoked)
		io_say(io, "The server no longer accepts it.");
	else
		io_say(io, "It stays valid until it is revoked in Fentu under "
			   "Administration > Integrations > API.");
	return true;
}

static bool log_out_profile(struct ctx *ctx, const struct logout_opts *opts,
			    const char *profile, struct error *err)
{
	AUTO(account_release) struct account account = { 0 };

	if (!account_open(ctx, profile, &account, err) ||
	    !log_out(ctx, opts, &account, err))
		return false;
	account_warn_of_given(ctx, &account, "stays in force");
	return true;
}

/* One profile that fails does not keep the others. */
static bool log_out_all(struct ctx *ctx, const struct logout_opts *opts,
			struct error *err)
{
	g_auto(GStrv) profiles = NULL;
	unsigned failed = 0;

	if (!account_profiles(ctx, &profiles, err))
		return false;
	for (char **profile = profiles; *profile; profile++) {
		AUTO(error_release) struct error problem = { 0 };

		if (log_out_profile(ctx, opts, *profile, &problem))
			continue;
		failed++;
		io_warn(ctx_io(ctx), "profile '%s': %s", *profile,
			problem.message);
	}
	if (failed == 0)
		return true;
	return error_set(err, ERR_PARTIAL, "%u of %u profiles not logged out",
			 failed, g_strv_length(profiles));
}

static bool logout_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct logout_opts *opts = call->opts;

	if (opts->revoke && opts->no_revoke)
		return error_set(err, ERR_USAGE,
				 "--revoke and --no-revoke exclude each other");
	ctx_allow_prompt(ctx);
	if (opts->all)
		return log_out_all(ctx, opts, err);
	return log_out_profile(ctx, opts, NULL, err);
}

static const char *const logout_examples[] = {
	"fentu logout",
	"fentu logout --revoke",
	"fentu logout --all",
	NULL,
};

const struct command cmd_logout = {
	.name = "logout",
	.summary = "Forget the stored login",
	.group = GROUP_CREDENTIALS,
	.operands = "",
	.opts = logout_options,
	.opts_size = sizeof(struct logout_opts),
	.needs = NEEDS_EFFECT,
	.run = logout_run,
	.examples = logout_examples,
};
