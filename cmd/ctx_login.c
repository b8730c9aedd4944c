/* The context's credentials and the client that carries them. */
#include "cmd/ctx_parts.h"

#include <string.h>

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

bool ctx_home(struct ctx *ctx, struct url *ret_home, struct error *err)
{
	const char *home = ctx_env("FENTU_API_URL");

	(void)ctx;
	return url_parse(home ? home : CONF_API_URL, "FENTU_API_URL", ret_home,
			 err);
}

bool ctx_given_store(struct ctx *ctx, const struct store **ret_store,
		     struct error *err)
{
	AUTO(url_release) struct url url = { 0 };

	if (!ctx->given.ops) {
		if (!ctx_home(ctx, &url, err))
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

/* A key may be where no key belongs: a word too many, the path of its file.
   What is said of that must not repeat it. */
void ctx_hide_given(struct ctx *ctx)
{
	static const char *const variables[] = { "FENTU_TOKEN", "FENTU_API_KEY",
						 "FENTU_CLIENT_SECRET",
						 "FENTU_API_KEY_FILE" };

	for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
		AUTO(error_release) struct error met_again = { 0 };
		AUTO(sealed_release) struct sealed secret = { 0 };
		const char *text = ctx_env(variables[i]);
		size_t len = text ? strlen(text) : 0;

		while (len > 0 && g_ascii_isspace(text[len - 1]))
			len--;
		if (text && (i < 3 || sealed_looks_like_key(text)) &&
		    sealed_set(&secret, text, len, &met_again))
			(void)!redact_add(ctx->secrets, &secret, &met_again);
	}
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

/* The keyring takes longer than anything else that a command begins with. A
   failure is met again, and told, where the part is needed. */
static void use_the_wait(void *user)
{
	AUTO(error_release) struct error later = { 0 };
	struct ctx *ctx = user;

	if (ctx->wants_transport)
		(void)!ctx_load_transport(ctx, &later);
}

static void tell_keyring(void *user, int seconds)
{
	struct ctx *ctx = user;

	if (seconds == 0)
		io_status(ctx->io, NULL);
	else
		io_status(ctx->io, "waiting for the keyring, %d s", seconds);
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
			.meanwhile = use_the_wait,
			.waiting = tell_keyring,
			.user = ctx,
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
			return paths_no_home(
				"cannot keep credentials in a file", err);
		folder = g_build_filename(state, "credentials", NULL);
		store_file(folder, &ctx->file);
	}
	*ret_store = &ctx->file;
	return true;
}

bool ctx_kept_store(struct ctx *ctx, const struct store **ret_store,
		    struct error *err)
{
	const char *storage;

	if (!ctx_setting(ctx, "storage", &storage, err))
		return false;
	if (g_strcmp0(storage, "file") == 0)
		return ctx_file_store(ctx, ret_store, err);
	return ctx_keyring_store(ctx, ret_store, err);
}

/* A variable that is set and empty is as if it were not set. It was meant to
   have something in it, which is worth saying when nothing else is found. */
static bool blame_empty(struct error *err)
{
	static const char *const variables[] = { "FENTU_TOKEN", "FENTU_API_KEY",
						 "FENTU_API_KEY_FILE" };
	g_autofree char *rest = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
		const char *value = g_getenv(variables[i]);

		if (!value || *value)
			continue;
		rest = g_strdup(error_hint_text(err));
		error_wrap(err, "%s is empty, and no login is found",
			   variables[i]);
		return error_hint(err,
				  "was a secret to be in %s? In CI, look "
				  "whether this job may have it%s%s",
				  variables[i], rest ? "\n" : "",
				  rest ? rest : "");
	}
	return false;
}

/* The names in libsecret's file are kept as digests with its password: with
   another one it looks empty, and nothing fails. */
static bool not_logged_in(const struct ctx *ctx, const struct store *kept,
			  const struct cred_key *key, struct error *err)
{
	bool is_file = kept == &ctx->keyring &&
		       g_strcmp0(ctx_env("SECRET_BACKEND"), "file") == 0;

	error_set(err, ERR_LOGIN, "not logged in (profile '%s' at %s)",
		  key->profile, key->origin);
	error_hint(err, "run 'fentu login', or set FENTU_API_KEY%s",
		   is_file ? "\nSECRET_BACKEND=file is set: with a wrong "
			     "password, libsecret finds nothing in its file"
			   : "");
	return blame_empty(err);
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
	if (!found && (!ctx_kept_store(ctx, &kept, err) ||
		       !store_get(kept, &key, &ctx->cred, &found, err)))
		return err->code == ERR_LOGIN ? blame_empty(err) : false;
	if (!found)
		return not_logged_in(ctx, kept, &key, err);
	*ret_cred = &ctx->cred;
	return redact_add(ctx->secrets, &ctx->cred.access, err) &&
	       redact_add(ctx->secrets, &ctx->cred.oauth.refresh, err);
}
