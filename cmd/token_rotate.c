#include <unistd.h>

#include "cmd/consumer.h"
#include "cmd/key_compare.h"
#include "cmd/login_hint.h"
#include "cmd/probe.h"
#include "cmd/revocation.h"
#include "cmd/rotation.h"
#include "lib/auth/session.h"
#include "lib/cli/command.h"
#include "lib/ui/prompt.h"

#define KEY_PLACE "Administration > Integrations > API"

struct rotate_opts {
	bool key_stdin;
	const char *exec;
	bool no_revoke;
	bool yes;
};

static const struct opt rotate_options[] = {
	OPT_ROW_FLAG("key-stdin", 0, struct rotate_opts, key_stdin,
		     "read the new API key from standard input"),
	OPT_ROW_STRING("exec", 0, struct rotate_opts, exec, "COMMAND",
		       OPT_VALUES_ANY,
		       "hand the new key to COMMAND on its standard input "
		       "before the old one is revoked"),
	OPT_ROW_FLAG("no-revoke", 0, struct rotate_opts, no_revoke,
		     "leave the old key valid, and forget it here"),
	OPT_ROW_FLAG("yes", 'y', struct rotate_opts, yes,
		     "do not ask, even if the new key may do less or is "
		     "another account's"),
	OPT_END,
};

/* Everything that one run of the command deals with. */
struct rotating {
	struct ctx *ctx;
	const struct rotate_opts *opts;
	struct rotation rotation;
	struct consumer consumer; /* argv NULL: none */
	struct sealed key;	  /* the new one */
	bool is_earlier; /* what is being finished is not about that key */
};

static void rotating_release(struct rotating *r)
{
	rotation_release(&r->rotation);
	consumer_release(&r->consumer);
	sealed_release(&r->key);
}

static bool read_key(struct rotating *r, struct error *err)
{
	struct io *io = ctx_io(r->ctx);

	if (!r->opts->key_stdin) {
		if (io_can_ask(io))
			io_say(io,
			       "Create a key for profile '%s' at %s in Fentu "
			       "under " KEY_PLACE ".",
			       r->rotation.account.profile,
			       r->rotation.account.base_url);
		return prompt_secret(io,
				     "New API key (not shown): ", "--key-stdin",
				     &r->key, err) &&
		       sealed_trim_key(&r->key, "the key", err);
	}
	if (isatty(STDIN_FILENO))
		io_say(io, "Paste the key, then press Enter and Ctrl-D.");
	return sealed_read(&r->key, STDIN_FILENO, "standard input", err) &&
	       sealed_trim_key(&r->key, "the key from standard input", err);
}

static bool not_logged_in(const struct rotation *rotation, struct error *err)
{
	error_set(err, ERR_LOGIN,
		  "profile '%s' has no stored key for %s to replace",
		  rotation->account.profile, rotation->account.url.origin);
	return error_hint(err, "run 'fentu login'");
}

static bool explain_check(const struct rotation *rotation, struct error *err)
{
	if (err->code == ERR_LOGIN) {
		error_set(err, ERR_LOGIN,
			  "the API at %s does not accept the new key; nothing "
			  "was changed",
			  rotation->account.base_url);
		err->http_status = 401;
		return error_hint(err, "check that the whole key was given, or "
				       "create another under " KEY_PLACE);
	}
	(void)error_wrap(err, "could not check the key, so nothing was "
			      "changed");
	if (err->code == ERR_NETWORK) /* an earlier replacement may be done */
		error_hint(err, "check the connection, then try again");
	return false;
}

/* Go on although something is odd? */
static bool is_meant(struct rotating *r, const char *what, struct error *err)
{
	g_autofree char *question = g_strdup_printf("%s. Go on? [y/N] ", what);
	struct io *io = ctx_io(r->ctx);

	if (r->opts->yes) {
		io_warn(io, "%s", what);
		return true;
	}
	if (!io_can_ask(io)) {
		error_set(err, ERR_USAGE, "%s; nothing was changed", what);
		return error_hint(err, "if that is meant, use --yes");
	}
	return prompt_consent(io, question, "nothing was changed", err);
}

static bool judge(struct rotating *r, const struct key_compare *compare,
		  struct error *err)
{
	g_autofree char *what = NULL;

