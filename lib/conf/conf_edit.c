#include <string.h>

#include "lib/base/file.h"
#include "lib/conf/conf_parts.h"
#include "lib/conf/paths.h"

enum { CONF_LOCK_WAIT_MS = 5000 };

/* Begin a change: whoever else makes one waits, and what others have changed
   since we read the file is seen. */
static bool conf_begin(struct conf *conf, struct file_lock *lock,
		       struct error *err)
{
	g_autofree char *lock_path = NULL;
	bool held = false;

	if (!conf->folder)
		return paths_no_home("cannot keep settings", err);
	lock_path = g_build_filename(conf->folder, "config.lock", NULL);
	if (!file_make_dir(conf->folder, err) ||
	    !file_lock_take(lock, lock_path, CONF_LOCK_WAIT_MS, &held, err))
		return false;
	if (!held)
		return error_set(err, ERR_OTHER,
				 "'%s' is held by another fentu for more than "
				 "%d s",
				 lock_path, CONF_LOCK_WAIT_MS / 1000);
	return conf_load(conf, err);
}

static bool conf_commit(struct conf *conf, struct error *err)
{
	size_t len = 0;
	g_autofree char *text = g_key_file_to_data(conf->file, &len, NULL);

	if (len > CONF_BYTES_MAX)
		return error_set(err, ERR_OTHER, "'%s' would be too large",
				 conf->path);
	return file_write(conf->path, text, len, err);
}

static bool conf_check_scope(const struct conf_key *key, const char *profile,
			     struct error *err)
{
	if (key->scope == CONF_IN_FENTU && profile)
		return error_set(err, ERR_USAGE,
				 "'%s' is not a setting of a profile",
				 key->name);
	if (key->scope == CONF_IN_PROFILE && !profile) {
		error_set(err, ERR_USAGE, "'%s' is a setting of a profile",
			  key->name);
		return error_hint(err, "say which with --profile NAME");
	}
	return true;
}

bool conf_set(struct conf *conf, const char *profile, const char *key,
	      const char *value, struct error *err)
{
	const struct conf_key *known = conf_find_key(key);
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	g_autofree char *group = NULL;

	if (!known) {
		error_set(err, ERR_USAGE, "unknown setting '%s'", key);
		return error_hint(err, "run 'fentu config list' for the "
				       "settings");
	}
	if ((profile && !conf_check_profile(profile, "the profile", err)) ||
	    !conf_check_scope(known, profile, err) ||
	    (value && !conf_check_value(known, value, NULL, err)) ||
	    !conf_begin(conf, &lock, err))
		return false;
	group = conf_group(profile);
	if (value)
		g_key_file_set_string(conf->file, group, key, value);
	else
		(void)g_key_file_remove_key(conf->file, group, key, NULL);
	return conf_commit(conf, err);
}

bool conf_remove_profile(struct conf *conf, const char *profile,
			 struct error *err)
{
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	g_autofree char *group = conf_group(profile);

	if (!conf_begin(conf, &lock, err))
		return false;
	(void)g_key_file_remove_group(conf->file, group, NULL);
	if (!g_strcmp0(conf_get(conf, NULL, "profile", NULL), profile))
		(void)g_key_file_remove_key(conf->file, CONF_GROUP, "profile",
					    NULL);
	return conf_commit(conf, err);
}
