/* What the context keeps on this machine beside logins: counts of requests. */
#include "cmd/ctx_parts.h"

#include <inttypes.h>
#include <string.h>

#include "cmd/grouped.h"
#include "lib/conf/paths.h"
#include "lib/net/usage.h"

enum { HOUR_S = 3600, ACCOUNT_NAME_LEN = 32 };

char *ctx_account_name(const char *purpose, const struct cred_key *key)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	if (purpose)
		g_checksum_update(sum, (const guchar *)purpose,
				  (gssize)strlen(purpose) + 1);
	g_checksum_update(sum, (const guchar *)key->origin,
			  (gssize)strlen(key->origin) + 1);
	g_checksum_update(sum, (const guchar *)key->profile,
			  (gssize)strlen(key->profile));
	return g_strndup(g_checksum_get_string(sum), ACCOUNT_NAME_LEN);
}

bool ctx_usage_place(struct ctx *ctx, char **ret_folder, char **ret_name,
		     struct error *err)
{
	g_autofree char *state = paths_state();
	struct cred_key key;

	if (!ctx_cred_key(ctx, &key, err))
		return false;
	*ret_folder = state ? g_build_filename(state, "usage", NULL) : NULL;
	*ret_name = ctx_account_name("fentu usage", &key);
	return true;
}

void ctx_count_begin(struct ctx *ctx, const char *path)
{
	const char *name = strchr(path, ' ');

	g_free(ctx->command);
	ctx->command = name ? g_strdup(name + 1) : NULL;
}

static struct usage_limit limit_seen(const struct ctx *ctx, int64_t now_s)
{
	struct client_limit known = { -1, -1, -1 };

	if (ctx->client)
		known = client_shared_limit(ctx->client);
	return (struct usage_limit){
		.limit = known.limit,
		.remaining = known.remaining,
		.reset_unix_s = known.reset_unix_s,
		.seen_unix_s = known.limit < 0 ? -1 : now_s,
	};
}

static bool add(struct ctx *ctx, bool *ret_renewed, struct error *err)
{
	const struct usage_limit limit =
		limit_seen(ctx, clock_unix_s(ctx_clock(ctx)));
	g_autofree char *folder = NULL;
	g_autofree char *name = NULL;
	const char *wanted;

	*ret_renewed = false;
	if (!ctx_setting(ctx, "usage", &wanted, err) ||
	    !ctx_usage_place(ctx, &folder, &name, err))
		return false;
	if (strcmp(wanted, "true") != 0 || !folder ||
	    !usage_book_is_command(ctx->command))
		return true;
	g_strlcpy(ctx->sent.command, ctx->command, sizeof(ctx->sent.command));
	return usage_add(folder, name, &ctx->sent, &limit, ret_renewed, err);
}

void ctx_count_end(struct ctx *ctx)
{
	AUTO(error_release) struct error err = { 0 };
	bool renewed = false;

	if (!ctx->command || ctx->sent.requests == 0)
		return;
	if (!add(ctx, &renewed, &err))
		io_detail(ctx->io, "requests were not counted: %s",
			  err.message);
	if (renewed)
		io_warn(ctx->io, "the record of requests was damaged; "
				 "counting begins anew");
	ctx->sent = (struct usage_row){ 0 };
}

/* What goes on for hours has one line for each. */
static void turn_to(struct ctx *ctx, int64_t hour)
{
	if (ctx->sent.hour != hour)
		ctx_count_end(ctx);
	ctx->sent.hour = hour;
}

void ctx_count(void *user)
{
	struct ctx *ctx = user;

	turn_to(ctx, clock_unix_s(ctx_clock(ctx)) / HOUR_S);
	ctx->sent.requests++;
	ctx->requests++;
}

/* "; 9,998 of 10,000 are left"; owned. "" when that is not known. */
static char *left_of(const struct ctx *ctx)
{
	const struct usage_limit limit =
		limit_seen(ctx, clock_unix_s(ctx_clock(ctx)));
	g_autofree char *left = grouped(limit.remaining);
	g_autofree char *most = grouped(limit.limit);

	if (limit.limit < 0 || limit.remaining < 0)
		return g_strdup("");
	return g_strdup_printf("; %s of %s are left", left, most);
}

void ctx_tell_requests(struct ctx *ctx)
{
	g_autofree char *left = NULL;

	if (!ctx->client)
		return;
	left = left_of(ctx);
	io_detail(ctx->io, "%" PRId64 " request%s to %s (profile '%s')%s.",
		  ctx->requests, ctx->requests == 1 ? "" : "s", ctx->api_text,
		  ctx->profile, left);
}
