#include "lib/conf/conf.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/file.h"
#include "lib/base/nearest.h"
#include "lib/conf/conf_parts.h"

char *conf_group(const char *profile)
{
	return profile ? g_strconcat(CONF_PROFILE_PREFIX, profile, NULL)
		       : g_strdup(CONF_GROUP);
}

/* GKeyFile's own messages name no line and come in the user's language, so
   what can be wrong with a line is found here first. */
static bool conf_check_line(const char *line, size_t len, bool *in_group)
{
	g_autofree char *text = g_strndup(line, len);

	g_strchomp(g_strchug(text));
	if (text[0] == '\0' || text[0] == '#')
		return true;
	if (text[0] == '[') {
		*in_group = true;
		return g_str_has_suffix(text, "]") && strlen(text) > 2;
	}
	return *in_group && text[0] != '=' && strchr(text, '=');
}

/* The last of two lines for one setting counts, but none may take a guard away
   that another one sets. */
static bool conf_is_second(GHashTable *seen, char **group, const char *line,
			   size_t len)
{
	g_autofree char *text = g_strstrip(g_strndup(line, len));
	char *value = strchr(text, '=');
	const char *before;
	char *name;

	if (*text == '[') {
		g_free(*group);
		*group = g_steal_pointer(&text);
		return false;
	}
	if (*text == '#' || !value)
		return false;
	*value++ = '\0';
	g_strchomp(text);
	if (strcmp(text, "read_only") != 0 && strcmp(text, "protected") != 0)
		return false;
	name = g_strconcat(*group, text, NULL);
	before = g_hash_table_lookup(seen, name);
	if (before && strcmp(before, g_strstrip(value)) != 0) {
		g_free(name);
		return true;
	}
	(void)g_hash_table_insert(seen, name, g_strdup(g_strstrip(value)));
	return false;
}

static bool conf_check_lines(const struct conf *conf, const char *text,
			     size_t len, struct error *err)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *group = NULL;
	const char *end = text + len;
	bool in_group = false;
	unsigned number = 1;

	for (const char *line = text; line < end; number++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t line_len = (size_t)((stop ? stop : end) - line);

		if (memchr(line, '\0', line_len) ||
		    !g_utf8_validate(line, (gssize)line_len, NULL))
			return error_set(err, ERR_USAGE,
					 "'%s', line %u: is not UTF-8 text",
					 conf->path, number);
		if (!conf_check_line(line, line_len, &in_group))
			return error_set(err, ERR_USAGE,
					 "'%s', line %u: is no [group], no "
					 "comment and no 'key = value' in a "
					 "group",
					 conf->path, number);
		if (conf_is_second(seen, &group, line, line_len))
			return error_set(err, ERR_USAGE,
					 "'%s', line %u: this setting has "
					 "another value above",
					 conf->path, number);
		line += line_len + 1;
	}
	return true;
}

/* How a value that does not fit is replaced. */
static bool conf_hint_setting(const char *group, const char *name,
			      struct error *err)
{
	const char *profile = strcmp(group, CONF_GROUP) == 0
				      ? NULL
				      : group + strlen(CONF_PROFILE_PREFIX);

	return error_hint(err,
			  "run 'fentu %s%s%sconfig set %s VALUE', or the same "
			  "with unset and no value",
			  profile ? "-P " : "", profile ? profile : "",
			  profile ? " " : "", name);
}

/* The setting that guards writes and that was meant by another name; NULL:
   none. */
static const char *conf_guard(const char *name)
{
	static const char *const guards[] = { "read_only", "protected", NULL };
	g_autofree char *lower = g_ascii_strdown(name, -1);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *near;

	for (const struct conf_key *key = conf_keys; key->name; key++)
		g_ptr_array_add(names, (gpointer)key->name);
	near = nearest(lower, (const char *const *)names->pdata, names->len);
	return near && g_strv_contains(guards, near) ? near : NULL;
}

