#include <string.h>

#include "cmd/account.h"
#include "cmd/ctx.h"
#include "cmd/guard.h"
#include "cmd/revocation.h"
#include "lib/auth/validity.h"
#include "lib/cli/command.h"

struct logout_opts {
	bool all;
	bool revoke;
	bool no_revoke;
	bool yes;
	const char *confirm;
};

static const struct opt logout_options[] = {
	OPT_ROW_FLAG("all", 0, struct logout_opts, all,
		     "of every profile, not just the one in force"),
	OPT_ROW_FLAG("revoke", 0, struct logout_opts, revoke,
		     "make an API key invalid for everyone who uses it"),
	OPT_ROW_FLAG("no-revoke", 0, struct logout_opts, no_revoke,
		     "forget tokens here, but leave them valid"),
	OPT_ROW_FLAG("yes", 'y', struct logout_opts, yes,
		     "do not ask before an API key is revoked"),
	GUARD_OPTION(struct logout_opts, confirm),
	OPT_END,
};

/* A token belongs to this login alone. A key may be in use elsewhere, and
   cannot be restored: it is revoked only when asked for. */
static bool is_to_be_revoked(const struct logout_opts *opts,
			     const struct cred *cred)
{
	return cred->kind != CRED_NONE && !opts->no_revoke &&
	       (opts->revoke || cred->kind == CRED_OAUTH);
}

/* What one logout has found and done. */
struct leaving {
	struct ctx *ctx;
	const struct account *account;
	struct sealed asked; /* the key that a person was asked about */
	struct cred cred;
	bool is_damaged;  /* there is a record, and nothing can be read in it */
	unsigned left;	  /* what the server may still accept: validity.h */
	struct error why; /* of a revocation that failed */
	char *lost;	  /* revocation_lost */
};

static void leaving_release(struct leaving *leaving)
{
	sealed_release(&leaving->asked);
	cred_release(&leaving->cred);
	error_release(&leaving->why);
	g_free(leaving->lost);
}

static bool explain_unread(const struct account *account,
			   const struct error *why, struct error *err)
{
	error_set(err, why->code,
		  "%s; profile '%s' is not logged out, and its login is still "
		  "stored if there is one",
		  why->message, account->profile);
	return error_hint(err, "%s", error_hint_text(why));
}

static bool look_up(struct leaving *leaving, bool *ret_found, struct error *err)
{
	const struct account *account = leaving->account;
	const struct cred_key key = account_key(account);
	AUTO(error_release) struct error damage = { 0 };

	if (store_get(account->store, &key, &leaving->cred, ret_found, &damage))
		return true;
	if (damage.code == ERR_INTERRUPTED) {
		error_move(err, &damage);
		return false;
	}
	if (damage.code == ERR_LOGIN)
		return explain_unread(account, &damage, err);
	/* What cannot be read can still be forgotten. */
	io_warn(ctx_io(leaving->ctx), "%s", damage.message);
	leaving->is_damaged = true;
	*ret_found = true;
	return true;
}

/* "the access token stays valid until ..."; owned. */
static char *what_stays(const struct leaving *leaving)
{
	if (leaving->is_damaged)
		return g_strdup("what the damaged record held stays valid "
				"until it expires or is revoked in Fentu under "
				"Administration > Integrations > API");
	return validity_text(&leaving->cred, leaving->left,
			     clock_unix_s(ctx_clock(leaving->ctx)));
}

static bool explain_left(const struct leaving *leaving, struct error *err)
{
	const struct error *why = &leaving->why;
	g_autofree char *stays = what_stays(leaving);

	error_set(err, ERR_PARTIAL,
		  "the login of profile '%s' is forgotten here, but not "
		  "revoked%s%s; %s",
		  leaving->account->profile, why->message ? ": " : "",
		  why->message ? why->message : "", stays);
	err->http_status = why->http_status;
	return error_hint(err, "revoke it in Fentu under Administration > "
			       "Integrations > API");
}

/* Forgotten in any case; then the truth about the rest. */
static bool forget(const struct leaving *leaving, bool *ret_done,
		   struct error *err)
{
	const struct error *why = &leaving->why;
	const struct cred *was = leaving->is_damaged ? NULL : &leaving->cred;

	if (account_forget(leaving->ctx, leaving->account, was, ret_done, err))
		return true;
	if (why->message)
		return error_wrap(err,
				  "neither revoked (%s) nor forgotten, the "
				  "login is still stored",
				  why->message);
	return error_wrap(
		err, "%sstill stored here",
		leaving->left || leaving->is_damaged ? "" : "revoked, but ");
}

static bool tell(const struct leaving *leaving, const struct logout_opts *opts,
		 struct error *err)
{
	const struct account *account = leaving->account;
	struct io *io = ctx_io(leaving->ctx);
	g_autofree char *stays = what_stays(leaving);

	bool is_left = leaving->left || leaving->is_damaged;

	if (leaving->lost && is_left)
		io_warn(io, "%s", leaving->lost);
	if (leaving->why.message || (leaving->is_damaged && !opts->no_revoke))
		return explain_left(leaving, err);
	io_say(io, "Forgot the login of profile '%s' for %s.", account->profile,
	       account->url.origin);
	if (is_left)
		io_say(io, "Not revoked: %s.", stays);
	else if (leaving->lost)
		return revocation_explain_lost(account, leaving->lost, err);
	else
		io_say(io, "The server no longer accepts it.");
	return true;
}

/* With --all, --confirm is for the profile that it names. */
static const char *confirm_for(const struct logout_opts *opts,
			       const struct account *account)
{
	return opts->all && g_strcmp0(opts->confirm, account->profile) != 0
		       ? NULL
		       : opts->confirm;
}

