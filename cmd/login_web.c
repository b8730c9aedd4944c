#include "cmd/login_web.h"

#include <string.h>

#include "cmd/probe.h"
#include "cmd/revocation.h"
#include "lib/auth/authorize.h"
#include "lib/auth/pkce.h"
#include "lib/auth/token_endpoint.h"
#include "lib/auth/validity.h"

static void web_release(struct web *web)
{
	account_release(&web->account);
	oauth_release(&web->oauth);
	oauth_client_release(&web->client);
	loopback_free(web->loopback);
	sealed_release(&web->verifier);
	sealed_release(&web->state);
	redirect_release(&web->answer);
	g_free(web->left);
	g_free(web->scope);
	g_free(web->redirect_uri);
	g_free(web->url);
}

/* The port is ours from here on, so that its address can be told. */
static bool open_port(struct web *web, struct error *err)
{
	long port = web->opts->redirect_port;
	const char *setting;
	bool ok;

	if (!ctx_setting(web->ctx, "redirect_port", &setting, err))
		return false;
	if (port == 0 && setting) /* conf has checked that it is a number */
		port = (long)g_ascii_strtoll(setting, NULL, 10);
	ok = web->opts->manual
		     ? loopback_reserve((int)port, &web->loopback, err)
		     : loopback_open((int)port, &web->loopback, err);
	if (!ok)
		return false;
	web->redirect_uri = g_strdup_printf("http://%s/callback",
					    loopback_host(web->loopback));
	return true;
}

static bool make_address(struct web *web, struct error *err)
{
	g_autofree char *challenge = NULL;
	const char *issuer;
	struct authorize ask;

	if (!pkce_random(&web->verifier, err) ||
	    !pkce_random(&web->state, err) ||
	    !ctx_setting(web->ctx, "oauth_issuer", &issuer, err))
		return false;
	challenge = pkce_challenge(&web->verifier);
	ask = (struct authorize){
		.endpoint = web->oauth.authorize_url,
		.client_id = web->client.id,
		.redirect_uri = web->redirect_uri,
		.scope = web->scope,
		.state = &web->state,
		.challenge = challenge,
	};
	web->url = authorize_url(&ask);
	web->wish = (struct redirect_wish){
		.state = &web->state,
		.issuer = issuer ? issuer : web->oauth.root_text,
		.needs_issuer = issuer != NULL,
	};
	return true;
}

/* Once: a code that is sent again may end what it was traded for (RFC 6749,
   section 4.1.2). */
static bool trade_code(struct web *web, struct token_answer *ret_answer,
		       struct error *err)
{
	AUTO(client_drop) struct client *client = NULL;
	enum token_verdict verdict = TOKEN_NOT_SPENT;
	const struct token_code code = {
		.code = &web->answer.code,
		.redirect_uri = web->redirect_uri,
		.verifier = &web->verifier,
	};
	struct token_endpoint at = {
		.url = web->oauth.token_url,
		.auth = web->oauth.token_auth,
		.client_id = web->client.id,
		.client_secret = &web->client.secret,
	};

	if (!ctx_client(web->ctx, web->oauth.root.origin, NULL, &client, err))
		return false;
	at.client = client;
	if (token_endpoint_exchange(&at, &code, ret_answer, &verdict, err)) {
		oauth_note_odd(web->ctx, ret_answer);
		return true;
	}
	if (verdict == TOKEN_UNKNOWN || verdict == TOKEN_SPENT)
		(void)error_hint(err, "start again with 'fentu login --web': "
				      "a code is good once\n"
				      "tokens that the server may have issued "
				      "all the same are not known here: revoke "
				      "them in Fentu under Administration > "
				      "Integrations > API");
	return error_wrap(err, "the login was not finished");
}

static bool has_word(char *const *words, const char *word)
{
	return g_strv_contains((const char *const *)words, word);
}

/* Say what was asked for and not given, and the other way round. */
static void tell_difference(struct web *web, const char *granted)
{
	g_auto(GStrv) asked = g_strsplit(web->scope, " ", -1);
	g_auto(GStrv) given = g_strsplit(granted, " ", -1);
	struct io *io = ctx_io(web->ctx);

	for (char **word = asked; *word; word++) {
		if (!has_word(given, *word))
			io_warn(io, "the scope %s was asked for, but not given",
				*word);
	}
	for (char **word = given; *word; word++) {
		if (**word && !has_word(asked, *word))
			io_say(io, "The scope %s was given unasked.", *word);
	}
}

