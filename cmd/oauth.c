#include "cmd/oauth.h"

#include <string.h>

static const char *env(const char *name)
{
	const char *value = g_getenv(name);

	return value && *value ? value : NULL;
}

/* ---- where ---- */

static bool find_root(struct conf *conf, const struct account *account,
		      const char *issued_by, struct url *ret_root,
		      struct error *err)
{
	const char *text = issued_by;
	const char *what = "the login's server";

	if (!text) {
		text = env("FENTU_OAUTH_URL");
		what = "FENTU_OAUTH_URL";
	}
	if (!text) {
		text = conf_get(conf, account->profile, "oauth_url", NULL);
		what = "oauth_url";
	}
	if (!text)
		text = account->url.origin;
	if (!url_parse(text, what, ret_root, err))
		return false;
	if (!ret_root->query)
		return true;
	url_release(ret_root);
	*ret_root = (struct url){ 0 };
	return error_set(err, ERR_USAGE, "%s must not have a query", what);
}

static char *endpoint(const struct oauth *oauth, struct conf *conf,
		      const char *profile, const char *key)
{
	return g_strconcat(oauth->root_text, conf_get(conf, profile, key, NULL),
			   NULL);
}

/* conf has checked that it is one of the choices. */
static enum revoke_auth revoke_way(const char *name)
{
	if (!strcmp(name, "basic"))
		return REVOKE_AUTH_BASIC;
	return strcmp(name, "body") ? REVOKE_AUTH_BEARER : REVOKE_AUTH_BODY;
}

bool oauth_open(struct ctx *ctx, const struct account *account,
		const char *issued_by, struct oauth *ret_oauth,
		struct error *err)
{
	const char *profile = account->profile;
	struct oauth oauth = { 0 };
	struct conf *conf;

	if (!ctx_conf(ctx, &conf, err) ||
	    !find_root(conf, account, issued_by, &oauth.root, err))
		return false;
	oauth.root_text = g_strconcat(oauth.root.origin, oauth.root.path, NULL);
	oauth.authorize_url =
		endpoint(&oauth, conf, profile, "oauth_authorize_path");
	oauth.token_url = endpoint(&oauth, conf, profile, "oauth_token_path");
	oauth.revoke_url = endpoint(&oauth, conf, profile, "oauth_revoke_path");
	if (!strcmp(conf_get(conf, profile, "oauth_token_auth", NULL), "basic"))
		oauth.token_auth = TOKEN_AUTH_BASIC;
	oauth.revoke_auth =
		revoke_way(conf_get(conf, profile, "oauth_revoke_auth", NULL));
	*ret_oauth = oauth;
	return true;
}

void oauth_release(struct oauth *oauth)
{
	if (!oauth)
		return;
	url_release(&oauth->root);
	g_free(oauth->root_text);
	g_free(oauth->authorize_url);
	g_free(oauth->token_url);
	g_free(oauth->revoke_url);
	*oauth = (struct oauth){ 0 };
}

/* ---- as whom ---- */

static bool check_home(struct ctx *ctx, const struct account *account,
		       struct error *err)
{
	AUTO(url_release) struct url home = { 0 };

	if (!ctx_home(ctx, &home, err))
		return false;
	if (!strcmp(home.origin, account->url.origin))
		return true;
	error_set(err, ERR_USAGE, "FENTU_CLIENT_SECRET belongs to %s, not %s",
		  home.origin, account->url.origin);
	return error_hint(err, "set FENTU_API_URL to where it belongs, or "
			       "unset FENTU_CLIENT_SECRET");
}

static bool take_given(struct ctx *ctx, const struct account *account,
		       const char *secret, struct oauth_client *client,
		       struct error *err)
{
	return check_home(ctx, account, err) &&
	       sealed_set(&client->secret, secret, strlen(secret), err) &&
	       sealed_trim_key(&client->secret, "FENTU_CLIENT_SECRET", err);
}

/* A client without a secret has no record of its own. */
static bool take_login_id(const struct account *account,
			  struct oauth_client *client, struct error *err)
{
	const struct cred_key key = account_key(account);
	AUTO(cred_release) struct cred login = { 0 };
	bool found = false;

	if (!store_get(account->store, &key, &login, &found, err))
		return false;
	if (found)
		client->id = g_strdup(login.oauth.client_id);
	return true;
}

static bool take_kept(const struct account *account, const char *id,
		      struct oauth_client *client, struct error *err)
{
	struct cred_key key = account_key(account);
	AUTO(cred_release) struct cred kept = { 0 };
	bool found = false;

	key.slot = CRED_SLOT_CLIENT;
	if (!store_get(account->store, &key, &kept, &found, err))
		return false;
	if (!found || (id && g_strcmp0(id, kept.oauth.client_id) != 0))
		return client->id || take_login_id(account, client, err);
	if (!client->id)
		client->id = g_strdup(kept.oauth.client_id);
	sealed_move(&client->secret, &kept.access);
	return true;
}

bool oauth_client_find(struct ctx *ctx, const struct account *account,
		       const char *id, struct oauth_client *ret_client,
		       struct error *err)
{
	const char *given_id = env("FENTU_CLIENT_ID");
	const char *given_secret = env("FENTU_CLIENT_SECRET");
	const char *wanted = id ? id : given_id;
	AUTO(oauth_client_release)
	struct oauth_client client = { .id = g_strdup(wanted) };
	bool is_given =
		given_secret && (!id || !given_id || !strcmp(id, given_id));

	if (is_given ? !take_given(ctx, account, given_secret, &client, err)
		     : !take_kept(account, wanted, &client, err))
		return false;
	*ret_client = client;
	client = (struct oauth_client){ 0 };
	return true;
}

void oauth_client_release(struct oauth_client *client)
{
	if (!client)
		return;
	g_free(client->id);
	sealed_release(&client->secret);
	*client = (struct oauth_client){ 0 };
}

/* ---- both ---- */

void oauth_note_odd(struct ctx *ctx, const struct token_answer *answer)
{
	if (answer->is_loose)
		io_say(ctx_io(ctx),
		       "The answer of the token endpoint is not valid JSON%s; "
		       "it is used all the same.",
		       answer->is_doubled ? " and has a token with two values, "
					    "of which the last counts"
					  : "");
	if (answer->odd)
		io_say(ctx_io(ctx),
		       "The token endpoint sent no usable value for %s; it is "
		       "treated as unknown.",
		       answer->odd);
}

bool oauth_refresh(struct ctx *ctx, const struct account *account,
		   const struct cred *login, struct token_answer *ret_answer,
		   enum token_verdict *ret_verdict, struct error *err)
{
	AUTO(oauth_release) struct oauth oauth = { 0 };
	AUTO(oauth_client_release) struct oauth_client who = { 0 };
	AUTO(client_drop) struct client *client = NULL;
	struct token_endpoint at;

	*ret_verdict = TOKEN_NOT_SPENT;
	if (!oauth_open(ctx, account, login->oauth.root, &oauth, err) ||
	    !oauth_client_find(ctx, account, login->oauth.client_id, &who,
			       err) ||
	    !ctx_client(ctx, oauth.root.origin, NULL, &client, err))
		return false;
	at = (struct token_endpoint){
		.client = client,
		.url = oauth.token_url,
		.auth = oauth.token_auth,
		.client_id = who.id,
		.client_secret = &who.secret,
	};
	if (!token_endpoint_refresh(&at, &login->oauth.refresh, ret_answer,
				    ret_verdict, err))
		return false;
	oauth_note_odd(ctx, ret_answer);
	return true;
}
