#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/child.h"

extern char **environ;

/* A name that ends with '*' stands for all that begin so. */
static const char *const child_env_names[] = {
	"DBUS_SESSION_BUS_ADDRESS",
	"DISPLAY",
	"HOME",
	"LANG",
	"LC_*",
	"LOGNAME",
	"PATH",
	"SHELL",
	"TERM",
	"TMPDIR",
	"TZ",
	"USER",
	"WAYLAND_DISPLAY",
	"XDG_*",
};

static bool child_env_passes(const char *entry)
{
	size_t name_len = strcspn(entry, "=");

	for (size_t i = 0; i < G_N_ELEMENTS(child_env_names); i++) {
		const char *name = child_env_names[i];
		size_t len = strlen(name);

		if (name[len - 1] == '*'
			    ? !strncmp(entry, name, len - 1)
			    : len == name_len && !strncmp(entry, name, len))
			return true;
	}
	return false;
}

static bool child_env_is_not_ours(const char *entry)
{
	return !g_str_has_prefix(entry, "FENTU_") &&
	       !g_str_has_prefix(entry, "CREDENTIALS_DIRECTORY=");
}

static char **child_env_of(bool (*passes)(const char *entry),
			   const char *const *further)
{
	GPtrArray *env = g_ptr_array_new();

	for (char **entry = environ; entry && *entry; entry++) {
		if (passes(*entry))
			g_ptr_array_add(env, g_strdup(*entry));
	}
	for (; further && *further; further++)
		g_ptr_array_add(env, g_strdup(*further));
	g_ptr_array_add(env, NULL);
	return (char **)g_ptr_array_free(env, FALSE);
}

char **child_environment(const char *const *further)
{
	return child_env_of(child_env_passes, further);
}

char **child_environment_of_user(const char *const *further)
{
	return child_env_of(child_env_is_not_ours, further);
}

static bool child_may_execute(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

char *child_find(const char *name)
{
	const char *path = g_getenv("PATH");
	g_auto(GStrv) folders = g_strsplit(path ? path : "", ":", -1);

	if (name[0] == '\0' || strchr(name, '/'))
		return NULL;
	for (char **folder = folders; *folder; folder++) {
		g_autofree char *found = NULL;

		if (!g_path_is_absolute(*folder))
			continue;
		found = g_build_filename(*folder, name, NULL);
		if (child_may_execute(found))
			return g_steal_pointer(&found);
	}
	return NULL;
}

char *child_own_program(const char *name)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = NULL;

	/* Without /proc we are at least where we were configured to be. */
	if (!self)
		return g_build_filename(FENTU_LIBEXECDIR, name, NULL);
	folder = g_path_get_dirname(self);
	return g_build_filename(folder, FENTU_LIBEXEC_FROM_BIN, name, NULL);
}
