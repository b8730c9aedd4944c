#include "cmd/revocation.h"

#include "cmd/guard.h"
#include "cmd/oauth.h"
#include "cmd/probe.h"
#include "lib/auth/token_answer.h"
#include "lib/auth/validity.h"
#include "lib/base/signals.h"
#include "lib/base/when.h"

/* What a revocation needs, opened once for all its tokens. */
struct desk {
	struct ctx *ctx;
	const struct account *account;
	const struct sealed *bearer; /* NULL: none */
	struct oauth oauth;
	struct oauth_client who;
	struct client *client;
	bool is_untrue; /* what the server says it has revoked */
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

	desk->ctx = ctx;
	desk->account = account;
	return oauth_open(ctx, account, root, &desk->oauth, err) &&
	       (!needs_client ||
		oauth_client_find(ctx, account, client_id, &desk->who, err)) &&
	       ctx_client(ctx, desk->oauth.root.origin, NULL, &desk->client,
			  err);
}

/* What worked for one token is tried first for the next. */
static bool desk_revoke(struct desk *desk, const struct sealed *token,
			const char *hint, struct error *err)
{
	struct revoke_endpoint endpoint = {
		.client = desk->client,
		.url = desk->oauth.revoke_url,
		.auth = desk->oauth.revoke_auth,
		.bearer = desk->bearer,
		.client_id = desk->who.id,
		.client_secret = &desk->who.secret,
	};

	if (!revoke_token(&endpoint, token, hint, err))
		return false;
	desk->oauth.revoke_auth = endpoint.auth;
	return true;
}

static bool confirm(struct desk *desk, const struct sealed *access,
		    struct error *err)
{
	AUTO(client_drop) struct client *client = NULL;
	AUTO(probe_release) struct probe probe = { 0 };
	struct api api = { .base_url = desk->account->base_url };

	if (!ctx_client(desk->ctx, desk->account->url.origin, access, &client,
			err))
		return false;
	api.client = client;
	probe_run(&api, &probe);
	if (probe.verdict == PROBE_REFUSED)
		return true;
	desk->is_untrue = probe.verdict == PROBE_ACCEPTED;
	if (desk->is_untrue) {
		error_set(err, ERR_PARTIAL,
			  "the server says that it is revoked and still "
			  "accepts the credential");
		return error_hint(err, "revoke it in Fentu under "
				       "Administration > Integrations > API");
	}
	(void)probe_unknown(&probe, "the revocation could not be confirmed",
			    "the server says that it is revoked; check the "
			    "connection to be sure",
			    err);
	if (err->code != ERR_INTERRUPTED)
		err->code = ERR_PARTIAL;
	return false;
}

/* The token speaks for itself at first. A server that wants to know which app
   asks is told, if that can be found out. */
static bool revoke_lone(struct desk *desk, const struct sealed *token,
			struct error *err)
{
	AUTO(error_release) struct error unknown = { 0 };
	bool is_bearer = desk->oauth.revoke_auth == REVOKE_AUTH_BEARER;

	desk->bearer = token;
	if (!is_bearer && !oauth_client_find(desk->ctx, desk->account, NULL,
					     &desk->who, &unknown))
		error_clear(&unknown);
	if (desk_revoke(desk, token, NULL, err))
		return true;
	if (!is_bearer ||
	    (err->http_status != 400 && err->http_status != 401) ||
	    !oauth_client_find(desk->ctx, desk->account, NULL, &desk->who,
			       &unknown) ||
	    !desk->who.id)
		return false;
	error_clear(err);
	desk->bearer = NULL;
	return desk_revoke(desk, token, NULL, err);
}

/* That it has gone with the refresh token is seen by its being refused. */
static bool revoke_access(struct desk *desk, const struct cred *cred,
			  bool may_be_gone, struct error *err)
{
	if (!desk_revoke(desk, &cred->access, "access_token", err) &&
	    !(may_be_gone && err->http_status == 401))
		return error_wrap(err, "the access token");
	error_clear(err);
	return !desk->bearer || confirm(desk, &cred->access, err);
}

/* Both are said to have failed; what to do is about the first. */
static void join(struct error *first, struct error *second)
{
	g_autofree char *both =
		g_strdup_printf("%s; %s", first->message, second->message);

	g_free(first->message);
	first->message = g_steal_pointer(&both);
}

