/* The context's kept replies: which account they are of, and the end of them.
 */
#include "cmd/ctx_parts.h"

#include "lib/conf/paths.h"

#define PURPOSE "fentu replies"

static char *folder_of_all(void)
{
	g_autofree char *base = paths_cache();

	return base ? g_build_filename(base, "replies", NULL) : NULL;
}

/* -1: nothing may answer, since none was asked for, or since nobody knows whose
   login it is. */
static int64_t max_age_ms(const struct ctx *ctx,
			  const struct ctx_client_wish *wish)
{
	if (ctx->globals.cache_s < 0 ||
	    (wish->session && ctx->cred.created_at <= 0))
		return -1;
	return (int64_t)ctx->globals.cache_s * 1000;
}

bool ctx_open_cache(struct ctx *ctx, const struct ctx_client_wish *wish,
		    struct error *err)
{
	g_autofree char *folder = folder_of_all();
	g_autofree char *account = NULL;
	g_autofree char *owner = NULL;
	struct cred_key key;

	if (!folder)
		return true;
	if (!ctx_cred_key(ctx, &key, err))
		return false;
	account = ctx_account_name(PURPOSE, &key);
	owner = ctx_owner(PURPOSE, wish);
	ctx->cache = cache_open(&(struct cache_config){
		.folder = folder,
		.account = account,
		.owner = owner,
		.max_age_ms = max_age_ms(ctx, wish),
		.clock = ctx_clock(ctx),
		.trace = &ctx->trace,
		.secrets = ctx_secrets(ctx),
	});
	return true;
}

void ctx_forget_replies(struct ctx *ctx, const struct cred_key *key)
{
	AUTO(error_release) struct error problem = { 0 };
	g_autofree char *folder = folder_of_all();
	g_autofree char *account = ctx_account_name(PURPOSE, key);

	if (folder && !cache_remove(folder, account, &problem))
		io_detail(ctx->io, "Replies of the server are still kept: %s.",
			  problem.message);
}
