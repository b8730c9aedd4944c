#include "lib/conf/paths.h"

#include <string.h>

#include <glib.h>

static const char *paths_absolute(const char *variable)
{
	const char *value = g_getenv(variable);

	return value && g_path_is_absolute(value) ? value : NULL;
}

/* A home that does not exist is not made, neither as the parent of a folder in
   it. */
static char *paths_usable(char *path)
{
	const char *home = paths_absolute("HOME");
	size_t len = home ? strlen(home) : 0;

	while (len > 0 && home[len - 1] == '/')
		len--;
	if (len == 0 || strncmp(path, home, len) != 0 ||
	    (path[len] != '/' && path[len] != '\0') ||
	    g_file_test(home, G_FILE_TEST_IS_DIR))
		return path;
	g_free(path);
	return NULL;
}

static char *paths_find(const char *variable, const char *below_home)
{
	const char *base = paths_absolute(variable);
	const char *home = paths_absolute("HOME");

	if (base)
		return paths_usable(g_build_filename(base, "fentu", NULL));
	if (home)
		return paths_usable(
			g_build_filename(home, below_home, "fentu", NULL));
	return NULL;
}

char *paths_config(void)
{
	const char *own = paths_absolute("FENTU_CONFIG_DIR");

	return own ? paths_usable(g_strdup(own))
		   : paths_find("XDG_CONFIG_HOME", ".config");
}

char *paths_state(void)
{
	return paths_find("XDG_STATE_HOME", ".local/state");
}

char *paths_cache(void)
{
	return paths_find("XDG_CACHE_HOME", ".cache");
}

bool paths_no_home(const char *what, struct error *err)
{
	const char *home = paths_absolute("HOME");

	if (!home)
		error_set(err, ERR_OTHER, "%s: HOME is not set", what);
	else
		error_set(err, ERR_OTHER,
			  "%s: the home folder '%s' does not exist", what,
			  home);
	return error_hint(err, "set HOME to a folder that exists, or "
			       "XDG_STATE_HOME and XDG_CONFIG_HOME");
}
