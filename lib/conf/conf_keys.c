#include <errno.h>
#include <string.h>

#include "lib/base/redact.h"
#include "lib/base/sealed.h"
#include "lib/conf/conf.h"

enum { CONF_PROFILE_NAME_MAX = 64 };

static const char *const conf_storages[] = { "keyring", "file", NULL };

static const char *const conf_token_auths[] = { "body", "basic", NULL };

static const char *const conf_revoke_auths[] = { "bearer", "basic", "body",
						 NULL };

static const char *const conf_verbs[] = { "auto", "patch", "put", NULL };

const struct conf_key conf_keys[] = {
	{ .name = "profile",
	  .kind = CONF_NAME,
	  .scope = CONF_IN_FENTU,
	  .fallback = CONF_PROFILE_USUAL,
	  .help = "the account to use unless another is named" },
	{ .name = "api_url",
	  .kind = CONF_URL,
	  .fallback = CONF_API_URL,
	  .help = "base address of the API" },
	{ .name = "oauth_url",
	  .kind = CONF_URL,
	  .help = "root of the OAuth addresses; else the API's origin" },
	{ .name = "oauth_authorize_path",
	  .kind = CONF_PATH,
	  .fallback = "/oauth/authorize",
	  .help = "where the browser asks for consent" },
	{ .name = "oauth_token_path",
	  .kind = CONF_PATH,
	  .fallback = "/oauth/token",
	  .help = "where tokens are issued" },
	{ .name = "oauth_revoke_path",
	  .kind = CONF_PATH,
	  .fallback = "/oauth/revoke",
	  .help = "where tokens are revoked" },
	{ .name = "oauth_token_auth",
	  .kind = CONF_CHOICE,
	  .fallback = "body",
	  .choices = conf_token_auths,
	  .help = "how the client's secret goes to the token endpoint" },
	{ .name = "oauth_revoke_auth",
	  .kind = CONF_CHOICE,
	  .fallback = "bearer",
	  .choices = conf_revoke_auths,
	  .help = "how the request to revoke a token is authorized" },
	{ .name = "oauth_issuer",
	  .kind = CONF_URL,
	  .help = "what answers have to name as their issuer; else oauth_url, "
		  "where they name one" },
	{ .name = "redirect_port",
	  .kind = CONF_NUMBER,
	  .min = 1,
	  .max = 65535,
	  .help = "port that the browser comes back to; else any free one" },
	{ .name = "storage",
	  .kind = CONF_CHOICE,
	  .fallback = "keyring",
	  .choices = conf_storages,
	  .help = "where the login is kept; set by 'fentu login --store'" },
	{ .name = "key_max_age",
	  .kind = CONF_NUMBER,
	  .fallback = "90",
	  .min = 1,
	  .max = 36500,
	  .help = "days after which an API key counts as old" },
	{ .name = "read_only",
	  .kind = CONF_BOOL,
	  .scope = CONF_IN_PROFILE,
	  .fallback = "false",
	  .help = "refuse every command that writes" },
	{ .name = "protected",
	  .kind = CONF_BOOL,
	  .scope = CONF_IN_PROFILE,
	  .fallback = "false",
	  .help = "ask for the profile's name before anything is written" },
	{ .name = "write_verb",
	  .kind = CONF_CHOICE,
	  .fallback = "auto",
	  .choices = conf_verbs,
	  .help = "method that updates a record; auto finds out" },
	{ .name = "timeout",
	  .kind = CONF_NUMBER,
	  .fallback = "30",
	  .min = 1,
	  .max = 3600,
	  .help = "seconds for one request, connecting included" },
	{ .name = "retries",
	  .kind = CONF_NUMBER,
	  .fallback = "4",
	  .max = 100,
	  .help = "how often a failed request is sent again" },
	{ .name = "max_wait",
	  .kind = CONF_NUMBER,
	  .max = 86400,
	  .help = "longest wait, in seconds, for a rate limit to reset" },
	{ .name = "ca_cert",
	  .kind = CONF_FILE,
	  .help = "file of certificates to trust beside the system's" },
	{ .name = "usage",
	  .kind = CONF_BOOL,
	  .fallback = "true",
	  .help = "count requests, for 'fentu usage'" },
	{ .name = NULL },
};

