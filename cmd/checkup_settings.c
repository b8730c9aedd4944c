/* The settings file, and the folders in which fentu keeps things. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/account.h"
#include "cmd/checkup.h"
#include "lib/base/file.h"
#include "lib/conf/paths.h"

static bool look_at_settings(struct checkup *checkup)
{
	AUTO(error_release) struct error err = { 0 };
	const char *profile, *base;
	struct conf *conf;

	if (!ctx_conf(checkup->ctx, &conf, &err) ||
	    !ctx_profile(checkup->ctx, &profile, NULL, &err) ||
	    !ctx_api_url(checkup->ctx, NULL, &base, NULL, &err)) {
		checkup_fail(checkup, "settings", &err);
		return false;
	}
	if (*conf_notes(conf)) {
		checkup_add(checkup, "settings", CHECKUP_WARNING, "%s",
			    *conf_notes(conf));
		checkup_remedy(checkup, "look into '%s'", conf_path(conf));
		return true;
	}
	checkup_add(checkup, "settings", CHECKUP_OK, "profile '%s' at %s",
		    profile, base);
	return true;
}

/* A file that holds a login is nobody else's to read. */
static bool check_login_file(struct ctx *ctx, const char *profile,
			     struct error *err)
{
	AUTO(account_release) struct account account = { 0 };
	g_autofree char *path = NULL;
	const struct store *file;
	struct cred_key key;

	if (!account_open(ctx, profile, &account, err) ||
	    !ctx_file_store(ctx, &file, err))
		return false;
	key = account_key(&account);
	path = store_file_path(file, &key);
	return file_check_private(path, true, err);
}

/* Other people must be able to write in none of them. */
static bool check_folder(const char *folder, struct error *err)
{
	struct stat st;

	if (stat(folder, &st) < 0) {
		if (errno == ENOENT)
			return true; /* made when it is needed */
		return error_errno(err, errno, "cannot look at '%s'", folder);
	}
	if (!S_ISDIR(st.st_mode))
		return error_set(err, ERR_OTHER, "'%s' is no folder", folder);
	if (access(folder, W_OK | X_OK) < 0) {
		error_errno(err, errno, "nothing can be kept in '%s'", folder);
		return error_hint(err, "run 'chmod u+rwx %s'", folder);
	}
	return file_check_private(folder, false, err);
}

static bool check_kept(struct ctx *ctx, struct error *err)
{
	g_autofree char *config = paths_config();
	g_autofree char *state = paths_state();
	g_auto(GStrv) profiles = NULL;

	if (!state)
		return paths_no_home("nothing can be kept", err);
	if ((config && !check_folder(config, err)) ||
	    !check_folder(state, err) || !account_profiles(ctx, &profiles, err))
		return false;
	for (char **profile = profiles; *profile; profile++)
		if (!check_login_file(ctx, *profile, err))
			return false;
	return true;
}

bool checkup_settings(struct checkup *checkup)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *state = paths_state();

	if (!look_at_settings(checkup))
		return false;
	if (!check_kept(checkup->ctx, &err))
		checkup_fail(checkup, "permissions", &err);
	else
		checkup_add(checkup, "permissions", CHECKUP_OK,
			    "what is kept in '%s' is private", state);
	return true;
}
