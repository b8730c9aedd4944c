#include "lib/auth/browser.h"

#include <string.h>

/* With what stands before the address. */
static const char *const openers[] = {
	"xdg-open",
	"gio open",
	"wslview",
	"sensible-browser",
};

/* Of the desktop; none of them bears a secret. */
static const char *const desktop_names[] = {
	"XAUTHORITY",	       "DESKTOP_SESSION",    "KDE_FULL_SESSION",
	"KDE_SESSION_VERSION", "MOZ_ENABLE_WAYLAND", "GNOME_DESKTOP_SESSION_ID",
	"WSL_DISTRO_NAME",     "WSL_INTEROP",
};

static const char *variable(const struct browser_world *world, const char *name)
{
	const char *value = world->lookup(name);

	return value && *value ? value : NULL;
}

/* A word of a command with %s and %% replaced. */
static char *fill_in(const char *word, const char *url, bool *ret_has_url)
{
	GString *text = g_string_new(NULL);

	for (; *word; word++) {
		if (word[0] == '%' && word[1] == 's') {
			g_string_append(text, url);
			*ret_has_url = true;
			word++;
		} else {
			g_string_append_c(text, *word);
			if (word[0] == '%' && word[1] == '%')
				word++;
		}
	}
	return g_string_free(text, FALSE);
}

/* Only an absolute path, or a name to be looked for in PATH. */
static char *find_program(const struct browser_world *world, const char *name)
{
	if (g_path_is_absolute(name) &&
	    g_file_test(name, G_FILE_TEST_IS_EXECUTABLE) &&
	    !g_file_test(name, G_FILE_TEST_IS_DIR))
		return g_strdup(name);
	return world->find(name);
}

static char **make_argv(const struct browser_world *world, const char *command,
			const char *url)
{
	g_auto(GStrv) words = NULL;
	g_autofree char *program = NULL;
	bool has_url = false;
	GPtrArray *argv;

	if (!g_shell_parse_argv(command, NULL, &words, NULL))
		return NULL;
	program = find_program(world, words[0]);
	if (!program)
		return NULL;
	argv = g_ptr_array_new();
	g_ptr_array_add(argv, g_steal_pointer(&program));
	for (char **word = words + 1; *word; word++)
		g_ptr_array_add(argv, fill_in(*word, url, &has_url));
	if (!has_url)
		g_ptr_array_add(argv, g_strdup(url));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

static bool choose_from(const struct browser_world *world,
			const char *const *commands, size_t count,
			const char *url, struct browser_command *ret_command)
{
	for (size_t i = 0; i < count; i++) {
		ret_command->argv = make_argv(world, commands[i], url);
		if (ret_command->argv)
			return true;
	}
	return false;
}

enum browser_place browser_choose(const struct browser_world *world,
				  const char *url,
				  struct browser_command *ret_command)
{
	const char *listed = variable(world, "BROWSER");
	bool found;

	*ret_command = (struct browser_command){ 0 };
	if (variable(world, "SSH_CONNECTION") || variable(world, "SSH_TTY"))
		return BROWSER_REMOTE;
	if (listed) {
		g_auto(GStrv) commands = g_strsplit(listed, ":", -1);

		found = choose_from(world, (const char *const *)commands,
				    g_strv_length(commands), url, ret_command);
		return found ? BROWSER_HERE : BROWSER_NONE;
	}
	if (!variable(world, "DISPLAY") && !variable(world, "WAYLAND_DISPLAY"))
		return BROWSER_NO_DISPLAY;
	found = choose_from(world, openers, G_N_ELEMENTS(openers), url,
			    ret_command);
	ret_command->is_opener = found;
	return found ? BROWSER_HERE : BROWSER_NONE;
}

void browser_command_release(struct browser_command *command)
{
	if (command)
		g_strfreev(command->argv);
}

bool browser_start(const struct browser_command *command,
		   struct child_launched *ret_child, struct error *err)
{
	g_autoptr(GPtrArray) env = g_ptr_array_new_with_free_func(g_free);
	struct child_spec spec = {
		.argv = (const char *const *)command->argv,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(desktop_names); i++) {
		const char *value = g_getenv(desktop_names[i]);

		if (value)
			g_ptr_array_add(env, g_strconcat(desktop_names[i], "=",
							 value, NULL));
	}
	g_ptr_array_add(env, NULL);
	spec.env = (const char *const *)env->pdata;
	return child_launch(&spec, ret_child, err);
}
