/* The context's session: the login in force, kept fresh. */
#include "cmd/ctx_parts.h"

#include <string.h>

#include "cmd/oauth.h"
#include "lib/conf/paths.h"

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

/* One lock for each login. It lies with the state, since processes that share
   a keyring need not share a runtime folder. */
static bool find_lock(struct ctx *ctx, const struct cred_key *key,
		      struct error *err)
{
	g_autofree char *state = paths_state();
	g_autofree char *folder = NULL;
	g_autofree char *name = NULL;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	if (!state)
		return true; /* there is something to say when it is needed */
	folder = g_build_filename(state, "locks", NULL);
	g_checksum_update(sum, (const guchar *)key->origin,
			  (gssize)strlen(key->origin) + 1);
	g_checksum_update(sum, (const guchar *)key->profile,
			  (gssize)strlen(key->profile));
	name = g_strndup(g_checksum_get_string(sum), 32);
	ctx->lock_path = g_build_filename(folder, name, NULL);
	return file_make_dir(folder, err);
}

static bool is_kept(const struct cred *cred)
{
	return cred->source == CRED_FROM_KEYRING ||
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
	int64_t timeout_s;

	if (!ctx_number(ctx, ctx->globals.timeout_s, "timeout", &timeout_s,
			err) ||
	    !ctx_cred_key(ctx, &config.key, err) ||
	    !ctx_kept_store(ctx, &config.store, err) ||
	    !find_lock(ctx, &config.key, err))
		return false;
	config.lock_path = ctx->lock_path;
	config.lock_ms = (int)MIN(timeout_s * 1000, SESSION_LOCK_MS);
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

bool ctx_finish(struct ctx *ctx, struct error *err)
{
	ctx_tell_requests(ctx);
	return !ctx->session.config.store || session_finish(&ctx->session, err);
}
