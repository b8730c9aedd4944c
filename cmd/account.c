#include "cmd/account.h"

#include <string.h>

/* The API of another profile, unless one was given for all. */
static bool account_find_url(struct ctx *ctx, struct account *account,
			     struct error *err)
{
	enum conf_origin origin;
	const char *text;
	struct conf *conf;

	if (!ctx_conf(ctx, &conf, err) ||
	    !ctx_api_url(ctx, NULL, &text, &origin, err))
		return false;
	if (origin != CONF_FROM_COMMAND_LINE && origin != CONF_FROM_ENVIRONMENT)
		text = conf_get(conf, account->profile, "api_url", NULL);
	if (!url_parse(text, "api_url", &account->url, err))
		return error_wrap(err, "profile '%s'", account->profile);
	account->base_url =
		g_strconcat(account->url.origin, account->url.path, NULL);
	return true;
}

static bool account_find_store(struct ctx *ctx, struct account *account,
			       struct error *err)
{
	struct conf *conf;
	const char *storage;

	if (!ctx_conf(ctx, &conf, err))
		return false;
	storage = conf_get(conf, account->profile, "storage", NULL);
	if (!strcmp(storage, "file"))
		return ctx_file_store(ctx, &account->store, err);
	return ctx_keyring_store(ctx, &account->store, err);
}

bool account_open(struct ctx *ctx, const char *profile,
		  struct account *ret_account, struct error *err)
{
	AUTO(account_release) struct account account = { 0 };

	if (!profile && !ctx_profile(ctx, &profile, NULL, err))
		return false;
	account.profile = g_strdup(profile);
	if (!account_find_url(ctx, &account, err) ||
	    !account_find_store(ctx, &account, err))
		return false;
	*ret_account = account;
	account = (struct account){ 0 };
	return true;
}

void account_release(struct account *account)
{
	if (!account)
		return;
	g_free(account->profile);
	url_release(&account->url);
	g_free(account->base_url);
}

struct cred_key account_key(const struct account *account)
{
	return (struct cred_key){ .origin = account->url.origin,
				  .profile = account->profile };
}

struct cred_key account_former_key(const struct account *account)
{
	return (struct cred_key){ .origin = account->url.origin,
				  .profile = account->profile,
				  .slot = CRED_SLOT_FORMER };
}

bool account_lock(struct ctx *ctx, const struct account *account,
		  enum cred_lock_use use, struct file_lock *lock,
		  struct error *err)
{
	const struct cred_key key = account_key(account);
	AUTO(error_release) struct error met_again = { 0 };
	AUTO(cred_release) struct cred ignored = { 0 };
	bool found;

	if (store_may_prompt(account->store)) {
		(void)!store_get(account->store, &key, &ignored, &found,
				 &met_again);
		store_quiet(account->store);
	}
	return ctx_lock(ctx, &key, use, lock, err);
}

/* From where it is kept, if it is what was read, and a copy in the file
   store. */
static bool account_drop(struct ctx *ctx, const struct account *account,
			 enum cred_slot slot, const struct cred *was,
			 bool *ret_done, struct error *err)
{
	struct cred_key key = account_key(account);
	const struct store *file;

	key.slot = slot;
	*ret_done = true;
	if (!ctx_file_store(ctx, &file, err) ||
	    (was ? !store_remove(account->store, &key, was, ret_done, err)
		 : !store_drop(account->store, &key, err)))
		return false;
	return !*ret_done || account->store == file ||
	       store_drop(file, &key, err);
}

bool account_forget_login(struct ctx *ctx, const struct account *account,
			  const struct cred *was, bool *ret_done,
			  struct error *err)
{
	const struct cred_key key = account_key(account);
	/* the former key first: without a login it would take its place */
	bool ok =
		account_drop(ctx, account, CRED_SLOT_FORMER, NULL, ret_done,
			     err) &&
		account_drop(ctx, account, CRED_SLOT_LOGIN, was, ret_done, err);

	/* last: until then somebody may have read with it */
	ctx_forget_replies(ctx, &key);
	if (ok && *ret_done)
		ctx_forget_lost(&key);
	return ok;
}

bool account_forget(struct ctx *ctx, const struct account *account,
		    const struct cred *was, bool *ret_done, struct error *err)
{
	return account_forget_login(ctx, account, was, ret_done, err) &&
	       (!*ret_done || account_drop(ctx, account, CRED_SLOT_CLIENT, NULL,
					   ret_done, err));
}

bool account_keeps_changing(const struct account *account, struct error *err)
{
	error_set(err, ERR_OTHER,
		  "another program keeps changing the login of profile '%s'",
		  account->profile);
	return error_hint(err, "try again");
}

void account_warn_of_given(struct ctx *ctx, const struct account *account,
			   const char *consequence)
{
	const struct cred_key key = account_key(account);
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	const struct store *given;
	bool found = false;

	if (!ctx_given_store(ctx, &given, &err) ||
	    !store_get(given, &key, &cred, &found, &err))
		io_warn(ctx_io(ctx), "the environment goes first: %s",
			err.message);
	else if (found)
		io_warn(ctx_io(ctx), "%s is set and %s", cred.source_detail,
			consequence);
}

static int account_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool account_profiles(struct ctx *ctx, char ***ret_names, struct error *err)
{
	g_auto(GStrv) known = NULL;
	struct conf *conf;
	GPtrArray *names;

	if (!ctx_conf(ctx, &conf, err))
		return false;
	known = conf_profiles(conf);
	names = g_ptr_array_new();
	for (char **name = known; *name; name++)
		g_ptr_array_add(names, g_strdup(*name));
	if (!g_strv_contains((const char *const *)known, CONF_PROFILE_USUAL))
		g_ptr_array_add(names, g_strdup(CONF_PROFILE_USUAL));
	g_ptr_array_sort(names, account_compare);
	g_ptr_array_add(names, NULL);
	*ret_names = (char **)g_ptr_array_free(names, FALSE);
	return true;
}
