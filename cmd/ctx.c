#include "cmd/ctx_parts.h"

#include "lib/conf/paths.h"

struct ctx *ctx_open(void)
{
	struct ctx *ctx = g_new0(struct ctx, 1);

	ctx->io = io_open();
	ctx->secrets = redact_new();
	io_hide(ctx->io, ctx->secrets);
	ctx_hide_given(ctx);
	globals_init(&ctx->globals);
	return ctx;
}

void ctx_free(struct ctx *ctx)
{
	if (!ctx)
		return;
	ctx_count_end(ctx);
	client_free(ctx->client);
	cache_free(ctx->cache);
	session_release(&ctx->session);
	g_free(ctx->lock_path);
	cred_release(&ctx->cred);
	store_release(&ctx->given);
	store_release(&ctx->keyring);
	store_release(&ctx->file);
	url_release(&ctx->api);
	g_free(ctx->api_text);
	g_free(ctx->command);
	conf_free(ctx->conf);
	io_free(ctx->io);
	redact_free(ctx->secrets);
	g_free(ctx);
}

struct io *ctx_io(struct ctx *ctx)
{
	return ctx->io;
}

const struct redact *ctx_secrets(const struct ctx *ctx)
{
	return ctx->secrets;
}

struct globals *ctx_globals(struct ctx *ctx)
{
	return &ctx->globals;
}

const struct clock *ctx_clock(const struct ctx *ctx)
{
	(void)ctx;
	return &clock_system;
}

void ctx_configure(struct ctx *ctx)
{
	const struct globals *g = &ctx->globals;
	const struct io_config config = {
		.color = g->color < 0 ? IO_COLOR_AUTO : (enum io_color)g->color,
		.quiet = g->quiet,
		.verbose = g->verbose || g->debug,
		.no_input = g->no_input,
		.json_errors = g->output == OUT_JSON || g->output == OUT_NDJSON,
	};

	io_configure(ctx->io, &config);
	if (g->debug)
		ctx->trace = (struct trace){ .line = io_trace_line,
					     .user = ctx->io };
}

const char *ctx_env(const char *name)
{
	const char *value = g_getenv(name);

	return value && *value ? value : NULL;
}

void ctx_mend_conf(struct ctx *ctx)
{
	ctx->mends_conf = true;
}

bool ctx_conf(struct ctx *ctx, struct conf **ret_conf, struct error *err)
{
	if (!ctx->conf) {
		g_autofree char *folder = paths_config();

		if (!(ctx->mends_conf
			      ? conf_open_to_mend(folder, &ctx->conf, err)
			      : conf_open(folder, &ctx->conf, err)))
			return false;
		for (const char *const *note = conf_notes(ctx->conf); *note;
		     note++)
			io_warn(ctx->io, "%s", *note);
	}
	*ret_conf = ctx->conf;
	return true;
}

/* Where a value may come from, best first. */
struct sources {
	const char *given;    /* on the command line; NULL: not */
	const char *variable; /* of the environment */
	const char *profile;  /* whose settings; NULL: those of all */
	const char *key;      /* the setting */
};

static bool choose(struct ctx *ctx, const struct sources *from,
		   const char **ret_value, enum conf_origin *ret_origin,
		   struct error *err)
{
	const char *variable = ctx_env(from->variable);
	struct conf *conf;

	if (from->given || variable) {
		*ret_value = from->given ? from->given : variable;
		*ret_origin = from->given ? CONF_FROM_COMMAND_LINE
					  : CONF_FROM_ENVIRONMENT;
		return true;
	}
	if (!ctx_conf(ctx, &conf, err))
		return false;
	*ret_value = conf_get(conf, from->profile, from->key, ret_origin);
	return true;
}

static const char *origin_words(enum conf_origin origin, const char *option,
				const char *variable)
{
	if (origin == CONF_FROM_COMMAND_LINE)
		return option;
	if (origin == CONF_FROM_ENVIRONMENT)
		return variable;
	return "the configuration";
}

void ctx_allow_new_profile(struct ctx *ctx)
{
	ctx->may_be_new = true;
}

/* One that the settings choose is in the way of every command. */
static bool hint_choice(enum conf_origin origin, struct error *err)
{
	if (origin == CONF_FROM_FILE)
		error_hint(err, "'fentu profile list' shows those there are, "
				"'fentu profile use NAME' chooses one of them");
	return false;
}

static bool find_profile(struct ctx *ctx, struct error *err)
{
	const struct sources from = { ctx->globals.profile, "FENTU_PROFILE",
				      NULL, "profile" };
	const char *name, *where;
	struct conf *conf;

	if (!choose(ctx, &from, &name, &ctx->profile_origin, err))
		return false;
	where = origin_words(ctx->profile_origin, "--profile", "FENTU_PROFILE");
	if (!ctx_conf(ctx, &conf, err))
		return false;
	if (!conf_check_profile(name, where, err) ||
	    (!ctx->may_be_new && !conf_check_known(conf, name, where, err)))
		return hint_choice(ctx->profile_origin, err);
	ctx->profile = name;
	return true;
}

bool ctx_profile(struct ctx *ctx, const char **ret_name,
		 enum conf_origin *ret_origin, struct error *err)
{
	if (!ctx->profile && !find_profile(ctx, err))
		return false;
	*ret_name = ctx->profile;
	if (ret_origin)
		*ret_origin = ctx->profile_origin;
	return true;
}

static bool find_api_url(struct ctx *ctx, struct error *err)
{
	struct sources from = { ctx->globals.api_url, "FENTU_API_URL", NULL,
				"api_url" };
	const char *text;

	if (!ctx_profile(ctx, &from.profile, NULL, err) ||
	    !choose(ctx, &from, &text, &ctx->api_origin, err) ||
	    !url_parse(
		    text,
		    origin_words(ctx->api_origin, "--api-url", "FENTU_API_URL"),
		    &ctx->api, err))
		return false;
	if (ctx->api.query) {
		error_set(err, ERR_USAGE,
			  "the base address '%s%s' must not have a query",
			  ctx->api.origin, ctx->api.path);
		url_release(&ctx->api);
		return false;
	}
	ctx->api_text = g_strconcat(ctx->api.origin, ctx->api.path, NULL);
	return true;
}

bool ctx_api_url(struct ctx *ctx, const struct url **ret_url,
		 const char **ret_text, enum conf_origin *ret_origin,
		 struct error *err)
{
	if (!ctx->api_text && !find_api_url(ctx, err))
		return false;
	if (ret_url)
		*ret_url = &ctx->api;
	if (ret_text)
		*ret_text = ctx->api_text;
	if (ret_origin)
		*ret_origin = ctx->api_origin;
	return true;
}

bool ctx_setting(struct ctx *ctx, const char *key, const char **ret_value,
		 struct error *err)
{
	struct conf *conf;
	const char *profile;

	if (!ctx_conf(ctx, &conf, err) ||
	    !ctx_profile(ctx, &profile, NULL, err))
		return false;
	*ret_value = conf_get(conf, profile, key, NULL);
	return true;
}

bool ctx_number(struct ctx *ctx, long given, const char *key,
		int64_t *ret_number, struct error *err)
{
	const char *text;

	if (given >= 0) {
		*ret_number = given;
		return true;
	}
	if (!ctx_setting(ctx, key, &text, err))
		return false;
	/* conf has checked that it is a number */
	*ret_number = text ? g_ascii_strtoll(text, NULL, 10) : -1;
	return true;
}
