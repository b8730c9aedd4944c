#include <string.h>

#include "cmd/account.h"
#include "cmd/ctx.h"
#include "cmd/guard.h"
#include "cmd/record.h"
#include "cmd/revocation.h"
#include "lib/auth/validity.h"
#include "lib/cli/command.h"

static const struct field profile_fields[] = {
	{ "name", "Profile", FIELD_TEXT, FIELD_COLUMN, "its name" },
	{ "active", "Active", FIELD_BOOL, FIELD_COLUMN,
	  "whether it is the one in force" },
	{ "api_url", "API", FIELD_TEXT, FIELD_COLUMN, "base address" },
	{ "storage", "Storage", FIELD_TEXT, FIELD_COLUMN,
	  "where its login is kept" },
	{ .name = NULL },
};

static bool list_one(struct ctx *ctx, const char *name, struct out *out,
		     struct error *err)
{
	g_autoptr(GString) record = record_new();
	AUTO(account_release) struct account account = { 0 };
	const char *active;

	if (!ctx_profile(ctx, &active, NULL, err) ||
	    !account_open(ctx, name, &account, err))
		return false;
	record_text(record, "name", name);
	record_bool(record, "active", !strcmp(name, active));
	record_text(record, "api_url", account.base_url);
	record_text(record, "storage", account.store->ops->name);
	return record_write(record, out, err);
}

static bool list_run(struct ctx *ctx, const struct call *call,
		     struct error *err)
{
	const struct ctx_output wish = { .fields = profile_fields,
					 .every_field = true };
	AUTO(out_drop) struct out *out = NULL;
	g_auto(GStrv) names = NULL;

	(void)call;
	ctx_allow_new_profile(ctx); /* whoever mistyped one looks here */
	ctx_mend_conf(ctx);
	if (!account_profiles(ctx, &names, err) ||
	    !ctx_out(ctx, &wish, &out, err))
		return false;
	for (char **name = names; *name; name++) {
		if (!list_one(ctx, *name, out, err))
			return false;
	}
	return out_finish(out, err);
}

static bool check_known(const struct conf *conf, const char *name,
			struct error *err)
{
	return conf_check_profile(name, "the name", err) &&
	       conf_check_known(conf, name, NULL, err);
}

static bool use_run(struct ctx *ctx, const struct call *call, struct error *err)
{
	const char *name = call->operands.item[0];
	const char *variable = g_getenv("FENTU_PROFILE");
	struct conf *conf;

	ctx_mend_conf(ctx);
	if (!ctx_conf(ctx, &conf, err) || !check_known(conf, name, err) ||
	    !conf_set(conf, NULL, "profile", name, err))
		return false;
	io_say(ctx_io(ctx), "Commands now use profile '%s'.", name);
	if (variable && *variable && strcmp(variable, name) != 0)
		io_warn(ctx_io(ctx),
			"FENTU_PROFILE is set to '%s' and goes before it",
			variable);
	return true;
}

struct remove_opts {
	bool yes;
	const char *confirm;
};

static const struct opt remove_options[] = {
	OPT_ROW_FLAG("yes", 'y', struct remove_opts, yes, "do not ask"),
	GUARD_OPTION(struct remove_opts, confirm),
	OPT_END,
};

static bool confirm(struct ctx *ctx, const char *name,
		    const struct remove_opts *opts, struct error *err)
{
	g_autofree char *question = g_strdup_printf(
		"Remove the settings and the login of profile '%s'?", name);
	const struct guard_loss loss = {
		.profile = name,
		.question = question,
		.what = "removing the settings and the login",
		.undone = "nothing was removed",
		.yes = opts->yes,
		.confirm = opts->confirm,
	};

	return guard_loss(ctx, &loss, err);
}

/* "Not revoked: ...", or NULL when nothing is stored; a record that cannot be
   read is as good as none, since it goes in any case. */
static char *what_stays(struct ctx *ctx, const struct account *account)
{
	const struct cred_key key = account_key(account);
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	bool found = false;

	if (!store_get(account->store, &key, &cred, &found, &ignored) || !found)
		return NULL;
	return validity_text(&cred, validity_parts(&cred),
			     clock_unix_s(ctx_clock(ctx)));
}

/* Whether there is a login, only the keyring knows. */
static bool explain_login(const struct conf *conf, const char *name,
			  struct error *err)
{
	error_wrap(err, "the login cannot be forgotten, so the profile stays");
	return error_hint(err,
			  "run it where the keyring is, in a desktop session; "
			  "if there never was a login, take [profile %s] out "
			  "of '%s'",
			  name, conf_path(conf));
}

static bool remove_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct remove_opts *opts = call->opts;
	const char *name = call->operands.item[0];
	AUTO(account_release) struct account account = { 0 };
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	g_autofree char *stays = NULL;
	struct conf *conf;
	bool done;

	ctx_allow_new_profile(ctx); /* the one in force does not matter */
	if (!ctx_conf(ctx, &conf, err) || !check_known(conf, name, err) ||
	    !confirm(ctx, name, opts, err) ||
	    !account_open(ctx, name, &account, err) ||
	    !account_lock(ctx, &account, CRED_LOCK_LOGOUT, &lock, err))
		return false;
	stays = what_stays(ctx, &account);
	revocation_warn_of_former(ctx, &account);
	if (!account_forget(ctx, &account, NULL, &done, err))
		return explain_login(conf, name, err);
	file_lock_release(&lock); /* the settings have one of their own */
	if (!conf_remove_profile(conf, name, err))
		return false;
	io_say(ctx_io(ctx), "Removed profile '%s'.", name);
	if (stays)
		io_say(ctx_io(ctx), "Not revoked: %s.", stays);
	return true;
}

static const struct command profile_list = {
	.name = "list",
	.summary = "Show the profiles there are",
	.operands = "",
	.run = list_run,
};

static const struct command profile_use = {
	.name = "use",
	.summary = "Make a profile the one that commands use",
	.operands = "NAME",
	.min_operands = 1,
	.max_operands = 1,
	.operand_values = OPT_VALUES_PROFILES,
	.needs = NEEDS_EFFECT,
	.run = use_run,
};

static const struct command profile_remove = {
	.name = "remove",
	.summary = "Remove a profile's settings and its login",
	.operands = "NAME",
	.min_operands = 1,
	.max_operands = 1,
	.operand_values = OPT_VALUES_PROFILES,
	.opts = remove_options,
	.opts_size = sizeof(struct remove_opts),
	.needs = NEEDS_EFFECT,
	.run = remove_run,
};

static const struct command *const profile_commands[] = {
	&profile_list,
	&profile_use,
	&profile_remove,
	NULL,
};

static const char *const profile_examples[] = {
	"fentu profile list",
	"fentu profile use work",
	"fentu profile remove old --yes",
	NULL,
};

const struct command cmd_profile = {
	.name = "profile",
	.summary = "Accounts: list, use, remove",
	.group = GROUP_CREDENTIALS,
	.below = profile_commands,
	.examples = profile_examples,
};
