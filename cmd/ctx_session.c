/* The context's session: the login in force, kept fresh. */
#include "cmd/ctx_parts.h"

#include <string.h>

#include "cmd/oauth.h"

static bool ask(void *user, const struct cred *login,
		struct token_answer *ret_answer,
		enum token_verdict *ret_verdict, struct error *err)
{
	AUTO(account_release) struct account account = { 0 };

	*ret_verdict = TOKEN_NOT_SPENT;
	return account_open(user, NULL, &account, err) &&
	       oauth_refresh(user, &account, login, ret_answer, ret_verdict,
			     err);
}

static bool is_kept(const struct cred *cred)
{
	return cred->source == CRED_FROM_KEYRING ||
	       cred->source == CRED_FROM_LIBSECRET_FILE ||
	       cred->source == CRED_FROM_FILE;
}

static void tell_unsaved(void *user, const struct error *why)
{
	struct ctx *ctx = user;

	io_warn(ctx->io,
		"the refreshed login is not stored yet: %s; it is tried again "
		"until the command ends",
		why->message);
}

static bool open_session(struct ctx *ctx, struct error *err)
{
	struct session_config config = {
		.clock = ctx_clock(ctx),
		.trace = &ctx->trace,
		.ask = ask,
		.tell = tell_unsaved,
		.user = ctx,
	};

	if (!ctx_lock_wait(ctx, &config.lock_ms, err) ||
	    !ctx_cred_key(ctx, &config.key, err) ||
	    !ctx_kept_store(ctx, &config.store, err) ||
	    !ctx_lock_path(&config.key, &ctx->lock_path, err))
		return false;
	/* a person was asked when the credential was read, if at all */
	store_quiet(config.store);
	config.lock_path = ctx->lock_path;
	session_init(&ctx->session, &config, &ctx->cred);
	return true;
}

bool ctx_session(struct ctx *ctx, struct session **ret_session,
		 struct error *err)
{
	const struct cred *cred;

	if (!ctx_credential(ctx, &cred, err))
		return false;
	if (cred->kind != CRED_OAUTH || !is_kept(cred)) {
		*ret_session = NULL;
		return true;
	}
	if (!ctx->session.config.store && !open_session(ctx, err))
		return false;
	*ret_session = &ctx->session;
	return true;
}

bool ctx_login_changed(struct ctx *ctx, struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };
	struct cred_key key = { 0 };

	(void)!ctx_cred_key(ctx, &key, &ignored);
	error_set(err, ERR_OTHER,
		  "another fentu process has logged in as profile '%s' "
		  "meanwhile; nothing was changed",
		  key.profile);
	return error_hint(err, "run the command again");
}

bool ctx_renew(struct ctx *ctx, int64_t left_s, bool *ret_changed,
	       struct error *err)
{
	return session_renew(&ctx->session, left_s, ret_changed, err) &&
	       (ctx->cred.kind == CRED_OAUTH || ctx_login_changed(ctx, err));
}

bool ctx_finish(struct ctx *ctx, struct error *err)
{
	ctx_tell_requests(ctx);
	return !ctx->session.config.store || session_finish(&ctx->session, err);
}
