#include <string.h>

#include "cmd/login.h"
#include "lib/auth/validity.h"

const char *const login_storages[] = { "keyring", "file", NULL };

bool login_storage(struct ctx *ctx, const struct login_opts *opts,
		   struct account *account, const char **ret_storage,
		   struct error *err)
{
	const char *storage;
	struct conf *conf;

	if (!ctx_conf(ctx, &conf, err))
		return false;
	storage = opts->store >= 0
			  ? login_storages[opts->store]
			  : conf_get(conf, account->profile, "storage", NULL);
	if (!strcmp(storage, "file")
		    ? !ctx_file_store(ctx, &account->store, err)
		    : !ctx_keyring_store(ctx, &account->store, err))
		return false;
	*ret_storage = storage;
	return true;
}

/* Do the settings say already where it is? Then nothing has to be written that
   could fail. */
static bool is_remembered(struct ctx *ctx, const struct account *account,
			  const char *storage)
{
	AUTO(error_release) struct error ignored = { 0 };
	const char *profile = account->profile;
	enum conf_origin origin;
	struct conf *conf;

	return ctx_conf(ctx, &conf, &ignored) &&
	       ctx_api_url(ctx, NULL, NULL, &origin, &ignored) &&
	       conf_has_profile(conf, profile) &&
	       !strcmp(conf_get(conf, profile, "storage", NULL), storage) &&
	       (origin != CONF_FROM_COMMAND_LINE ||
		!strcmp(conf_get(conf, profile, "api_url", NULL),
			account->base_url));
}

/* What later commands must know to find the login again. Nothing is written
   for a plain one, so that it works where the settings cannot be changed. */
static bool remember(struct ctx *ctx, const struct account *account,
		     const char *storage, struct error *err)
{
	const char *profile = account->profile;
	enum conf_origin origin;
	struct conf *conf;

	if (!ctx_conf(ctx, &conf, err) ||
	    !ctx_api_url(ctx, NULL, NULL, &origin, err))
		return false;
	if ((strcmp(conf_get(conf, profile, "storage", NULL), storage) != 0 ||
	     !conf_has_profile(conf, profile)) &&
	    !conf_set(conf, profile, "storage", storage, err))
		return false;
	if (origin != CONF_FROM_COMMAND_LINE ||
	    !strcmp(conf_get(conf, profile, "api_url", NULL),
		    account->base_url))
		return true;
	if (!conf_set(conf, profile, "api_url", account->base_url, err))
		return false;
	io_say(ctx_io(ctx), "Profile '%s' now uses %s.", profile,
	       account->base_url);
	return true;
}

static bool is_stored(const struct account *account, const struct cred_key *key,
		      const struct cred *cred)
{
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(cred_release) struct cred stored = { 0 };
	bool found = false;

	return store_get(account->store, key, &stored, &found, &ignored) &&
	       found && cred_equal(&stored, cred);
}

/* After a failure: is it there all the same? A key can be given again; what a
   server granted is lost if it is not kept. */
static bool put(const struct account *account, const struct cred_key *key,
		const struct cred *cred, struct error *err)
{
	bool is_granted = cred->kind != CRED_API_KEY;

	if (is_granted)
		store_ask_again(account->store);
	if (store_put(account->store, key, cred, err))
		return true;
	if (is_granted)
		store_ask_again(account->store);
	if (!is_stored(account, key, cred))
		return false;
	error_clear(err);
	return true;
}

/* Somebody may have logged in since, and elsewhere: then it is not for us to
   forget anything. */
static bool drop_elsewhere(struct ctx *ctx, const struct account *account,
			   const struct cred *login, bool in_file,
			   struct error *err)
{
	const struct cred_key key = account_key(account);
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	const struct store *other;

	return account_lock(ctx, account, CRED_LOCK_LOGIN, &lock, err) &&
	       (in_file ? ctx_keyring_store(ctx, &other, err)
			: ctx_file_store(ctx, &other, err)) &&
	       (!is_stored(account, &key, login) ||
		store_drop(other, &key, err));
}

/* What was kept elsewhere before is forgotten there. That the other place
   cannot be reached is often why this one was chosen. */
static void forget_elsewhere(struct ctx *ctx, const struct account *account,
			     const struct cred *login, bool in_file)
{
	AUTO(error_release) struct error err = { 0 };

	if (!drop_elsewhere(ctx, account, login, in_file, &err))
		io_detail(ctx_io(ctx), "A former login may still be kept: %s.",
			  err.message);
}

static bool keep_client(const struct account *account, int64_t now_unix_s,
			const struct oauth_client *client, struct error *err)
{
	struct cred_key whose = account_key(account);
	AUTO(cred_release)
	struct cred cred = {
		.kind = CRED_CLIENT,
		.created_at = now_unix_s,
	};

	whose.slot = CRED_SLOT_CLIENT;
	if (!client || sealed_is_empty(&client->secret))
		return true;
	cred.oauth.client_id = g_strdup(client->id);
	return sealed_set(&cred.access, sealed_reveal(&client->secret),
			  client->secret.len, err) &&
	       put(account, &whose, &cred, err);
}

