#include <string.h>
#include <unistd.h>

#include "cmd/account.h"
#include "cmd/ctx.h"
#include "cmd/probe.h"
#include "lib/cli/command.h"
#include "lib/ui/prompt.h"

#define KEY_PLACE "Administration > Integrations > API"

static const char *const storages[] = { "keyring", "file", NULL };

struct login_opts {
	bool key_stdin;
	int store;
	bool no_verify;
};

static const struct opt login_options[] = {
	OPT_ROW_FLAG("key-stdin", 0, struct login_opts, key_stdin,
		     "read the API key from standard input"),
	OPT_ROW_CHOICE("store", 0, struct login_opts, store, storages, "WHERE",
		       "where to keep the key: keyring, or an unencrypted "
		       "file"),
	OPT_ROW_FLAG("no-verify", 0, struct login_opts, no_verify,
		     "store the key without asking the API about it"),
	OPT_END,
};

/* It is not repeated: people put their key here. */
static bool refuse_operands(struct error *err)
{
	error_set(err, ERR_USAGE, "login takes no argument");
	return error_hint(err, "a key is typed when asked for, or read from "
			       "standard input with --key-stdin\n"
			       "if that was a key, replace it: it is in the "
			       "shell's history, and other users could see it");
}

static bool read_key(struct io *io, bool from_stdin, struct sealed *ret_key,
		     struct error *err)
{
	if (!from_stdin) {
		if (io_can_ask(io))
			io_say(io,
			       "Create a key in Fentu under " KEY_PLACE ".");
		return prompt_secret(io, "API key (not shown): ", "--key-stdin",
				     ret_key, err) &&
		       sealed_trim_key(ret_key, "the key", err);
	}
	if (isatty(STDIN_FILENO))
		io_say(io, "Paste the key, then press Enter and Ctrl-D.");
	return sealed_read(ret_key, STDIN_FILENO, "standard input", err) &&
	       sealed_trim_key(ret_key, "the key from standard input", err);
}

static bool key_is_refused(const struct account *account, struct error *err)
{
	error_set(err, ERR_LOGIN,
		  "the API at %s does not accept this key; nothing was stored",
		  account->base_url);
	err->http_status = 401;
	return error_hint(err, "check that the whole key was given and that it "
			       "belongs to this address\n"
			       "create a new one under " KEY_PLACE);
}

static bool verify_key(struct ctx *ctx, const struct account *account,
		       const struct sealed *key, struct error *err)
{
	AUTO(client_drop) struct client *client = NULL;
	AUTO(probe_release) struct probe probe = { 0 };
	struct api api = { .base_url = account->base_url };

	if (!ctx_client(ctx, account->url.origin, key, &client, err))
		return false;
	api.client = client;
	probe_run(&api, &probe);
	if (probe.verdict == PROBE_REFUSED)
		return key_is_refused(account, err);
	if (probe.verdict == PROBE_ACCEPTED) {
		if (probe.problem.message)
			io_warn(ctx_io(ctx), "%s", probe.problem.message);
		return true;
	}
	error_move(err, &probe.problem);
	(void)error_wrap(err, "could not check the key, so nothing was stored");
	if (err->code == ERR_INTERRUPTED)
		return false;
	return error_hint(err, "try again later, or store it unchecked with "
			       "--no-verify");
}

static bool is_known_profile(const struct conf *conf, const char *profile)
{
	g_auto(GStrv) known = conf_profiles(conf);

	return !strcmp(profile, "default") ||
	       g_strv_contains((const char *const *)known, profile);
}

/* What later commands must know to find the key again. Nothing is written for
   a plain login, so that it works where the settings cannot be changed. */
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
	     !is_known_profile(conf, profile)) &&
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

/* A key that was kept elsewhere before is forgotten there. That the other
   place cannot be reached is often why this one was chosen. */
static void forget_elsewhere(struct ctx *ctx, const struct account *account,
			     bool in_file)
{
	const struct cred_key key = account_key(account);
	AUTO(error_release) struct error err = { 0 };
	const struct store *other;
	bool ok = in_file ? ctx_keyring_store(ctx, &other, &err)
			  : ctx_file_store(ctx, &other, &err);

	if (!ok || !store_drop(other, &key, &err))
		io_detail(ctx_io(ctx), "A former key may still be kept: %s.",
			  err.message);
}

static bool keep_key(struct ctx *ctx, const struct account *account,
		     const char *storage, struct sealed *key, struct error *err)
{
	const struct cred_key whose = account_key(account);
	bool in_file = !strcmp(storage, "file");
	AUTO(cred_release)
	struct cred cred = {
		.kind = CRED_API_KEY,
		.created_at = clock_unix_s(ctx_clock(ctx)),
	};
	const struct store *store;

	sealed_move(&cred.access, key);
	if (in_file ? !ctx_file_store(ctx, &store, err)
		    : !ctx_keyring_store(ctx, &store, err))
		return false;
	if (in_file) {
		g_autofree char *path = store_file_path(store, &whose);

		io_warn(ctx_io(ctx),
			"the key is going to be kept unencrypted in '%s'",
			path);
	}
	if (!store_put(store, &whose, &cred, err))
		return error_wrap(err, "the key was not stored");
	if (!remember(ctx, account, storage, err))
		return error_wrap(err, "the key is stored, but not where");
	forget_elsewhere(ctx, account, in_file);
	return true;
}

static bool login_run(struct ctx *ctx, const struct call *call,
		      struct error *err)
{
	const struct login_opts *opts = call->opts;
	AUTO(account_release) struct account account = { 0 };
	AUTO(sealed_release) struct sealed key = { 0 };
	struct io *io = ctx_io(ctx);
	const char *storage;
	struct conf *conf;

	if (call->operands.count > 0)
		return refuse_operands(err);
	ctx_allow_prompt(ctx);
	if (!ctx_conf(ctx, &conf, err) ||
	    !account_open(ctx, NULL, &account, err) ||
	    !read_key(io, opts->key_stdin, &key, err))
		return false;
	storage = opts->store >= 0
			  ? storages[opts->store]
			  : conf_get(conf, account.profile, "storage", NULL);
	if (opts->no_verify)
		io_warn(io, "the API was not asked whether it accepts the key");
	else if (!verify_key(ctx, &account, &key, err))
		return false;
	if (!keep_key(ctx, &account, storage, &key, err))
		return false;
	io_say(io, "Logged in to %s as profile '%s'; the key is kept in %s.",
	       account.base_url, account.profile,
	       strcmp(storage, "file") ? "the keyring" : "a file");
	account_warn_of_given(ctx, &account, "goes before the key just stored");
	return true;
}

static const char *const login_examples[] = {
	"fentu login",
	"fentu login --key-stdin < key.txt",
	"pass show fentu | fentu -P work login --key-stdin",
	NULL,
};

const struct command cmd_login = {
	.name = "login",
	.summary = "Store an API key after checking it",
	.group = GROUP_CREDENTIALS,
	.operands = "",
	.max_operands = COMMAND_ANY_NUMBER,
	.opts = login_options,
	.opts_size = sizeof(struct login_opts),
	.needs = NEEDS_EFFECT,
	.run = login_run,
	.examples = login_examples,
};
