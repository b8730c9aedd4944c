/* The context's credentials and the client that carries them. */
#include "cmd/ctx_parts.h"

#include "lib/base/child.h"
#include "lib/base/when.h"
#include "lib/conf/paths.h"

enum { KEYRING_WAIT_S = 3, KEYRING_PROMPT_MS = 60 * 1000 };

bool ctx_cred_key(struct ctx *ctx, struct cred_key *ret_key, struct error *err)
{
	const struct url *url;
	const char *profile;

	if (!ctx_profile(ctx, &profile, NULL, err) ||
	    !ctx_api_url(ctx, &url, NULL, NULL, err))
		return false;
	*ret_key =
		(struct cred_key){ .origin = url->origin, .profile = profile };
	return true;
}

/* A credential of the environment belongs to the origin that the environment
   names, or to the built-in one: never to what a file or option says. */
bool ctx_given_store(struct ctx *ctx, const struct store **ret_store,
		     struct error *err)
{
	const char *home = ctx_env("FENTU_API_URL");
	AUTO(url_release) struct url url = { 0 };

	if (!ctx->given.ops) {
		if (!url_parse(home ? home : CONF_API_URL, "FENTU_API_URL",
			       &url, err))
			return false;
		const struct store_given_config config = {
			.home_origin = url.origin,
			.lookup = ctx_env,
		};
		store_given(&config, &ctx->given);
	}
	*ret_store = &ctx->given;
	return true;
}

void ctx_allow_prompt(struct ctx *ctx)
{
	bool display = ctx_env("DISPLAY") || ctx_env("WAYLAND_DISPLAY");

	ctx->may_prompt = !ctx->globals.no_input && !ctx_env("CI") &&
			  (io_can_ask(ctx->io) || display);
	store_release(&ctx->keyring);
}

static bool keyring_wait_ms(int *ret_wait_ms, struct error *err)
{
	const char *text = ctx_env("FENTU_KEYRING_TIMEOUT");
	guint64 seconds = KEYRING_WAIT_S;

	if (text &&
	    !g_ascii_string_to_unsigned(text, 10, 1, 600, &seconds, NULL))
		return error_set(err, ERR_USAGE,
				 "FENTU_KEYRING_TIMEOUT must be a number of "
				 "seconds from 1 to 600, not '%s'",
				 text);
	*ret_wait_ms = (int)seconds * 1000;
	return true;
}

bool ctx_keyring_store(struct ctx *ctx, const struct store **ret_store,
		       struct error *err)
{
	if (!ctx->keyring.ops) {
		g_autofree char *helper = child_own_program("fentu-keyring");
		struct store_keyring_config config = {
			.helper = helper,
			.may_prompt = ctx->may_prompt,
			.prompt_deadline_ms = KEYRING_PROMPT_MS,
		};

		if (!keyring_wait_ms(&config.deadline_ms, err))
			return false;
		store_keyring(&config, &ctx->keyring);
	}
	*ret_store = &ctx->keyring;
	return true;
}

bool ctx_file_store(struct ctx *ctx, const struct store **ret_store,
		    struct error *err)
{
	if (!ctx->file.ops) {
		/* not beside the settings, which people share and publish */
		g_autofree char *state = paths_state();
		g_autofree char *folder = NULL;

		if (!state)
			return error_set(err, ERR_OTHER,
					 "there is no folder for credentials: "
					 "HOME is not set");
		folder = g_build_filename(state, "credentials", NULL);
		store_file(folder, &ctx->file);
	}
	*ret_store = &ctx->file;
	return true;
}

/* Where login put it: the keyring, or the file if that was asked for. */
static bool kept_store(struct ctx *ctx, const struct store **ret_store,
		       struct error *err)
{
	const char *storage;

	if (!ctx_setting(ctx, "storage", &storage, err))
		return false;
	if (g_strcmp0(storage, "file") == 0)
		return ctx_file_store(ctx, ret_store, err);
	return ctx_keyring_store(ctx, ret_store, err);
}

bool ctx_credential(struct ctx *ctx, const struct cred **ret_cred,
		    struct error *err)
{
	const struct store *given, *kept;
	struct cred_key key;
	bool found = ctx->cred.kind != CRED_NONE;

	if (!found && (!ctx_cred_key(ctx, &key, err) ||
		       !ctx_given_store(ctx, &given, err) ||
		       !store_get(given, &key, &ctx->cred, &found, err)))
		return false;
	if (!found && (!kept_store(ctx, &kept, err) ||
		       !store_get(kept, &key, &ctx->cred, &found, err)))
		return false;
	if (!found) {
		error_set(err, ERR_LOGIN, "not logged in (profile '%s' at %s)",
			  key.profile, key.origin);
		return error_hint(err, "run 'fentu login', or set "
				       "FENTU_API_KEY");
	}
	*ret_cred = &ctx->cred;
	return true;
}