static struct cred make_login(struct web *web, struct token_answer *answer)
{
	int64_t now_s = clock_unix_s(ctx_clock(web->ctx));
	struct cred login = {
		.kind = CRED_OAUTH,
		.created_at = now_s,
		.oauth = {
			.scopes = g_strdup(web->scope),
			.client_id = g_strdup(web->client.id),
			.root = g_strdup(web->oauth.root_text),
		},
	};

	token_answer_move(answer, now_s, &login);
	if (login.oauth.scopes)
		tell_difference(web, login.oauth.scopes);
	return login;
}

static bool check_login(struct web *web, const struct cred *login,
			struct error *err)
{
	const struct account *account = &web->account;
	AUTO(client_drop) struct client *client = NULL;
	AUTO(probe_release) struct probe probe = { 0 };
	struct api api = { .base_url = account->base_url };

	if (!ctx_client(web->ctx, account->url.origin, &login->access, &client,
			err))
		return false;
	api.client = client;
	probe_run(&api, &probe);
	if (probe.verdict == PROBE_REFUSED) {
		error_set(err, ERR_LOGIN,
			  "the login is stored, but the API at %s does not "
			  "accept it",
			  account->base_url);
		return error_hint(err, "check that oauth_url and api_url "
				       "belong together");
	}
	if (probe.verdict == PROBE_ACCEPTED) {
		if (probe.problem.message)
			io_warn(ctx_io(web->ctx), "%s", probe.problem.message);
		return true;
	}
	return probe_unknown(
		&probe, "the login is stored, but could not be checked",
		"check the connection, then run 'fentu status'", err);
}

/* Nobody is going to use what was granted, and nobody could end it later. */
static void give_back(struct web *web, const struct cred *login)
{
	AUTO(error_release) struct error problem = { 0 };
	g_autofree char *validity = NULL;
	struct io *io = ctx_io(web->ctx);
	unsigned left = 0;

	if (revocation_of_grant(web->ctx, &web->account, login, &web->client,
				&left, &problem)) {
		io_say(io, "The tokens that the server issued are revoked.");
		return;
	}
	validity =
		validity_text(login, left, clock_unix_s(ctx_clock(web->ctx)));
	io_warn(io,
		"the tokens that the server issued are lost here and could not "
		"be revoked (%s): %s; revoke them in Fentu under "
		"Administration > Integrations > API",
		problem.message, validity);
}

/* Before a person is asked to say yes to what could not be kept. */
static bool check_store(struct web *web, struct error *err)
{
	const struct cred_key whose = account_key(&web->account);
	AUTO(error_release) struct error problem = { 0 };
	AUTO(cred_release) struct cred former = { 0 };
	bool found;

	if (store_get(web->account.store, &whose, &former, &found, &problem))
		web->left = login_leaves(web->ctx, &former);
	if (problem.code != ERR_LOGIN)
		return true; /* a record that is damaged is replaced */
	error_move(err, &problem);
	return false;
}

static bool finish(struct web *web, struct error *err)
{
	AUTO(token_answer_release) struct token_answer answer = { 0 };
	AUTO(cred_release) struct cred login = { 0 };

	if (!trade_code(web, &answer, err))
		return false;
	login = make_login(web, &answer);
	if (!login_put(web->ctx, &web->account, web->storage, &login,
		       &web->client, err)) {
		give_back(web, &login);
		return false;
	}
	login_settle(web->ctx, &web->account, web->storage, &login);
	if (web->opts->no_verify)
		io_warn(ctx_io(web->ctx),
			"the API was not asked whether it accepts the login");
	else if (!check_login(web, &login, err))
		return false;
	login_announce(web->ctx, &web->account, web->storage, "login",
		       web->left);
	return true;
}

bool login_web(struct ctx *ctx, const struct login_opts *opts,
	       struct error *err)
{
	AUTO(web_release) struct web web = { .ctx = ctx, .opts = opts };

	return account_open(ctx, NULL, &web.account, err) &&
	       login_storage(ctx, opts, &web.account, &web.storage, err) &&
	       check_store(&web, err) &&
	       oauth_open(ctx, &web.account, NULL, &web.oauth, err) &&
	       login_web_scope(&web, err) && login_web_client(&web, err) &&
	       open_port(&web, err) && make_address(&web, err) &&
	       login_web_ask(&web, err) &&
	       redirect_explain(&web.answer, &web.wish, err) &&
	       finish(&web, err);
}
