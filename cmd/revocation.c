#include "cmd/revocation.h"

#include "cmd/oauth.h"
#include "cmd/probe.h"

/* What a revocation needs, opened once for all its tokens. */
struct desk {
	struct oauth oauth;
	struct oauth_client who;
	struct client *client;
};

static void desk_release(struct desk *desk)
{
	client_free(desk->client);
	oauth_client_release(&desk->who);
	oauth_release(&desk->oauth);
}

/* A token goes to whoever issued it. A key was issued by the same server, as
   far as is known. */
static bool desk_open(struct ctx *ctx, const struct account *account,
		      const struct cred *cred, bool needs_client,
		      struct desk *desk, struct error *err)
{
	const char *root = cred ? cred->oauth.root : NULL;
	const char *client_id = cred ? cred->oauth.client_id : NULL;

	return oauth_open(ctx, account, root, &desk->oauth, err) &&
	       (!needs_client ||
		oauth_client_find(ctx, account, client_id, &desk->who, err)) &&
	       ctx_client(ctx, desk->oauth.root.origin, NULL, &desk->client,
			  err);
}

/* A bearer that is not accepted (any more) may be why nothing is revoked: the
   client's own word is then tried alone. */
static bool desk_revoke(const struct desk *desk, const struct sealed *bearer,
			const struct sealed *token, const char *hint,
			struct error *err)
{
	struct revoke_endpoint endpoint = {
		.client = desk->client,
		.url = desk->oauth.revoke_url,
		.auth = desk->oauth.revoke_auth,
		.bearer = bearer,
		.client_id = desk->who.id,
		.client_secret = &desk->who.secret,
	};

	if (revoke_token(&endpoint, token, hint, err))
		return true;
	if (err->http_status != 401 || endpoint.auth != REVOKE_AUTH_BEARER ||
	    sealed_is_empty(bearer) || !endpoint.client_id)
		return false;
	endpoint.auth = REVOKE_AUTH_BODY;
	error_clear(err);
	return revoke_token(&endpoint, token, hint, err);
}

static bool confirm(struct ctx *ctx, const struct account *account,
		    const struct sealed *access, struct error *err)
{
	AUTO(client_drop) struct client *client = NULL;
	AUTO(probe_release) struct probe probe = { 0 };
	struct api api = { .base_url = account->base_url };

	if (!ctx_client(ctx, account->url.origin, access, &client, err))
		return false;
	api.client = client;
	probe_run(&api, &probe);
	if (probe.verdict == PROBE_REFUSED)
		return true;
	if (probe.verdict == PROBE_ACCEPTED)
		return error_set(err, ERR_PARTIAL,
				 "the server says that it is revoked and still "
				 "accepts the credential");
	error_move(err, &probe.problem);
	return error_wrap(err, "the revocation could not be confirmed");
}

/* The one that ends the login is revoked first; that the other has gone with
   it is seen by its being refused, and is no failure. */
static bool revoke_pair(struct ctx *ctx, const struct account *account,
			const struct cred *cred, const struct desk *desk,
			struct error *err)
{
	static const struct sealed none = { 0 };
	AUTO(error_release) struct error second = { 0 };
	bool has_ended = cred_is_ending(cred, clock_unix_s(ctx_clock(ctx)), 0);
	const struct sealed *bearer = has_ended ? &none : &cred->access;
	bool both = !sealed_is_empty(&cred->oauth.refresh);

	if (both && !desk_revoke(desk, bearer, &cred->oauth.refresh,
				 "refresh_token", err))
		return error_wrap(err, "the refresh token");
	if (!desk_revoke(desk, bearer, &cred->access, "access_token",
			 &second) &&
	    (!both || second.http_status != 401)) {
		error_move(err, &second);
		return error_wrap(err, "the access token");
	}
	return has_ended || confirm(ctx, account, &cred->access, err);
}

static bool revoke_key(struct ctx *ctx, const struct account *account,
		       const struct sealed *key, const struct desk *desk,
		       struct error *err)
{
	return desk_revoke(desk, key, key, NULL, err) &&
	       confirm(ctx, account, key, err);
}

static bool uncertain(struct error *err)
{
	if (err->code != ERR_INTERRUPTED)
		err->code = ERR_PARTIAL;
	return false;
}

bool revocation_run(struct ctx *ctx, const struct account *account,
		    const struct cred *cred, struct error *err)
{
	AUTO(desk_release) struct desk desk = { 0 };

	if (!desk_open(ctx, account, cred, cred->kind == CRED_OAUTH, &desk,
		       err))
		return uncertain(err);
	if (cred->kind == CRED_OAUTH
		    ? !revoke_pair(ctx, account, cred, &desk, err)
		    : !revoke_key(ctx, account, &cred->access, &desk, err))
		return uncertain(err);
	return true;
}

bool revocation_of_grant(struct ctx *ctx, const struct account *account,
			 const struct cred *login,
			 const struct oauth_client *client, struct error *err)
{
	const struct sealed *secret = &client->secret;
	AUTO(desk_release)
	struct desk desk = { .who = { .id = g_strdup(client->id) } };

	return sealed_set(&desk.who.secret, sealed_reveal(secret), secret->len,
			  err) &&
	       desk_open(ctx, account, login, false, &desk, err) &&
	       revoke_pair(ctx, account, login, &desk, err);
}

bool revocation_of_token(struct ctx *ctx, const struct account *account,
			 const struct sealed *token, struct error *err)
{
	AUTO(desk_release) struct desk desk = { 0 };

	if (!desk_open(ctx, account, NULL, true, &desk, err) ||
	    !revoke_key(ctx, account, token, &desk, err))
		return uncertain(err);
	return true;
}

bool revocation_ask(struct ctx *ctx, const struct account *account,
		    const struct sealed *key, struct error *err)
{
	AUTO(desk_release) struct desk desk = { 0 };

	return desk_open(ctx, account, NULL, false, &desk, err) &&
	       desk_revoke(&desk, key, key, NULL, err);
}

bool revocation_is_kept(struct error *err)
{
	g_autofree char *hint = g_strdup(err->hint);

	if (err->code == ERR_INTERRUPTED)
		return false;
	(void)error_wrap(err, "not revoked, and still stored here");
	return error_hint(err,
			  "%s%stry again, or forget it here alone with 'fentu "
			  "logout --no-revoke'",
			  hint ? hint : "", hint ? "\n" : "");
}
