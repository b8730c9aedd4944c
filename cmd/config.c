#include <string.h>

#include "cmd/ctx.h"
#include "cmd/record.h"
#include "lib/base/nearest.h"
#include "lib/base/redact.h"
#include "lib/cli/command.h"

struct list_opts {
	bool show_origin;
};

static const struct opt list_options[] = {
	OPT_ROW_FLAG("show-origin", 0, struct list_opts, show_origin,
		     "say where each value comes from"),
	OPT_END,
};

#define KEY_FIELD                                                              \
	{                                                                      \
		"key", "Setting", FIELD_TEXT, FIELD_COLUMN, "its name"         \
	}
#define VALUE_FIELD                                                            \
	{                                                                      \
		"value", "Value", FIELD_TEXT, FIELD_COLUMN, "what is in force" \
	}

static const struct field setting_fields[] = {
	KEY_FIELD,
	VALUE_FIELD,
	{ .name = NULL },
};

static const struct field origin_fields[] = {
	KEY_FIELD,
	VALUE_FIELD,
	{ "origin", "Origin", FIELD_TEXT, FIELD_COLUMN | FIELD_WRAPS,
	  "where it was set" },
	{ .name = NULL },
};

/* A value in force, as it may be shown, and where it was set. */
struct setting {
	char *value;
	char *origin;
};

static void setting_release(struct setting *setting)
{
	g_free(setting->value);
	g_free(setting->origin);
}

/* What goes before the file for some settings: an option, a variable. */
struct override {
	const char *key, *option, *variable;
};

static const struct override overrides[] = {
	{ "profile", "--profile", "FENTU_PROFILE" },
	{ "api_url", "--api-url", "FENTU_API_URL" },
	{ "oauth_url", NULL, "FENTU_OAUTH_URL" },
	{ "ca_cert", "--ca-cert", NULL },
};

static const char *given_value(const struct globals *globals, const char *key)
{
	if (!strcmp(key, "profile"))
		return globals->profile;
	if (!strcmp(key, "api_url"))
		return globals->api_url;
	return !strcmp(key, "ca_cert") ? globals->ca_cert : NULL;
}

/* True when an option or a variable decides. */
static bool find_override(struct ctx *ctx, const char *key,
			  struct setting *ret_setting)
{
	for (size_t i = 0; i < G_N_ELEMENTS(overrides); i++) {
		const struct override *o = &overrides[i];
		const char *given, *variable;

		if (strcmp(o->key, key) != 0)
			continue;
		given = given_value(ctx_globals(ctx), key);
		variable = o->variable ? g_getenv(o->variable) : NULL;
		if (!given && (!variable || !*variable))
			return false;
		ret_setting->value = redact_url(given ? given : variable);
		ret_setting->origin =
			g_strdup_printf(given ? "option %s" : "variable %s",
					given ? o->option : o->variable);
		return true;
	}
	return false;
}

static char *describe_origin(const struct conf *conf, const char *profile,
			     enum conf_origin origin)
{
	if (origin == CONF_FROM_PROFILE)
		return g_strdup_printf("%s [profile %s]", conf_path(conf),
				       profile);
	if (origin == CONF_FROM_FILE)
		return g_strdup_printf("%s [fentu]", conf_path(conf));
	return g_strdup("built-in");
}

static bool find_setting(struct ctx *ctx, const char *key,
			 struct setting *ret_setting, struct error *err)
{
	const char *profile, *value;
	struct conf *conf;
	enum conf_origin origin;

	if (!ctx_conf(ctx, &conf, err) ||
	    !ctx_profile(ctx, &profile, NULL, err))
		return false;
	if (find_override(ctx, key, ret_setting))
		return true;
	value = conf_get(conf, profile, key, &origin);
	if (!value)
		return true;
	ret_setting->value = redact_url(value);
	ret_setting->origin = describe_origin(conf, profile, origin);
	return true;
}

static bool list_one(struct ctx *ctx, const char *key, bool show_origin,
		     struct out *out, struct error *err)
{
	g_autoptr(GString) record = record_new();
	AUTO(setting_release) struct setting setting = { 0 };

	if (!find_setting(ctx, key, &setting, err))
		return false;
	record_text(record, "key", key);
	record_text(record, "value", setting.value);
	if (show_origin)
		record_text(record, "origin", setting.origin);
	return record_write(record, out, err);
}

static bool list_run(struct ctx *ctx, const struct call *call,
		     struct error *err)
{
	const struct list_opts *opts = call->opts;
	const struct ctx_output wish = {
		.fields = opts->show_origin ? origin_fields : setting_fields,
		.every_field = true,
	};
	AUTO(out_drop) struct out *out = NULL;

	ctx_mend_conf(ctx);
	if (!ctx_out(ctx, &wish, &out, err))
		return false;
	for (const struct conf_key *key = conf_keys; key->name; key++) {
		if (!list_one(ctx, key->name, opts->show_origin, out, err))
			return false;
	}
	return out_finish(out, err);
}