/* A setting that is not known here is noted, but none that guards writes. */
static bool conf_take_unknown(struct conf *conf, const char *where,
			      const char *name, struct error *err)
{
	const char *guard = conf_guard(name);

	if (!guard) {
		g_ptr_array_add(conf->notes,
				g_strdup_printf("%s: unknown setting '%s' here",
						where, name));
		return true;
	}
	error_set(err, ERR_USAGE, "%s: unknown setting '%s' here", where, name);
	return error_hint(err,
			  "if '%s' of a profile is meant, correct it in the "
			  "file",
			  guard);
}

static bool conf_check_setting(struct conf *conf, const char *group,
			       const char *name, struct error *err)
{
	const struct conf_key *key = conf_find_key(name);
	bool in_profile = g_str_has_prefix(group, CONF_PROFILE_PREFIX);
	g_autofree char *where =
		g_strdup_printf("'%s', [%s]", conf->path, group);
	g_autofree char *value = NULL;
	g_autoptr(GError) problem = NULL;

	if (!key || (key->scope == CONF_IN_PROFILE && !in_profile) ||
	    (key->scope == CONF_IN_FENTU && in_profile))
		return conf_take_unknown(conf, where, name, err);
	value = g_key_file_get_string(conf->file, group, name, &problem);
	if (problem)
		error_set(err, ERR_USAGE,
			  "%s: the value of '%s' has a backslash that "
			  "means nothing",
			  where, name);
	else if (conf_check_value(key, value, where, err))
		return true;
	return conf_hint_setting(group, name, err);
}

/* To whoever mends it, what is wrong is news and no reason to stop. */
static bool conf_settle(struct conf *conf, bool ok, struct error *err)
{
	if (ok || !conf->is_mended)
		return ok;
	g_ptr_array_add(conf->notes, g_strdup(err->message));
	error_clear(err);
	return true;
}

static bool conf_check_group(struct conf *conf, const char *group,
			     struct error *err)
{
	g_auto(GStrv) keys = NULL;
	bool is_known = true;

	if (g_str_has_prefix(group, CONF_PROFILE_PREFIX)) {
		const char *name = group + strlen(CONF_PROFILE_PREFIX);
		g_autofree char *where = g_strdup_printf("'%s'", conf->path);

		if (!conf_check_profile(name, where, err))
			return conf_settle(conf, false, err);
	} else if (strcmp(group, CONF_GROUP) != 0) {
		g_ptr_array_add(conf->notes,
				g_strdup_printf("'%s': there is no group [%s]",
						conf->path, group));
		is_known = false;
	}
	keys = g_key_file_get_keys(conf->file, group, NULL, NULL);
	for (char **key = keys; key && *key; key++) {
		bool fits = (!is_known && !conf_guard(*key)) ||
			    conf_check_setting(conf, group, *key, err);

		if (!conf_settle(conf, fits, err))
			return false;
	}
	return true;
}

static bool conf_check_groups(struct conf *conf, struct error *err)
{
	g_auto(GStrv) groups = g_key_file_get_groups(conf->file, NULL);
	bool ok = true;

	g_ptr_array_set_size(conf->notes, 0);
	for (char **group = groups; ok && *group; group++)
		ok = conf_check_group(conf, *group, err);
	g_ptr_array_add(conf->notes, NULL);
	return ok;
}

/* Take a file that was read, unless there is something wrong in it. */
static bool conf_take(struct conf *conf, GKeyFile *file, struct error *err)
{
	g_autoptr(GKeyFile) before = conf->file;

	conf->file = file;
	if (conf_check_groups(conf, err))
		return true;
	conf->file = g_steal_pointer(&before);
	g_key_file_unref(file);
	return false;
}

/* Other than a file that has come to be there since it was looked for. */
static bool is_dangling(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
	       stat(path, &st) < 0;
}