static const char *what_is(const struct cred *login)
{
	return login->kind == CRED_API_KEY ? "key" : "login";
}

/* Another place than the keyring, about which libsecret says nothing. */
static bool is_libsecret_file(const char *storage)
{
	return strcmp(storage, "file") != 0 &&
	       g_strcmp0(g_getenv("SECRET_BACKEND"), "file") == 0;
}

static struct cred_key key_of(const struct account *account,
			      enum cred_slot slot)
{
	struct cred_key key = account_key(account);

	key.slot = slot;
	return key;
}

/* What is there, as far as it can be read. */
static void look(const struct account *account, enum cred_slot slot,
		 struct cred *ret_cred)
{
	const struct cred_key key = key_of(account, slot);
	AUTO(error_release) struct error ignored = { 0 };
	bool found = false;

	(void)!store_get(account->store, &key, ret_cred, &found, &ignored);
}

static bool put_back(const struct account *account, enum cred_slot slot,
		     const struct cred *former, struct error *err)
{
	const struct cred_key key = key_of(account, slot);

	return former->kind == CRED_NONE
		       ? store_drop(account->store, &key, err)
		       : store_put(account->store, &key, former, err);
}

struct former {
	struct cred login;
	struct cred client;
};

static void former_release(struct former *former)
{
	cred_release(&former->login);
	cred_release(&former->client);
}

/* A login that later commands do not find would be out of reach of them all. */
static bool take_back(struct ctx *ctx, const struct account *account,
		      const struct former *former, const char *what,
		      struct error *err)
{
	AUTO(error_release) struct error problem = { 0 };
	AUTO(error_release) struct error ignored = { 0 };
	struct conf *conf;

	if (!put_back(account, CRED_SLOT_LOGIN, &former->login, &problem) ||
	    !put_back(account, CRED_SLOT_CLIENT, &former->client, &problem))
		(void)error_wrap(err,
				 "the settings cannot be written, and the %s, "
				 "which is stored, cannot be removed (%s)",
				 what, problem.message);
	else
		(void)error_wrap(err,
				 "the settings cannot be written, so the %s "
				 "was not kept",
				 what);
	if (err->hint || !ctx_conf(ctx, &conf, &ignored) || !conf_path(conf))
		return false;
	return error_hint(err,
			  "log in again once '%s' can be written, or name "
			  "another folder with FENTU_CONFIG_DIR",
			  conf_path(conf));
}

bool login_put(struct ctx *ctx, const struct account *account,
	       const char *storage, const struct cred *login,
	       const struct oauth_client *client, struct error *err)
{
	const struct cred_key whose = account_key(account);
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	AUTO(former_release) struct former former = { 0 };

	if (!strcmp(storage, "file")) {
		g_autofree char *path = store_file_path(account->store, &whose);

		io_warn(ctx_io(ctx),
			"the %s is going to be kept unencrypted in '%s'",
			what_is(login), path);
	}
	if (is_libsecret_file(storage))
		io_warn(ctx_io(ctx),
			"the %s is going to be kept in libsecret's own file, "
			"not in the desktop's keyring, since "
			"SECRET_BACKEND=file is set",
			what_is(login));
	if (!account_lock(ctx, account, CRED_LOCK_LOGIN, &lock, err))
		return error_wrap(err, "the %s was not stored", what_is(login));
	if (!is_remembered(ctx, account, storage)) {
		look(account, CRED_SLOT_LOGIN, &former.login);
		look(account, CRED_SLOT_CLIENT, &former.client);
	}
	if (!keep_client(account, login->created_at, client, err) ||
	    !put(account, &whose, login, err))
		return error_wrap(err, "the %s was not stored", what_is(login));
	if (!remember(ctx, account, storage, err))
		return take_back(ctx, account, &former, what_is(login), err);
	ctx_forget_lost(&whose);
	return true;
}

void login_settle(struct ctx *ctx, const struct account *account,
		  const char *storage, const struct cred *login)
{
	const struct cred_key whose = account_key(account);

	/* what the former login has read is not for this one */
	ctx_forget_replies(ctx, &whose);
	forget_elsewhere(ctx, account, login, !strcmp(storage, "file"));
}

char *login_leaves(struct ctx *ctx, const struct cred *former)
{
	if (former->kind != CRED_OAUTH)
		return NULL;
	return validity_text(former, validity_parts(former),
			     clock_unix_s(ctx_clock(ctx)));
}

void login_announce(struct ctx *ctx, const struct account *account,
		    const char *storage, const char *what, const char *left)
{
	g_autofree char *consequence =
		g_strdup_printf("goes before the %s just stored", what);
	const char *place = "the keyring";

	if (is_libsecret_file(storage))
		place = "libsecret's own file";
	else if (!strcmp(storage, "file"))
		place = "a file";
	io_say(ctx_io(ctx),
	       "Logged in to %s as profile '%s'; the %s is kept in %s.",
	       account->base_url, account->profile, what, place);
	if (left)
		io_say(ctx_io(ctx), "The login before it is not revoked: %s.",
		       left);
	account_warn_of_given(ctx, account, consequence);
}
