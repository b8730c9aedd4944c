/* The context's clients: what they may wait for, and what they carry. */
#include "cmd/ctx_parts.h"

#include <string.h>

#include "lib/base/child.h"
#include "lib/base/when.h"
#include "lib/conf/paths.h"
#include "lib/net/budget.h"
#include "lib/net/proxy.h"

enum { BUDGET_NAME_LEN = 32 };

char *ctx_owner(const char *purpose, const struct ctx_client_wish *wish)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(sum, (const guchar *)purpose,
			  (gssize)strlen(purpose) + 1);
	g_checksum_update(sum, (const guchar *)wish->origin,
			  (gssize)strlen(wish->origin) + 1);
	/* a token is replaced every hour, and the account goes on */
	if (wish->account)
		g_checksum_update(sum, (const guchar *)wish->account,
				  (gssize)strlen(wish->account) + 1);
	else
		g_checksum_update(sum,
				  (const guchar *)sealed_reveal(wish->secret),
				  (gssize)wish->secret->len);
	return g_strdup(g_checksum_get_string(sum));
}

/* One file for each account. NULL: no place to keep it, or no account. */
static char *budget_path(const struct ctx_client_wish *wish)
{
	g_autofree char *state = paths_state();
	g_autofree char *owner = NULL;
	g_autofree char *name = NULL;

	if (!state || !wish->secret)
		return NULL;
	owner = ctx_owner("fentu rate limit", wish);
	name = g_strndup(owner, BUDGET_NAME_LEN);
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
	if (left_ms < 0) {
		io_status(ctx->io, "%s", why);
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

bool ctx_load_transport(struct ctx *ctx, struct error *err)
{
	g_autofree char *part = NULL;

	if (ctx->transport)
		return true;
	if (!proxy_hide(ctx->secrets, ctx_env, err))
		return false;
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

/* The client's question whether its credential is still good. */
static bool renew(void *user, bool refused, bool *ret_changed,
		  struct error *err)
{
	struct session *session = user;

	return refused ? session_refused(session, ret_changed, err)
		       : session_keep(session, ret_changed, err);
}

static bool load(void *user, const struct transport_ops **ret_ops,
		 struct error *err)
{
	struct ctx *ctx = user;

	if (!ctx_load_transport(ctx, err))
		return false;
	*ret_ops = ctx->transport;
	return true;
}

/* Where a kept reply may do, the part that makes requests may not be needed. */
static bool fill_transport(struct ctx *ctx, const struct ctx_client_wish *wish,
			   struct client_config *config, struct error *err)
{
	if (!wish->cache || ctx->globals.cache_s < 0)
		return load(ctx, &config->transport, err);
	ctx->late = (struct http_late){ .load = load, .user = ctx };
	config->transport = &http_late_transport;
	config->http.user = &ctx->late;
	return true;
}

bool ctx_open_client(struct ctx *ctx, const struct ctx_client_wish *wish,
		     struct client **ret_client, struct error *err)
{
	g_autofree char *budget = budget_path(wish);
	struct client_config config = {
		.origin = wish->origin,
		.authorization = wish->secret,
		.renew = wish->session ? renew : NULL,
		.renew_user = wish->session,
		.budget_path = budget,
		.redact = ctx->secrets,
		.cache = wish->cache,
		.clock = ctx_clock(ctx),
		.signals = ctx->signals,
		.on_wait = tell_wait,
		.on_wait_user = ctx,
		.on_send = ctx_count,
		.on_send_user = ctx,
	};

	if (!fill_limits(ctx, &config, err) ||
	    !fill_http(ctx, &config.http, err) ||
	    !fill_transport(ctx, wish, &config, err))
		return false;
	return client_open(&config, ret_client, err);
}

void ctx_heed(struct ctx *ctx, const struct signals *signals)
{
	ctx->signals = signals;
}

bool ctx_client(struct ctx *ctx, const char *origin,
		const struct sealed *secret, struct client **ret_client,
		struct error *err)
{
	const struct ctx_client_wish wish = { .origin = origin,
					      .secret = secret };

	return ctx_open_client(ctx, &wish, ret_client, err);
}

static void tell_reach(void *user, int64_t waited_ms)
{
	struct ctx *ctx = user;

	io_status(ctx->io, "waiting for %s, %" G_GINT64_FORMAT " s",
		  ctx->api.host, waited_ms / 1000);
}

bool ctx_reach(struct ctx *ctx, struct reach *ret_reach, struct error *err)
{
	struct reach_config config = { .clock = ctx_clock(ctx),
				       .on_wait = tell_reach,
				       .user = ctx };
	bool is_known;
	g_autofree char *target = NULL;
	const struct url *url;
	const char *base;
	int64_t timeout_s;

	if (!ctx_api_url(ctx, &url, &base, NULL, err) ||
	    !ctx_number(ctx, ctx->globals.timeout_s, "timeout", &timeout_s,
			err) ||
	    !ctx_load_transport(ctx, err) || !fill_http(ctx, &config.http, err))
		return false;
	target = g_strconcat(base, "/work-orders?per_page=1", NULL);
	config.transport = ctx->transport;
	config.http.origin = url->origin;
	config.url = target;
	config.timeout_ms = timeout_s * 1000;
	is_known = reach_try(&config, ret_reach, err);
	io_status(ctx->io, NULL);
	if (!is_known)
		return false;
	redact_text(ctx->secrets, &ret_reach->detail);
	return true;
}

/* Rate limit and replies of a login are those of whoever logged in. */
static char *account_name(const struct ctx *ctx)
{
	return g_strdup_printf("login %s %" G_GINT64_FORMAT, ctx->profile,
			       ctx->cred.created_at);
}

/* The client of the API in force; *ret_account is the caller's to free and
   lives as long as the wish. */
static bool api_wish(struct ctx *ctx, struct ctx_client_wish *ret_wish,
		     char **ret_account, struct error *err)
{
	struct ctx_client_wish wish = { .secret = &ctx->cred.access };
	const struct url *url;

	if (!ctx_api_url(ctx, &url, NULL, NULL, err) ||
	    !ctx_session(ctx, &wish.session, err))
		return false;
	wish.origin = url->origin;
	if (wish.session)
		wish.account = *ret_account = account_name(ctx);
	*ret_wish = wish;
	return true;
}

bool ctx_limit_seen(struct ctx *ctx, struct client_limit *ret_limit,
		    struct error *err)
{
	struct ctx_client_wish wish = { 0 };
	g_autofree char *account = NULL;
	g_autofree char *path = NULL;
	struct budget_state state;
	struct budget *budget;

	if (!api_wish(ctx, &wish, &account, err))
		return false;
	path = budget_path(&wish);
	budget = budget_open(path);
	state = budget_state(budget, clock_unix_ms(ctx_clock(ctx)));
	budget_free(budget);
	*ret_limit = (struct client_limit){
		.limit = state.limit,
		.remaining = state.remaining,
		.reset_unix_s = state.reset_unix_ms / 1000,
	};
	return true;
}

static bool open_api(struct ctx *ctx, struct error *err)
{
	struct ctx_client_wish wish = { 0 };
	g_autofree char *account = NULL;

	ctx->wants_transport = true;
	if (!api_wish(ctx, &wish, &account, err) ||
	    !ctx_open_cache(ctx, &wish, err))
		return false;
	wish.cache = ctx->cache;
	return ctx_open_client(ctx, &wish, &ctx->client, err);
}

bool ctx_api(struct ctx *ctx, const struct api **ret_api, struct error *err)
{
	const char *base;

	if (!ctx->client) {
		if (!ctx_api_url(ctx, NULL, &base, NULL, err) ||
		    !open_api(ctx, err))
			return false;
		ctx->api_calls =
			(struct api){ .client = ctx->client, .base_url = base };
	}
	*ret_api = &ctx->api_calls;
	return true;
}