const struct conf_key *conf_find_key(const char *name)
{
	for (const struct conf_key *key = conf_keys; key->name; key++) {
		if (!strcmp(key->name, name))
			return key;
	}
	return NULL;
}

bool conf_check_profile(const char *name, const char *what, struct error *err)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789._-";
	g_autofree char *shown = redact_url(name);
	size_t len = strlen(name);

	if (len > 0 && len <= CONF_PROFILE_NAME_MAX &&
	    strspn(name, good) == len && name[0] != '.' && name[0] != '-' &&
	    !sealed_looks_like_key(name))
		return true;
	if (sealed_looks_like_key(name))
		error_set(err, ERR_USAGE, "%s: that looks like a key", what);
	else
		error_set(err, ERR_USAGE, "%s: '%s' is no profile name", what,
			  shown);
	return error_hint(err, "a name has 1 to 64 letters, digits, dots, "
			       "dashes or underscores, and starts with a "
			       "letter, digit or underscore");
}

static bool conf_is_visible(const char *value)
{
	for (; *value; value++) {
		if (*value <= ' ' || *value > '~')
			return false;
	}
	return true;
}

static bool conf_has_control(const char *value)
{
	for (; *value; value++) {
		if (g_ascii_iscntrl(*value))
			return true;
	}
	return false;
}

static bool conf_is_url(const char *value)
{
	return (g_str_has_prefix(value, "https://") ||
		g_str_has_prefix(value, "http://")) &&
	       conf_is_visible(value) && !strpbrk(value, "@?#");
}

static bool conf_is_number(const struct conf_key *key, const char *value)
{
	gint64 number;

	return g_ascii_string_to_signed(value, 10, key->min, key->max, &number,
					NULL);
}

static bool conf_fits(const struct conf_key *key, const char *value)
{
	switch (key->kind) {
	case CONF_URL:
		return conf_is_url(value);
	case CONF_PATH:
		return value[0] == '/' && conf_is_visible(value);
	case CONF_FILE:
		return g_path_is_absolute(value) && !conf_has_control(value);
	case CONF_NUMBER:
		return conf_is_number(key, value);
	case CONF_BOOL:
		return !strcmp(value, "true") || !strcmp(value, "false");
	case CONF_CHOICE:
		return g_strv_contains(key->choices, value);
	case CONF_NAME:
	default:
		return true; /* has a check of its own */
	}
}

static char *conf_describe(const struct conf_key *key)
{
	g_autofree char *words = NULL;

	switch (key->kind) {
	case CONF_URL:
		return g_strdup("an http or https address without user info, "
				"query or fragment");
	case CONF_PATH:
		return g_strdup("a path that begins with a slash");
	case CONF_FILE:
		return g_strdup("an absolute path");
	case CONF_NUMBER:
		return g_strdup_printf("a number from %ld to %ld", key->min,
				       key->max);
	case CONF_BOOL:
		return g_strdup("true or false");
	case CONF_CHOICE:
		words = g_strjoinv(" or ", (char **)key->choices);
		return g_steal_pointer(&words);
	case CONF_NAME:
	default:
		return g_strdup("a profile name");
	}
}

bool conf_check_value(const struct conf_key *key, const char *value,
		      const char *where, struct error *err)
{
	g_autofree char *wanted = NULL, *shown = NULL;

	if (key->kind == CONF_NAME) {
		if (conf_check_profile(value, key->name, err))
			return true;
		return where ? error_wrap(err, "%s", where) : false;
	}
	if (conf_fits(key, value))
		return true;
	wanted = conf_describe(key);
	shown = redact_url(value);
	/* What was pasted into the wrong place may be a secret. */
	if (sealed_looks_like_key(value) ||
	    (key->kind == CONF_URL && strpbrk(value, "?#")))
		error_set(err, ERR_USAGE, "'%s' must be %s", key->name, wanted);
	else
		error_set(err, ERR_USAGE, "'%s' must be %s, not '%s'",
			  key->name, wanted, shown);
	return where ? error_wrap(err, "%s", where) : false;
}