/* The refresh token, which ends the login, is first. The access token is
   revoked all the same, unless no answer came: then the server is out of
   reach. */
static bool revoke_pair(struct desk *desk, const struct cred *cred,
			unsigned *left, struct error *err)
{
	AUTO(error_release) struct error second = { 0 };
	int64_t now_s = clock_unix_s(ctx_clock(desk->ctx));
	bool has_refresh = *left & VALIDITY_REFRESH;

	desk->bearer = cred_is_ending(cred, now_s, 0) ? NULL : &cred->access;
	if (has_refresh &&
	    !desk_revoke(desk, &cred->oauth.refresh, "refresh_token", err)) {
		(void)error_wrap(err, "the refresh token");
		if (err->code == ERR_INTERRUPTED ||
		    (err->code == ERR_NETWORK && err->http_status == 0))
			return false;
	} else {
		*left &= ~(unsigned)VALIDITY_REFRESH;
	}
	if (revoke_access(desk, cred, has_refresh && !err->message, &second)) {
		*left &= ~(unsigned)VALIDITY_ACCESS;
	} else if (!err->message || second.code == ERR_INTERRUPTED) {
		error_clear(err);
		error_move(err, &second);
	} else {
		join(err, &second);
	}
	if (has_refresh && desk->is_untrue)
		*left |= VALIDITY_REFRESH;
	return *left == 0;
}

/* ---- what a signal leaves ---- */

static bool watch_begin(struct ctx *ctx, struct signals *signals,
			struct error *err)
{
	if (!signals_take_heeded(signals, err))
		return false;
	ctx_heed(ctx, signals);
	return true;
}

/* A signal that came too late to end a request counts, too. */
static bool watch_end(struct ctx *ctx, const struct signals *signals, bool ok,
		      const char *what, struct error *err)
{
	int number;

	ctx_heed(ctx, NULL);
	if (signals_came(signals)) {
		error_clear(err);
		(void)signals_interrupted(signals, err);
	}
	if (err->code != ERR_INTERRUPTED)
		return ok;
	number = err->signal;
	error_set(err, ERR_INTERRUPTED, "interrupted; %s", what);
	err->signal = number;
	return error_hint(err, "run the command again to be sure");
}

/* The code of a failure: see the header. */
static bool uncertain(bool all_is_left, struct error *err)
{
	if (err->code != ERR_INTERRUPTED && err->code != ERR_USAGE &&
	    !(err->code == ERR_NETWORK && all_is_left))
		err->code = ERR_PARTIAL;
	return false;
}

static bool run_lone(struct ctx *ctx, const struct account *account,
		     const struct sealed *token, struct error *err)
{
	AUTO(desk_release) struct desk desk = { 0 };

	if (desk_open(ctx, account, NULL, false, &desk, err) &&
	    revoke_lone(&desk, token, err) && confirm(&desk, token, err))
		return true;
	return uncertain(true, err);
}

static bool run_stored(struct ctx *ctx, const struct account *account,
		       const struct cred *cred, unsigned *left,
		       struct error *err)
{
	const unsigned all = *left;
	AUTO(desk_release) struct desk desk = { 0 };

	if (cred->kind != CRED_OAUTH) {
		if (!run_lone(ctx, account, &cred->access, err))
			return false;
		*left = 0;
		return true;
	}
	return (desk_open(ctx, account, cred, true, &desk, err) &&
		revoke_pair(&desk, cred, left, err)) ||
	       uncertain(*left == all, err);
}

bool revocation_run(struct ctx *ctx, const struct account *account,
		    const struct cred *cred, unsigned *ret_left,
		    struct error *err)
{
	AUTO(signals_release) struct signals signals = { 0 };
	bool ok;

	*ret_left = validity_parts(cred);
	if (!watch_begin(ctx, &signals, err))
		return false;
	ok = run_stored(ctx, account, cred, ret_left, err);
	return watch_end(ctx, &signals, ok,
			 "the login is still stored here, and the server may "
			 "have revoked it",
			 err);
}