	if (!compare->is_old_accepted)
		io_warn(ctx_io(r->ctx),
			"the old key is no longer accepted, so that the new "
			"one cannot be compared with it");
	if (compare->foreign) {
		what = g_strdup_printf("the new key seems to be another "
				       "account's: it does not know %s",
				       compare->foreign);
		return is_meant(r, what, err);
	}
	if (compare->lost->len == 0)
		return true;
	what = g_strdup_printf("the new key may not read what the old one "
			       "may: %s",
			       compare->lost->str);
	return is_meant(r, what, err);
}

static bool check_key(struct rotating *r, struct error *err)
{
	const struct account *account = &r->rotation.account;
	AUTO(client_drop) struct client *old_client = NULL;
	AUTO(client_drop) struct client *new_client = NULL;
	AUTO(key_compare_release) struct key_compare compare = { 0 };
	struct api old_api = { .base_url = account->base_url };
	struct api new_api = old_api;

	if (!ctx_client(r->ctx, account->url.origin, &r->rotation.stored.access,
			&old_client, err) ||
	    !ctx_client(r->ctx, account->url.origin, &r->key, &new_client, err))
		return false;
	old_api.client = old_client;
	new_api.client = new_client;
	if (!key_compare(&old_api, &new_api, &compare, err))
		return explain_check(&r->rotation, err);
	return judge(r, &compare, err);
}

/* Up to the new key being stored. */
static bool begin(struct rotating *r, struct error *err)
{
	if (sealed_is_empty(&r->key) && !read_key(r, err))
		return false;
	if (sealed_equal(&r->key, &r->rotation.stored.access)) {
		error_set(err, ERR_USAGE,
			  "that is the key that is stored already");
		return error_hint(err, "create a new one under " KEY_PLACE);
	}
	return check_key(r, err) &&
	       rotation_store_take(&r->rotation, &r->key,
				   r->consumer.argv != NULL, err);
}

/* Done twice if it was cut off in the middle, never left out. */
static bool hand(struct rotating *r, struct error *err)
{
	const struct rotate_journal *journal = &r->rotation.journal;
	bool is_handed =
		r->rotation.has_journal && journal->step >= ROTATE_HANDED;

	if (!r->consumer.argv && !is_handed && journal->to_hand) {
		error_set(err, ERR_USAGE,
			  "the new key was to be handed to a program, and was "
			  "not yet; the old one is still valid");
		return error_hint(err, "repeat --exec COMMAND, or leave it "
				       "out with --exec true");
	}
	if (!r->consumer.argv || is_handed)
		return true;
	if (consumer_hand(&r->consumer, &r->rotation.stored.access, err))
		return rotation_note(&r->rotation, ROTATE_HANDED, err);
	if (err->code == ERR_INTERRUPTED)
		return false;
	err->code = ERR_PARTIAL;
	(void)error_wrap(err, "the new key is stored, the old one is still "
			      "valid");
	return error_hint(err, "mend that, then run the same command again: "
			       "it goes on from there");
}

/* From the new key being stored to the end. */
static bool finish(struct rotating *r, struct error *err)
{
	struct io *io = ctx_io(r->ctx);
	const char *key = r->is_earlier ? "The key of the earlier replacement"
					: "The new key";

	if (!r->rotation.has_journal &&
	    !rotation_adopt(&r->rotation, r->consumer.argv != NULL, err))
		return false;
	if (!hand(r, err))
		return false;
	if (!r->opts->no_revoke &&
	    (!rotation_revoke(&r->rotation, err) ||
	     !rotation_note(&r->rotation, ROTATE_REVOKED, err)))
		return false;
	if (!rotation_close(&r->rotation, err))
		return false;
	if (r->opts->no_revoke)
		io_say(io,
		       "%s is stored. The old one stays valid until it is "
		       "revoked in Fentu under " KEY_PLACE ".",
		       key);
	else
		io_say(io,
		       "%s is stored, and the server no longer accepts the old "
		       "one.",
		       key);
	return true;
}

/* A login by OAuth has no key that somebody would have to bring. */
static bool check_for_login(const struct rotating *r, struct error *err)
{
	const struct rotate_opts *opts = r->opts;
	const struct cred *cred;
	struct session *session;

	if (opts->key_stdin || opts->exec || opts->no_revoke) {
		error_set(err, ERR_USAGE,
			  "the login of profile '%s' is no API key: it is "
			  "refreshed, and the options for keys do not apply",
			  r->rotation.account.profile);
		return error_hint(err, "'fentu login --key-stdin' puts a key "
				       "in its place");
	}
	if (!ctx_credential(r->ctx, &cred, err) ||
	    !ctx_session(r->ctx, &session, err))
		return false;
	if (session)
		return true;
	if (cred->source >= CRED_FROM_KEYRING) /* the first that is stored */
		return ctx_login_changed(r->ctx, err);
	return error_set(err, ERR_USAGE,
			 "the environment gives a credential that goes before "
			 "the stored login");
}