/* A missing file is an empty one; one that is there must be read. */
static bool conf_read(const char *path, char **ret_text, size_t *ret_len,
		      bool *ret_found, struct error *err)
{
	g_autofree char *folder = g_path_get_dirname(path);
	bool done;

	done = file_check_private(path, false, err) &&
	       file_read(path, CONF_BYTES_MAX, ret_text, ret_len, ret_found,
			 err);
	if (done && !*ret_found && (is_dangling(path) || is_dangling(folder)))
		done = error_errno(err, ENOENT, "cannot open '%s'", path);
	if (!done)
		err->code = ERR_USAGE;
	return done;
}

bool conf_load(struct conf *conf, struct error *err)
{
	g_autofree char *text = NULL;
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) problem = NULL;
	size_t len = 0;
	bool found = false;

	if (conf->path && !conf_read(conf->path, &text, &len, &found, err))
		return false;
	if (found && !conf_check_lines(conf, text, len, err))
		return false;
	if (len > 0 &&
	    !g_key_file_load_from_data(file, text, len,
				       G_KEY_FILE_KEEP_COMMENTS, &problem))
		return error_set(err, ERR_USAGE, "'%s': %s", conf->path,
				 problem->message);
	return conf_take(conf, g_steal_pointer(&file), err);
}

static bool conf_open_as(const char *folder, bool is_mended,
			 struct conf **ret_conf, struct error *err)
{
	struct conf *conf = g_new0(struct conf, 1);

	conf->is_mended = is_mended;
	conf->folder = g_strdup(folder);
	if (folder)
		conf->path = g_build_filename(folder, "config", NULL);
	conf->notes = g_ptr_array_new_with_free_func(g_free);
	conf->kept = g_string_chunk_new(256);
	if (!conf_load(conf, err)) {
		conf_free(conf);
		return false;
	}
	*ret_conf = conf;
	return true;
}

bool conf_open(const char *folder, struct conf **ret_conf, struct error *err)
{
	return conf_open_as(folder, false, ret_conf, err);
}

bool conf_open_to_mend(const char *folder, struct conf **ret_conf,
		       struct error *err)
{
	return conf_open_as(folder, true, ret_conf, err);
}

void conf_free(struct conf *conf)
{
	if (!conf)
		return;
	if (conf->file)
		g_key_file_unref(conf->file);
	g_ptr_array_unref(conf->notes);
	g_string_chunk_free(conf->kept);
	g_free(conf->path);
	g_free(conf->folder);
	g_free(conf);
}

const char *conf_path(const struct conf *conf)
{
	return conf->path;
}

const char *const *conf_notes(const struct conf *conf)
{
	return (const char *const *)conf->notes->pdata;
}

static const char *conf_look(const struct conf *conf, const char *profile,
			     const char *key)
{
	g_autofree char *group = conf_group(profile);
	g_autofree char *value =
		g_key_file_get_string(conf->file, group, key, NULL);

	return value ? g_string_chunk_insert_const(conf->kept, value) : NULL;
}

const char *conf_get(const struct conf *conf, const char *profile,
		     const char *key, enum conf_origin *ret_origin)
{
	const struct conf_key *known = conf_find_key(key);
	enum conf_origin origin = CONF_FROM_PROFILE;
	const char *value = NULL;

	if (!known)
		return NULL;
	if (profile && known->scope != CONF_IN_FENTU)
		value = conf_look(conf, profile, key);
	if (!value && known->scope != CONF_IN_PROFILE) {
		origin = CONF_FROM_FILE;
		value = conf_look(conf, NULL, key);
	}
	if (!value) {
		origin = CONF_FROM_BUILT_IN;
		value = known->fallback;
	}
	if (ret_origin)
		*ret_origin = origin;
	return value;
}

bool conf_get_bool(const struct conf *conf, const char *profile,
		   const char *key)
{
	return g_strcmp0(conf_get(conf, profile, key, NULL), "true") == 0;
}
