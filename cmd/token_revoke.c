#include <unistd.h>

#include "cmd/account.h"
#include "cmd/guard.h"
#include "cmd/revocation.h"
#include "cmd/token.h"

struct revoke_opts {
	bool token_stdin;
	bool keep;
	bool yes;
	const char *confirm;
};

static const struct opt revoke_options[] = {
	OPT_ROW_FLAG("token-stdin", 0, struct revoke_opts, token_stdin,
		     "revoke the token read from standard input instead"),
	OPT_ROW_FLAG("keep", 0, struct revoke_opts, keep,
		     "leave the local copy where it is"),
	OPT_ROW_FLAG("yes", 'y', struct revoke_opts, yes,
		     "do not ask before an API key is revoked"),
	GUARD_OPTION(struct revoke_opts, confirm),
	OPT_END,
};

/* A token that was found somewhere. What is stored here has no part in it. */
static bool revoke_found(struct ctx *ctx, const struct account *account,
			 struct error *err)
{
	AUTO(sealed_release) struct sealed token = { 0 };

	if (isatty(STDIN_FILENO))
		io_say(ctx_io(ctx),
		       "Paste the token, then press Enter and Ctrl-D.");
	if (!sealed_read(&token, STDIN_FILENO, "standard input", err) ||
	    !sealed_trim_key(&token, "the token from standard input", err))
		return false;
	if (!revocation_of_token(ctx, account, &token, err))
		return error_wrap(err, "the token is not revoked for certain");
	io_say(ctx_io(ctx), "Revoked the token at the server; the API does "
			    "not accept it.");
	return true;
}

#define REVOKE_ELSEWHERE                                                       \
	"to revoke a token from elsewhere, give it with --token-stdin"

static bool not_logged_in(const struct account *account, struct error *err)
{
	error_set(err, ERR_LOGIN, "profile '%s' has no stored login for %s",
		  account->profile, account->url.origin);
	return error_hint(err, REVOKE_ELSEWHERE);
}

/* What could not be revoked is kept, so that it can be tried again. */
static bool is_kept(struct error *err)
{
	g_autofree char *hint = g_strdup(err->hint);

	if (err->code == ERR_INTERRUPTED)
		return false;
	(void)error_wrap(err, "not revoked for certain, and still stored here");
	return error_hint(err,
			  "%s%stry again, or forget it here alone with 'fentu "
			  "logout --no-revoke'",
			  hint ? hint : "", hint ? "\n" : "");
}

static bool not_asked(struct error *err)
{
	g_autofree char *hint = g_strdup(error_hint_text(err));

	if (err->code != ERR_LOGIN)
		return false;
	return error_hint(err, "%s\n" REVOKE_ELSEWHERE, hint);
}

static bool read_stored(const struct account *account, struct cred *ret_cred,
			struct error *err)
{
	const struct cred_key key = account_key(account);
	bool found = false;

	cred_release(ret_cred);
	if (!store_get(account->store, &key, ret_cred, &found, err))
		return not_asked(err);
	return (found && ret_cred->kind != CRED_NONE) ||
	       not_logged_in(account, err);
}

/* What a revocation of the stored login goes by. */
struct stored {
	struct cred cred;
	struct sealed asked; /* the key that a person was asked about */
	bool keep;
	char *lost; /* revocation_lost */
};

static void stored_release(struct stored *stored)
{
	g_free(stored->lost);
	cred_release(&stored->cred);
	sealed_release(&stored->asked);
}

/* With the lock held: what is revoked is what is forgotten. *ret_done is false
   when the login was another one by then. */
static bool end_stored(struct ctx *ctx, const struct account *account,
		       struct stored *stored, bool *ret_done, struct error *err)
{
	unsigned left;

	*ret_done = stored->keep;
	if (!read_stored(account, &stored->cred, err) ||
	    !revocation_is_same(account, &stored->asked, &stored->cred, err))
		return false;
	if (!revocation_run(ctx, account, &stored->cred, &left, err))
		return is_kept(err);
	g_free(stored->lost);
	stored->lost = revocation_lost(ctx, account, &stored->cred);
	if (!stored->keep)
		revocation_warn_of_former(ctx, account);
	return stored->keep ||
	       account_forget_login(ctx, account, &stored->cred, ret_done,
				    err) ||
	       error_wrap(err, "revoked, but still stored here");
}

static bool end_at_last(struct ctx *ctx, const struct account *account,
			struct stored *stored, struct error *err)
{
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	bool done = false;

	if (!account_lock(ctx, account, CRED_LOCK_LOGOUT, &lock, err))
		return false;
	for (unsigned tries = 0; !done && tries < ACCOUNT_TRIES; tries++) {
		if (!end_stored(ctx, account, stored, &done, err))
			return false;
	}
	return done || account_keeps_changing(account, err);
}

static bool revoke_stored(struct ctx *ctx, const struct account *account,
			  const struct revoke_opts *opts, struct error *err)
{
	AUTO(stored_release) struct stored stored = { .keep = opts->keep };
	struct io *io = ctx_io(ctx);

	if (!read_stored(account, &stored.cred, err) ||
	    !revocation_is_meant(ctx, account, &stored.cred, opts->yes,
				 opts->confirm, err))
		return false;
	sealed_move(&stored.asked, &stored.cred.access);
	if (!end_at_last(ctx, account, &stored, err))
		return false;
	io_say(io,
	       "Revoked the credential of profile '%s' at the server; the "
	       "API does not accept it any more.",
	       account->profile);
	if (!opts->keep)
		io_say(io, "Forgot the local copy.");
	revocation_tell_replaced(ctx, &stored.cred);
	return !stored.lost ||
	       revocation_explain_lost(account, stored.lost, err);
}

static bool revoke_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct revoke_opts *opts = call->opts;
	AUTO(account_release) struct account account = { 0 };

	if (opts->token_stdin && opts->keep)
		return error_set(err, ERR_USAGE,
				 "--keep is about the stored login, not about "
				 "the token of --token-stdin");
	ctx_allow_prompt(ctx);
	if (!account_open(ctx, NULL, &account, err))
		return false;
	if (opts->token_stdin)
		return revoke_found(ctx, &account, err);
	if (!revoke_stored(ctx, &account, opts, err))
		return false;
	account_warn_of_given(ctx, &account, "stays in force");
	return true;
}

static const char *const revoke_examples[] = {
	"fentu token revoke",
	"fentu token revoke --token-stdin < found.txt",
	NULL,
};

const struct command token_revoke = {
	.name = "revoke",
	.summary = "End the credential at the server, then forget it",
	.operands = "",
	.opts = revoke_options,
	.opts_size = sizeof(struct revoke_opts),
	.needs = NEEDS_EFFECT,
	.run = revoke_run,
	.examples = revoke_examples,
};
