#include <string.h>

#include "lib/auth/store.h"
#include "lib/base/file.h"

struct store_given {
	char *home_origin;
	enum cred_source source; /* CRED_FROM_NOWHERE: nothing was given */
	enum cred_kind kind;
	const char *variable; /* that gave it, for messages */
	char *path;	      /* of the file with it; NULL: it is `value` */
	struct sealed value;
	struct error problem; /* why there is no value; told when asked */
};

static void store_given_keep_value(struct store_given *given,
				   enum cred_kind kind, const char *variable,
				   const char *value)
{
	given->source = CRED_FROM_ENVIRONMENT;
	given->kind = kind;
	given->variable = variable;
	if (!sealed_set(&given->value, value, strlen(value), &given->problem))
		(void)error_wrap(&given->problem, "%s", variable);
}

static void store_given_keep_path(struct store_given *given,
				  enum cred_source source, const char *variable,
				  char *path)
{
	given->source = source;
	given->kind = CRED_API_KEY;
	given->variable = variable;
	given->path = path;
}

/* The first that is set counts, even if it turns out to be no good: falling
   back would use an account that the user did not mean. */
static void store_given_look(struct store_given *given,
			     const char *(*lookup)(const char *name))
{
	const char *token = lookup("FENTU_TOKEN");
	const char *key = lookup("FENTU_API_KEY");
	const char *file = lookup("FENTU_API_KEY_FILE");
	const char *folder = lookup("CREDENTIALS_DIRECTORY");

	if (token && *token)
		store_given_keep_value(given, CRED_OAUTH, "FENTU_TOKEN", token);
	else if (key && *key)
		store_given_keep_value(given, CRED_API_KEY, "FENTU_API_KEY",
				       key);
	else if (file && *file)
		store_given_keep_path(given, CRED_FROM_KEY_FILE,
				      "FENTU_API_KEY_FILE", g_strdup(file));
	else if (folder && g_path_is_absolute(folder))
		store_given_keep_path(
			given, CRED_FROM_SYSTEMD, "CREDENTIALS_DIRECTORY",
			g_build_filename(folder, "fentu-api-key", NULL));
}

/* What looks like a key is not repeated. */
static bool store_given_check_path(const struct store_given *given,
				   struct error *err)
{
	if (!sealed_looks_like_key(given->path) ||
	    g_file_test(given->path, G_FILE_TEST_EXISTS))
		return true;
	error_set(err, ERR_LOGIN,
		  "%s: that looks like a key, not like the path of a file",
		  given->variable);
	return error_hint(err, "put a key itself in FENTU_API_KEY");
}

static bool store_given_read(const struct store_given *given,
			     struct sealed *ret_text, bool *ret_found,
			     struct error *err)
{
	g_autofree char *what = g_strdup_printf("'%s'", given->path);
	AUTO(file_close) int fd = -1;

	if (!store_given_check_path(given, err))
		return false;
	if (!file_check_private(given->path, false, err) ||
	    !file_open(given->path, &fd, err))
		return error_wrap(err, "%s", given->variable);
	*ret_found = fd >= 0;
	if (fd >= 0)
		return sealed_read(ret_text, fd, what, err) &&
		       sealed_trim_key(ret_text, what, err);
	/* systemd names the folder to a service whatever is in it. */
	if (given->source == CRED_FROM_SYSTEMD)
		return true;
	error_set(err, ERR_LOGIN, "%s names '%s', which does not exist",
		  given->variable, given->path);
	return error_hint(err, "create the file, or unset %s", given->variable);
}

static bool store_given_take(const struct store_given *given,
			     struct sealed *ret_text, bool *ret_found,
			     struct error *err)
{
	if (given->path)
		return store_given_read(given, ret_text, ret_found, err);
	if (given->problem.message)
		return error_set(err, ERR_USAGE, "%s", given->problem.message);
	*ret_found = true;
	return sealed_set(ret_text, sealed_reveal(&given->value),
			  given->value.len, err) &&
	       sealed_trim_key(ret_text, given->variable, err);
}

static bool store_given_check_origin(const struct store_given *given,
				     const struct cred_key *key,
				     struct error *err)
{
	if (!strcmp(given->home_origin, key->origin))
		return true;
	error_set(err, ERR_USAGE, "the credential in %s belongs to %s, not %s",
		  given->variable, given->home_origin, key->origin);
	return error_hint(err,
			  "set FENTU_API_URL to where it belongs, or unset %s "
			  "to use the stored login",
			  given->variable);
}

static bool store_given_get(void *self, const struct cred_key *key,
			    struct cred *ret_cred, bool *ret_found,
			    struct error *err)
{
	const struct store_given *given = self;
	AUTO(sealed_release) struct sealed text = { 0 };
	bool found = false;

	if (key->slot == CRED_SLOT_LOGIN &&
	    given->source != CRED_FROM_NOWHERE &&
	    !store_given_take(given, &text, &found, err))
		return false;
	if (found && !store_given_check_origin(given, key, err))
		return false;
	if (found) {
		*ret_cred = (struct cred){
			.kind = given->kind,
			.source = given->source,
			.source_detail = g_strdup(
				given->path ? given->path : given->variable),
		};
		sealed_move(&ret_cred->access, &text);
	}
	*ret_found = found;
	return true;
}

static void store_given_free(void *self)
{
	struct store_given *given = self;

	sealed_release(&given->value);
	error_release(&given->problem);
	g_free(given->home_origin);
	g_free(given->path);
	g_free(given);
}

static const struct store_ops store_given_ops = {
	.name = "environment",
	.get = store_given_get,
	.free = store_given_free,
};

void store_given(const struct store_given_config *config,
		 struct store *ret_store)
{
	struct store_given *given = g_new0(struct store_given, 1);

	given->home_origin = g_strdup(config->home_origin);
	store_given_look(given, config->lookup);
	*ret_store = (struct store){ &store_given_ops, given };
}