/* The new tokens are stored and read back before they are used. */
static bool renew_login(struct rotating *r, struct error *err)
{
	AUTO(probe_release) struct probe probe = { 0 };
	const struct cred *cred;
	const struct api *api;
	bool changed = false;

	file_lock_release(&r->rotation.lock); /* the session has its own */
	if (!check_for_login(r, err) || !ctx_renew(r->ctx, -1, &changed, err) ||
	    !ctx_credential(r->ctx, &cred, err) || !ctx_api(r->ctx, &api, err))
		return false;
	probe_run(api, &probe);
	if (probe.verdict != PROBE_ACCEPTED) {
		(void)probe_unknown(&probe,
				    "the login was refreshed and stored, but "
				    "not seen to work",
				    "check the connection, then run 'fentu "
				    "status'",
				    err);
		login_hint_refused(r->ctx, err);
		return false;
	}
	io_say(ctx_io(r->ctx), "The login was refreshed, and the API accepts "
			       "it.");
	revocation_tell_replaced(r->ctx, cred);
	return true;
}

/* There is room for one former key: with another key in hand, the earlier
   replacement is finished first. Until then that key is not used, whatever
   is said about "the new key". */
static bool go_on(struct rotating *r, struct error *err)
{
	const struct cred *stored = &r->rotation.stored;

	io_say(ctx_io(r->ctx), "Going on with a replacement that was cut "
			       "short.");
	r->is_earlier = !sealed_is_empty(&r->key) &&
			stored->kind != CRED_OAUTH &&
			!sealed_equal(&r->key, &stored->access);
	if (!r->is_earlier)
		return finish(r, err);
	if (!finish(r, err))
		return error_wrap(err, "the given key was not used, since an "
				       "earlier replacement is unfinished; of "
				       "that");
	r->is_earlier = false;
	if (!begin(r, err))
		return error_wrap(err, "the earlier replacement is finished, "
				       "and the given key was not used");
	return finish(r, err);
}

static bool carry_out(struct rotating *r, struct error *err)
{
	struct rotation *rotation = &r->rotation;
	enum rotate_plan plan = rotation_plan(rotation, &r->key);

	if (plan == ROTATE_RESTORE) {
		io_warn(ctx_io(r->ctx), "the stored login was lost; the key "
					"before it is put back");
		if (!rotation_restore(rotation, err))
			return false;
		plan = rotation_plan(rotation, &r->key);
	}
	if (plan == ROTATE_NOTHING)
		return not_logged_in(rotation, err);
	if (plan == ROTATE_BEGIN && rotation->stored.kind == CRED_OAUTH)
		return renew_login(r, err);
	if (plan == ROTATE_BEGIN)
		return begin(r, err) && finish(r, err);
	if (plan == ROTATE_ENDED) {
		io_say(ctx_io(r->ctx), "The key was replaced already.");
		return rotation_close(rotation, err);
	}
	return go_on(r, err);
}

static bool rotate_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	AUTO(rotating_release)
	struct rotating r = { .ctx = ctx, .opts = call->opts };

	if (r.opts->exec && !consumer_find(r.opts->exec, &r.consumer, err))
		return false;
	ctx_allow_prompt(ctx);
	if ((r.opts->key_stdin && !read_key(&r, err)) ||
	    !rotation_open(ctx, &r.rotation, err) || !carry_out(&r, err))
		return false;
	if (r.rotation.stored.kind == CRED_OAUTH)
		return true;
	account_warn_of_given(ctx, &r.rotation.account,
			      "goes before the key just stored");
	return true;
}

static const char *const rotate_examples[] = {
	"fentu token rotate",
	"fentu token rotate --key-stdin < new-key.txt",
	"fentu token rotate --exec 'gh secret set FENTU_API_KEY'",
	NULL,
};

const struct command token_rotate = {
	.name = "rotate",
	.summary = "Replace the stored API key by a new one, and revoke the "
		   "old",
	.operands = "",
	.opts = rotate_options,
	.opts_size = sizeof(struct rotate_opts),
	.needs = NEEDS_EFFECT,
	.run = rotate_run,
	.examples = rotate_examples,
};