static bool unknown_setting(const char *name, struct error *err)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *shown = redact_url(name);
	const char *near;

	for (const struct conf_key *key = conf_keys; key->name; key++)
		g_ptr_array_add(names, (gpointer)key->name);
	near = nearest(name, (const char *const *)names->pdata, names->len);
	if (sealed_looks_like_key(name))
		error_set(err, ERR_USAGE, "there is no such setting");
	else if (near)
		error_set(err, ERR_USAGE,
			  "unknown setting '%s'; did you mean '%s'?", shown,
			  near);
	else
		error_set(err, ERR_USAGE, "unknown setting '%s'", shown);
	return error_hint(err, "run 'fentu config list' for the settings; a "
			       "key is stored by 'fentu login'");
}

static bool get_run(struct ctx *ctx, const struct call *call, struct error *err)
{
	const char *name = call->operands.item[0];
	AUTO(setting_release) struct setting setting = { 0 };
	struct io *io = ctx_io(ctx);

	ctx_mend_conf(ctx);
	if (!conf_find_key(name))
		return unknown_setting(name, err);
	if (!find_setting(ctx, name, &setting, err))
		return false;
	if (!setting.value)
		return error_set(err, ERR_OTHER, "'%s' is not set", name);
	return io_write(io, setting.value, strlen(setting.value), err) &&
	       io_write(io, "\n", 1, err) && io_flush(io, err);
}

/* Which group a change goes to: that of --profile, or of the profile in force
   for what only a profile can have; NULL: [fentu]. */
static bool find_target(struct ctx *ctx, const struct conf_key *key,
			const char **ret_profile, struct error *err)
{
	const char *given = ctx_globals(ctx)->profile;

	ctx_allow_new_profile(ctx); /* a first setting makes it */
	if (!given && key->scope == CONF_IN_PROFILE)
		return ctx_profile(ctx, ret_profile, NULL, err);
	*ret_profile = given;
	return true;
}

/* What conf lets pass as an address or a name is looked at closely here. */
static bool check_new(const struct conf *conf, const struct conf_key *key,
		      const char *value, struct error *err)
{
	AUTO(url_release) struct url url = { 0 };

	if (!conf_check_value(key, value, NULL, err))
		return false;
	if (key->kind == CONF_NAME)
		return conf_check_known(conf, value, NULL, err);
	return key->kind != CONF_URL || url_parse(value, key->name, &url, err);
}

/* There is nothing to take out of a profile that there is not. */
static bool check_old(const struct conf *conf, const char *profile,
		      struct error *err)
{
	return !profile || conf_check_known(conf, profile, NULL, err);
}

static bool change(struct ctx *ctx, const char *name, const char *value,
		   struct error *err)
{
	const struct conf_key *key = conf_find_key(name);
	const char *profile;
	struct conf *conf;

	if (!key)
		return unknown_setting(name, err);
	ctx_mend_conf(ctx);
	return ctx_conf(ctx, &conf, err) &&
	       find_target(ctx, key, &profile, err) &&
	       (value ? check_new(conf, key, value, err)
		      : check_old(conf, profile, err)) &&
	       conf_set(conf, profile, name, value, err);
}

static bool set_run(struct ctx *ctx, const struct call *call, struct error *err)
{
	return change(ctx, call->operands.item[0], call->operands.item[1], err);
}

static bool unset_run(struct ctx *ctx, const struct call *call,
		      struct error *err)
{
	return change(ctx, call->operands.item[0], NULL, err);
}

static const struct command config_list = {
	.name = "list",
	.summary = "Show every setting and what is in force",
	.operands = "",
	.opts = list_options,
	.opts_size = sizeof(struct list_opts),
	.run = list_run,
	.is_report = true,
};

static const struct command config_get = {
	.name = "get",
	.summary = "Print the value of one setting",
	.operands = "SETTING",
	.min_operands = 1,
	.max_operands = 1,
	.operand_values = OPT_VALUES_SETTINGS,
	.run = get_run,
};

static const struct command config_set = {
	.name = "set",
	.summary = "Change a setting; with --profile, of that profile",
	.operands = "SETTING VALUE",
	.min_operands = 2,
	.max_operands = 2,
	.operand_values = OPT_VALUES_SETTINGS,
	.needs = NEEDS_EFFECT,
	.run = set_run,
};

static const struct command config_unset = {
	.name = "unset",
	.summary = "Take a setting out of the file",
	.operands = "SETTING",
	.min_operands = 1,
	.max_operands = 1,
	.operand_values = OPT_VALUES_SETTINGS,
	.needs = NEEDS_EFFECT,
	.run = unset_run,
};

static const struct command *const config_commands[] = {
	&config_list, &config_get, &config_set, &config_unset, NULL,
};

static const char *const config_examples[] = {
	"fentu config list --show-origin",
	"fentu config set timeout 60",
	"fentu -P work config set read_only true",
	NULL,
};

const struct command cmd_config = {
	.name = "config",
	.summary = "Settings: list, get, set, unset",
	.group = GROUP_CREDENTIALS,
	.below = config_commands,
	.examples = config_examples,
};