/* One file for each account. The name is a digest, from which the credential
   cannot be had. NULL: no place to keep it. */
static char *budget_path(const char *origin, const struct sealed *secret)
{
	static const char purpose[] = "fentu rate limit";
	g_autofree char *state = paths_state();
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *name = NULL;

	if (!state)
		return NULL;
	g_checksum_update(sum, (const guchar *)purpose, sizeof(purpose));
	g_checksum_update(sum, (const guchar *)origin,
			  (gssize)strlen(origin) + 1);
	g_checksum_update(sum, (const guchar *)sealed_reveal(secret),
			  (gssize)secret->len);
	name = g_strndup(g_checksum_get_string(sum), 32);
	return g_build_filename(state, "limits", name, NULL);
}

static void tell_wait(void *user, const char *why, int64_t left_ms)
{
	struct ctx *ctx = user;
	g_autofree char *left = NULL;

	if (!why) {
		io_status(ctx->io, NULL);
		return;
	}
	left = when_length((left_ms + 999) / 1000);
	io_status(ctx->io, "%s; %s to go (Ctrl-C stops)", why, left);
}

static bool fill_limits(struct ctx *ctx, struct client_config *config,
			struct error *err)
{
	const struct globals *g = &ctx->globals;
	int64_t timeout_s, retries, max_wait_s;

	if (!ctx_number(ctx, g->timeout_s, "timeout", &timeout_s, err) ||
	    !ctx_number(ctx, g->retries, "retries", &retries, err) ||
	    !ctx_number(ctx, g->max_wait_s, "max_wait", &max_wait_s, err))
		return false;
	if (max_wait_s < 0)
		max_wait_s = io_can_ask(ctx->io) ? 900 : 60;
	config->timeout_ms = timeout_s * 1000;
	config->retries = (unsigned)retries;
	config->max_wait_ms = max_wait_s * 1000;
	return true;
}

static bool load_transport(struct ctx *ctx, struct error *err)
{
	g_autofree char *part = NULL;

	if (ctx->transport)
		return true;
	if (ctx_env("SSLKEYLOGFILE"))
		io_warn(ctx->io, "SSLKEYLOGFILE is set: the keys of this "
				 "connection are written to that file");
	part = child_own_program("fentu-http.so");
	return http_load(part, &ctx->transport, err);
}

/* Identity, proxies and trust: the same for whatever is sent. */
static bool fill_http(struct ctx *ctx, struct http_config *http,
		      struct error *err)
{
	*http = (struct http_config){
		.ca_file = ctx->globals.ca_cert,
		.user_agent = "fentu/" FENTU_VERSION,
		.use_proxy = true,
		.trace = &ctx->trace,
	};
	return http->ca_file ||
	       ctx_setting(ctx, "ca_cert", &http->ca_file, err);
}

bool ctx_client(struct ctx *ctx, const char *origin,
		const struct sealed *secret, struct client **ret_client,
		struct error *err)
{
	g_autofree char *budget = NULL;
	struct client_config config = {
		.authorization = secret,
		.clock = ctx_clock(ctx),
		.on_wait = tell_wait,
		.on_wait_user = ctx,
	};

	if (!fill_limits(ctx, &config, err) || !load_transport(ctx, err) ||
	    !fill_http(ctx, &config.http, err))
		return false;
	budget = budget_path(origin, secret);
	config.transport = ctx->transport;
	config.origin = origin;
	config.budget_path = budget;
	return client_open(&config, ret_client, err);
}

bool ctx_reach(struct ctx *ctx, struct reach *ret_reach, struct error *err)
{
	struct reach_config config = { .clock = ctx_clock(ctx) };
	g_autofree char *target = NULL;
	const struct url *url;
	const char *base;
	int64_t timeout_s;

	if (!ctx_api_url(ctx, &url, &base, NULL, err) ||
	    !ctx_number(ctx, ctx->globals.timeout_s, "timeout", &timeout_s,
			err) ||
	    !load_transport(ctx, err) || !fill_http(ctx, &config.http, err))
		return false;
	target = g_strconcat(base, "/work-orders?per_page=1", NULL);
	config.transport = ctx->transport;
	config.http.origin = url->origin;
	config.url = target;
	config.timeout_ms = timeout_s * 1000;
	return reach_try(&config, ret_reach, err);
}

bool ctx_api(struct ctx *ctx, const struct api **ret_api, struct error *err)
{
	const struct cred *cred;
	const struct url *url;
	const char *base;

	if (!ctx->client) {
		if (!ctx_api_url(ctx, &url, &base, NULL, err) ||
		    !ctx_credential(ctx, &cred, err) ||
		    !ctx_client(ctx, url->origin, &cred->access, &ctx->client,
				err))
			return false;
		ctx->api_calls =
			(struct api){ .client = ctx->client, .base_url = base };
	}
	*ret_api = &ctx->api_calls;
	return true;
}