/* Before the lock is taken. What cannot be read is met again. */
static bool ask(struct leaving *leaving, const struct logout_opts *opts,
		struct error *err)
{
	const struct account *account = leaving->account;
	const struct cred_key key = account_key(account);
	AUTO(error_release) struct error met_again = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = false;

	if (!store_get(account->store, &key, &cred, &found, &met_again) ||
	    !found || !is_to_be_revoked(opts, &cred))
		return true;
	sealed_move(&leaving->asked, &cred.access);
	return sealed_set(&cred.access, sealed_reveal(&leaving->asked),
			  leaving->asked.len, err) &&
	       revocation_is_meant(leaving->ctx, account, &cred, opts->yes,
				   confirm_for(opts, account), err);
}

static bool revoke_login(struct leaving *leaving, struct error *err)
{
	if (!revocation_is_same(leaving->account, &leaving->asked,
				&leaving->cred, err))
		return false;
	if (revocation_run(leaving->ctx, leaving->account, &leaving->cred,
			   &leaving->left, &leaving->why) ||
	    leaving->why.code != ERR_INTERRUPTED)
		return true;
	error_move(err, &leaving->why);
	return false;
}

/* With the lock held: what is revoked is what is forgotten. *ret_done is false
   when the login was another one by then. */
static bool end_login(struct leaving *leaving, const struct logout_opts *opts,
		      bool *ret_found, bool *ret_done, struct error *err)
{
	const struct account *account = leaving->account;

	cred_release(&leaving->cred);
	error_clear(&leaving->why);
	*ret_found = *ret_done = false;
	if (!look_up(leaving, ret_found, err))
		return false;
	if (!*ret_found)
		return account_forget(leaving->ctx, account, NULL, ret_done,
				      err);
	leaving->left = validity_parts(&leaving->cred);
	g_free(leaving->lost);
	leaving->lost = revocation_lost(leaving->ctx, account, &leaving->cred);
	revocation_warn_of_former(leaving->ctx, account);
	return (!is_to_be_revoked(opts, &leaving->cred) ||
		revoke_login(leaving, err)) &&
	       forget(leaving, ret_done, err);
}

static bool log_out(struct leaving *leaving, const struct logout_opts *opts,
		    struct error *err)
{
	const struct account *account = leaving->account;
	bool found = false, done = false;

	for (unsigned tries = 0; !done && tries < ACCOUNT_TRIES; tries++) {
		if (!end_login(leaving, opts, &found, &done, err))
			return false;
	}
	if (!done)
		return account_keeps_changing(account, err);
	if (found) {
		bool ok = tell(leaving, opts, err);

		revocation_tell_replaced(leaving->ctx, &leaving->cred);
		return ok;
	}
	io_say(ctx_io(leaving->ctx), "Profile '%s' has no stored login for %s.",
	       account->profile, account->url.origin);
	return true;
}

static bool log_out_profile(struct ctx *ctx, const struct logout_opts *opts,
			    const char *profile, struct error *err)
{
	AUTO(account_release) struct account account = { 0 };
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	AUTO(leaving_release)
	struct leaving leaving = { .ctx = ctx, .account = &account };

	if (!account_open(ctx, profile, &account, err) ||
	    (opts->revoke && !ask(&leaving, opts, err)) ||
	    !account_lock(ctx, &account, CRED_LOCK_LOGOUT, &lock, err) ||
	    !log_out(&leaving, opts, err))
		return false;
	account_warn_of_given(ctx, &account, "stays in force");
	return true;
}

/* What several profiles have to be told is said once. */
static void add_hints(GString *hints, const char *hint)
{
	g_auto(GStrv) lines = g_strsplit(hint ? hint : "", "\n", -1);

	for (char **line = lines; *line; line++) {
		if (!strstr(hints->str, *line))
			g_string_append_printf(hints, "%s%s",
					       hints->len > 0 ? "\n" : "",
					       *line);
	}
}

static bool explain_all(unsigned failed, unsigned all, const char *names,
			const char *hints, struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "%u of %u profiles not logged out or not revoked: %s", failed,
		  all, names);
	return *hints ? error_hint(err, "%s", hints) : false;
}

/* One profile that fails does not keep the others. */
static bool log_out_all(struct ctx *ctx, const struct logout_opts *opts,
			struct error *err)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GString) hints = g_string_new(NULL);
	g_auto(GStrv) profiles = NULL;
	unsigned failed = 0;

	if (!account_profiles(ctx, &profiles, err))
		return false;
	for (char **profile = profiles; *profile; profile++) {
		AUTO(error_release) struct error problem = { 0 };

		if (log_out_profile(ctx, opts, *profile, &problem))
			continue;
		if (problem.code == ERR_INTERRUPTED) {
			(void)error_wrap(&problem, "profile '%s'", *profile);
			error_move(err, &problem);
			return false;
		}
		g_string_append_printf(names, "%s%s", failed++ ? ", " : "",
				       *profile);
		add_hints(hints, error_hint_text(&problem));
		io_warn(ctx_io(ctx), "profile '%s': %s", *profile,
			problem.message);
	}
	if (failed == 0)
		return true;
	return explain_all(failed, g_strv_length(profiles), names->str,
			   hints->str, err);
}

static bool logout_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct logout_opts *opts = call->opts;

	if (opts->revoke && opts->no_revoke)
		return error_set(err, ERR_USAGE,
				 "--revoke and --no-revoke exclude each other");
	/* before anything is forgotten of one profile */
	if (opts->all && opts->revoke && !opts->yes &&
	    !io_can_ask(ctx_io(ctx))) {
		error_set(err, ERR_USAGE,
			  "revoking API keys has to be confirmed, and there is "
			  "no terminal to ask on");
		return error_hint(err, "use --yes");
	}
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
