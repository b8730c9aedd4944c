/* The context's locks: one for the credentials of each profile and origin. */
#include "cmd/ctx_parts.h"

#include "lib/conf/paths.h"

enum { SAY_AFTER_MS = 1000 };

/* It lies with the state, since processes that share a keyring need not share
   a runtime folder. */
bool ctx_lock_path(const struct cred_key *key, char **ret_path,
		   struct error *err)
{
	g_autofree char *state = paths_state();
	g_autofree char *folder = NULL;
	g_autofree char *name = ctx_account_name(NULL, key);

	if (!state)
		return true; /* there is something to say when it is needed */
	folder = g_build_filename(state, "locks", NULL);
	if (!file_make_dir(folder, err))
		return error_hint(err, CRED_LOCK_REMEDY);
	*ret_path = g_build_filename(folder, name, NULL);
	return true;
}

int64_t ctx_lost_at(const struct cred_key *key)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *path = NULL;

	if (!ctx_lock_path(key, &path, &ignored) || !path)
		return 0;
	return cred_lock_lost_at(path);
}

void ctx_forget_lost(const struct cred_key *key)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *path = NULL;

	if (ctx_lock_path(key, &path, &ignored) && path)
		cred_lock_forget_lost(path);
}

bool ctx_lock_wait(struct ctx *ctx, int *ret_wait_ms, struct error *err)
{
	int64_t timeout_s;

	if (!ctx_number(ctx, ctx->globals.timeout_s, "timeout", &timeout_s,
			err))
		return false;
	*ret_wait_ms = (int)MIN(timeout_s * 1000, CRED_LOCK_WAIT_MS);
	return true;
}

/* Where nothing can be written, a login is forgotten all the same. Others would
   risk one that is good. */
static bool go_on_without(struct ctx *ctx, enum cred_lock_use use,
			  struct error *err)
{
	if (use != CRED_LOCK_LOGOUT)
		return false;
	io_warn(ctx->io, "%s; going on without the lock", err->message);
	error_clear(err);
	return true;
}

bool ctx_lock(struct ctx *ctx, const struct cred_key *key,
	      enum cred_lock_use use, struct file_lock *lock, struct error *err)
{
	g_autofree char *path = NULL;
	bool held = false;
	int wait_ms = 0;

	if (!ctx_lock_wait(ctx, &wait_ms, err))
		return false;
	if (!ctx_lock_path(key, &path, err))
		return go_on_without(ctx, use, err);
	if (!path)
		return paths_no_home("cannot lock the login", err);
	if (!cred_lock_try(lock, path, use, MIN(wait_ms, SAY_AFTER_MS), &held,
			   err))
		return go_on_without(ctx, use, err);
	if (held)
		return true;
	io_say(ctx->io, "Waiting: another fentu process is %s.",
	       cred_lock_holder(path));
	if (!cred_lock_try(lock, path, use, MAX(wait_ms - SAY_AFTER_MS, 0),
			   &held, err))
		return false;
	return held || cred_lock_is_busy(path, wait_ms, err);
}
