/* The profiles that there are. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/nearest.h"
#include "lib/conf/conf_parts.h"

static int conf_compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **conf_profiles(const struct conf *conf)
{
	g_auto(GStrv) groups = g_key_file_get_groups(conf->file, NULL);
	GPtrArray *names = g_ptr_array_new();

	for (char **group = groups; *group; group++) {
		if (g_str_has_prefix(*group, CONF_PROFILE_PREFIX))
			g_ptr_array_add(
				names,
				g_strdup(*group + strlen(CONF_PROFILE_PREFIX)));
	}
	if (names->len > 0)
		qsort(names->pdata, names->len, sizeof(char *),
		      conf_compare_names);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

bool conf_has_profile(const struct conf *conf, const char *name)
{
	g_autofree char *group = conf_group(name);

	return !strcmp(name, CONF_PROFILE_USUAL) ||
	       g_key_file_has_group(conf->file, group);
}

/* What it can have been meant to be; NULL: nothing that is near. Borrowed from
   the names. */
static const char *conf_nearest(char **names, const char *name)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	for (char **known = names; *known; known++)
		g_ptr_array_add(all, *known);
	g_ptr_array_add(all, (gpointer)CONF_PROFILE_USUAL);
	return nearest(name, (const char *const *)all->pdata, all->len);
}

bool conf_check_known(const struct conf *conf, const char *name,
		      const char *where, struct error *err)
{
	g_auto(GStrv) names = NULL;
	const char *near;

	if (conf_has_profile(conf, name))
		return true;
	names = conf_profiles(conf);
	near = conf_nearest(names, name);
	error_set(err, ERR_USAGE, "%s%sthere is no profile '%s'%s%s%s",
		  where ? where : "", where ? ": " : "", name,
		  near ? "; did you mean '" : "", near ? near : "",
		  near ? "'?" : "");
	return error_hint(err,
			  "'fentu profile list' shows those there are, and "
			  "'fentu -P %s login' makes this one\n"
			  "'fentu -P %s config set SETTING VALUE' makes it "
			  "without a login",
			  name, name);
}
