#include "lib/conf/paths.h"

#include <glib.h>

static const char *paths_absolute(const char *variable)
{
	const char *value = g_getenv(variable);

	return value && g_path_is_absolute(value) ? value : NULL;
}

static char *paths_find(const char *variable, const char *below_home)
{
	const char *base = paths_absolute(variable);
	const char *home = paths_absolute("HOME");

	if (base)
		return g_build_filename(base, "fentu", NULL);
	if (home)
		return g_build_filename(home, below_home, "fentu", NULL);
	return NULL;
}

char *paths_config(void)
{
	const char *own = paths_absolute("FENTU_CONFIG_DIR");

	return own ? g_strdup(own) : paths_find("XDG_CONFIG_HOME", ".config");
}

char *paths_state(void)
{
	return paths_find("XDG_STATE_HOME", ".local/state");
}

char *paths_cache(void)
{
	return paths_find("XDG_CACHE_HOME", ".cache");
}
