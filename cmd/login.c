#include <string.h>
#include <unistd.h>

#include "cmd/login.h"
#include "cmd/probe.h"
#include "lib/cli/command.h"
#include "lib/ui/prompt.h"

#define KEY_PLACE "Administration > Integrations > API"

static const struct opt login_options[] = {
	OPT_ROW_FLAG("key-stdin", 0, struct login_opts, key_stdin,
		     "read the API key from standard input"),
	OPT_ROW_FLAG("web", 0, struct login_opts, web,
		     "log in through the browser (OAuth)"),
	OPT_ROW_CHOICE("store", 0, struct login_opts, store, login_storages,
		       "WHERE",
		       "where to keep the login: keyring, or an unencrypted "
		       "file"),
	OPT_ROW_FLAG("no-verify", 0, struct login_opts, no_verify,
		     "store it without asking the API about it"),
	OPT_ROW_STRING("client-id", 0, struct login_opts, client_id, "ID",
		       OPT_VALUES_ANY, "with --web: the app that logs in"),
	OPT_ROW_FLAG("client-secret-stdin", 0, struct login_opts,
		     client_secret_stdin,
		     "with --web: read the app's secret from standard input"),
	OPT_ROW_STRINGS("scope", 0, struct login_opts, scopes, "SCOPE",
			OPT_VALUES_SCOPES, "with --web: ask for SCOPE"),
	OPT_ROW_STRING("for", 0, struct login_opts, for_commands, "COMMANDS",
		       OPT_VALUES_COMMAND_LIST,
		       "with --web: ask for just what these commands need, "
		       "such as \"wo list,assets list\""),
	OPT_ROW_NUMBER("redirect-port", 0, struct login_opts, redirect_port, 1,
		       65535, "N",
		       "with --web: the port that the browser comes back to"),
	OPT_ROW_FLAG("no-browser", 0, struct login_opts, no_browser,
		     "with --web: print the address, start no browser"),
	OPT_ROW_FLAG("manual", 0, struct login_opts, manual,
		     "with --web: paste what the browser shows at the end"),
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

static bool read_key(struct io *io, const struct account *account,
		     bool from_stdin, struct sealed *ret_key, struct error *err)
{
	if (!from_stdin) {
		g_autofree char *question = g_strdup_printf(
			"API key for profile '%s' at %s (not shown): ",
			account->profile, account->base_url);

		if (io_can_ask(io))
			io_say(io,
			       "Create a key in Fentu under " KEY_PLACE ".");
		return prompt_secret(io, question, "--key-stdin", ret_key,
				     err) &&
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

/* What cannot be read is met again. */
static char *what_is_left(struct ctx *ctx, const struct account *account)
{
	const struct cred_key whose = account_key(account);
	AUTO(error_release) struct error met_again = { 0 };
	AUTO(cred_release) struct cred former = { 0 };
	bool found;

	(void)!store_get(account->store, &whose, &former, &found, &met_again);
	return login_leaves(ctx, &former);
}

static bool store_key(struct ctx *ctx, const struct login_opts *opts,
		      struct account *account, struct sealed *key,
		      struct error *err)
{
	AUTO(cred_release)
	struct cred cred = {
		.kind = CRED_API_KEY,
		.created_at = clock_unix_s(ctx_clock(ctx)),
	};
	g_autofree char *left = NULL;
	const char *storage;

	sealed_move(&cred.access, key);
	if (!login_storage(ctx, opts, account, &storage, err))
		return false;
	left = what_is_left(ctx, account);
	if (!login_put(ctx, account, storage, &cred, NULL, err))
		return false;
	login_settle(ctx, account, storage, &cred);
	login_announce(ctx, account, storage, "key", left);
	return true;
}

static bool login_key(struct ctx *ctx, const struct login_opts *opts,
		      struct error *err)
{
	AUTO(account_release) struct account account = { 0 };
	AUTO(sealed_release) struct sealed key = { 0 };
	struct io *io = ctx_io(ctx);

	if (!account_open(ctx, NULL, &account, err) ||
	    !read_key(io, &account, opts->key_stdin, &key, err))
		return false;
	if (opts->no_verify)
		io_warn(io, "the API was not asked whether it accepts the key");
	else if (!verify_key(ctx, &account, &key, err))
		return false;
	return store_key(ctx, opts, &account, &key, err);
}

/* An option that has no effect was meant to have one. */
static bool check_ways(const struct login_opts *opts, struct error *err)
{
	bool has_web_option = opts->client_id || opts->client_secret_stdin ||
			      opts->scopes.count > 0 || opts->for_commands ||
			      opts->redirect_port > 0 || opts->no_browser ||
			      opts->manual;

	if (opts->web && opts->key_stdin)
		return error_set(err, ERR_USAGE,
				 "--web and --key-stdin are two ways to log "
				 "in; choose one");
	if (opts->web || !has_web_option)
		return true;
	error_set(err, ERR_USAGE, "that option goes with --web");
	return error_hint(err, "add --web to log in through the browser");
}

static bool choose_way(struct ctx *ctx, const struct login_opts *opts,
		       bool *ret_web, struct error *err)
{
	AUTO(account_release) struct account account = { 0 };
	g_autofree char *question = NULL;
	char way = 'k';

	*ret_web = opts->web;
	if (opts->web || opts->key_stdin || !io_can_ask(ctx_io(ctx)))
		return true;
	if (!account_open(ctx, NULL, &account, err))
		return false;
	question = g_strdup_printf("Log in to %s as profile '%s' with an API "
				   "key or through the browser? [k/b] ",
				   account.base_url, account.profile);
	if (!prompt_choice(ctx_io(ctx), question, "kb", "--key-stdin or --web",
			   &way, err))
		return false;
	*ret_web = way == 'b';
	return true;
}

static bool login_run(struct ctx *ctx, const struct call *call,
		      struct error *err)
{
	const struct login_opts *opts = call->opts;
	bool web;

	if (call->operands.count > 0)
		return refuse_operands(err);
	ctx_allow_prompt(ctx);
	ctx_allow_new_profile(ctx);
	if (!check_ways(opts, err) || !choose_way(ctx, opts, &web, err))
		return false;
	return web ? login_web(ctx, opts, err) : login_key(ctx, opts, err);
}

static const char *const login_examples[] = {
	"fentu login",
	"fentu login --key-stdin < key.txt",
	"fentu login --web",
	"fentu login --web --for \"wo list,assets list\"",
	"pass show fentu | fentu -P work login --key-stdin",
	NULL,
};

const struct command cmd_login = {
	.name = "login",
	.summary = "Log in with an API key or through the browser",
	.group = GROUP_CREDENTIALS,
	.operands = "",
	.max_operands = COMMAND_ANY_NUMBER,
	.opts = login_options,
	.opts_size = sizeof(struct login_opts),
	.needs = NEEDS_EFFECT,
	.run = login_run,
	.examples = login_examples,
};
