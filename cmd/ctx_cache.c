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

bool ctx_open_cache(struct ctx *ctx, const struct ctx_client_wish *wish,
		    struct error *err)
{
	const long age_s = ctx->globals.cache_s;
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
		.max_age_ms = age_s < 0 ? -1 : (int64_t)age_s * 1000,
		.clock = ctx_clock(ctx),
		.trace = &ctx->trace,
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