bool revocation_of_grant(struct ctx *ctx, const struct account *account,
			 const struct cred *login,
			 const struct oauth_client *client, unsigned *ret_left,
			 struct error *err)
{
	const struct sealed *secret = &client->secret;
	AUTO(desk_release)
	struct desk desk = { .who = { .id = g_strdup(client->id) } };

	*ret_left = validity_parts(login);
	return sealed_set(&desk.who.secret, sealed_reveal(secret), secret->len,
			  err) &&
	       desk_open(ctx, account, login, false, &desk, err) &&
	       revoke_pair(&desk, login, ret_left, err);
}

void revocation_tell_replaced(struct ctx *ctx, const struct cred *cred)
{
	g_autofree char *until =
		validity_of_replaced(cred, clock_unix_s(ctx_clock(ctx)));

	if (until)
		io_say(ctx_io(ctx),
		       "Access tokens that were replaced before may be "
		       "accepted until %s.",
		       until);
}

char *revocation_lost(struct ctx *ctx, const struct account *account,
		      const struct cred *cred)
{
	const struct cred_key key = account_key(account);
	int64_t at = cred->kind == CRED_OAUTH ? ctx_lost_at(&key) : 0;
	int64_t end = at + TOKEN_REFRESH_LIFETIME_S;
	g_autofree char *until = NULL;

	if (at == 0 || end <= clock_unix_s(ctx_clock(ctx)))
		return NULL;
	until = when_local(end);
	return g_strdup_printf("a refresh was cut short: tokens that the "
			       "server may have issued to it are not known "
			       "here and stay valid until %s at the latest",
			       until);
}

bool revocation_explain_lost(const struct account *account, const char *lost,
			     struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "the login of profile '%s' is not revoked for certain; %s",
		  account->profile, lost);
	return error_hint(err, "revoke it in Fentu under Administration > "
			       "Integrations > API");
}

void revocation_warn_of_former(struct ctx *ctx, const struct account *account)
{
	const struct cred_key key = account_former_key(account);
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(cred_release) struct cred former = { 0 };
	g_autofree char *stays = NULL;
	bool found = false;

	if (!store_get(account->store, &key, &former, &found, &ignored) ||
	    !found)
		return;
	stays = validity_text(&former, VALIDITY_ACCESS,
			      clock_unix_s(ctx_clock(ctx)));
	io_warn(ctx_io(ctx),
		"the key before it was not revoked when it was replaced: %s",
		stays);
}

bool revocation_is_meant(struct ctx *ctx, const struct account *account,
			 const struct cred *cred, bool yes, const char *confirm,
			 struct error *err)
{
	g_autofree char *masked = NULL, *question = NULL;
	struct guard_loss loss = {
		.profile = account->profile,
		.what = "revoking the API key",
		.undone = "nothing was revoked",
		.yes = yes,
		.confirm = confirm,
	};

	if (cred->kind == CRED_OAUTH)
		return true;
	masked = sealed_mask(&cred->access);
	question = g_strdup_printf("Revoke the API key %s of profile '%s' (%s)"
				   "? It stops working everywhere and cannot "
				   "be restored.",
				   masked, account->profile, account->base_url);
	loss.question = question;
	return guard_revoke(ctx, &loss, err);
}

bool revocation_of_token(struct ctx *ctx, const struct account *account,
			 const struct sealed *token, struct error *err)
{
	AUTO(signals_release) struct signals signals = { 0 };
	bool ok;

	if (!watch_begin(ctx, &signals, err))
		return false;
	ok = run_lone(ctx, account, token, err);
	return watch_end(ctx, &signals, ok, "the server may have revoked it",
			 err);
}

bool revocation_ask(struct ctx *ctx, const struct account *account,
		    const struct sealed *key, struct error *err)
{
	AUTO(desk_release) struct desk desk = { 0 };

	return desk_open(ctx, account, NULL, false, &desk, err) &&
	       revoke_lone(&desk, key, err);
}

bool revocation_is_same(const struct account *account,
			const struct sealed *asked, const struct cred *cred,
			struct error *err)
{
	if (cred->kind == CRED_OAUTH || sealed_equal(asked, &cred->access))
		return true;
	error_set(err, ERR_OTHER,
		  "another fentu process has changed the login of profile "
		  "'%s'; nothing was revoked",
		  account->profile);
	return error_hint(err, "run the command again");
}
