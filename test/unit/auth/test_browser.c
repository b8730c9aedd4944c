#include "lib/auth/browser.h"

#include <string.h>

#define URL "https://auth.test/?a=1&b='$(id)"

/* "NAME=value"; what a test says. */
static const char *const nothing[] = { NULL };
static const char *const *variables = nothing;

static const char *lookup(const char *name)
{
	size_t len = strlen(name);

	for (const char *const *v = variables; *v; v++) {
		if (!strncmp(*v, name, len) && (*v)[len] == '=')
			return *v + len + 1;
	}
	return NULL;
}

/* Everything is installed whose name begins so. */
static char *find(const char *name)
{
	if (!g_str_has_prefix(name, "have-") && strcmp(name, "gio") != 0)
		return NULL;
	return g_strconcat("/bin/", name, NULL);
}

static const struct browser_world world = { lookup, find };

static const struct {
	const char *variables[4];
	enum browser_place place;
	const char *argv; /* words joined by '|' */
} rows[] = {
	{ { NULL }, BROWSER_NO_DISPLAY, NULL },
	{ { "DISPLAY=" }, BROWSER_NO_DISPLAY, NULL },
	{ { "DISPLAY=:0" }, BROWSER_HERE, "/bin/gio|open|" URL },
	{ { "WAYLAND_DISPLAY=w" }, BROWSER_HERE, "/bin/gio|open|" URL },
	{ { "BROWSER=have-b" }, BROWSER_HERE, "/bin/have-b|" URL },
	{ { "BROWSER=no:have-b:have-c" }, BROWSER_HERE, "/bin/have-b|" URL },
	{ { "BROWSER=have-b --new %s -x" },
	  BROWSER_HERE,
	  "/bin/have-b|--new|" URL "|-x" },
	{ { "BROWSER=have-b 'a b' u=%s%%s" },
	  BROWSER_HERE,
	  "/bin/have-b|a b|u=" URL "%s" },
	{ { "BROWSER=have-b $HOME;id" },
	  BROWSER_HERE,
	  "/bin/have-b|$HOME;id|" URL },
	{ { "BROWSER=no:'unended:./have-b:sub/have-b", "DISPLAY=:0" },
	  BROWSER_NONE,
	  NULL },
	{ { "BROWSER=::" }, BROWSER_NONE, NULL },
	{ { "BROWSER=have-b", "SSH_CONNECTION=1" }, BROWSER_REMOTE, NULL },
	{ { "DISPLAY=:0", "SSH_TTY=/dev/pts/1" }, BROWSER_REMOTE, NULL },
};

static void the_first_that_is_installed_is_taken(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		AUTO(browser_command_release)
		struct browser_command command = { 0 };

		variables = rows[i].variables;
		g_test_message("%s", rows[i].variables[0] ? rows[i].variables[0]
							  : "");
		g_assert_cmpint(browser_choose(&world, URL, &command), ==,
				rows[i].place);
		if (rows[i].argv) {
			g_autofree char *words = g_strjoinv("|", command.argv);

			g_assert_cmpstr(words, ==, rows[i].argv);
		}
	}
	variables = nothing;
}

static void an_absolute_path_must_be_a_program(void)
{
	static const char *const listed[] = { "BROWSER=/:/etc/passwd:/bin/sh",
					      NULL };
	AUTO(browser_command_release) struct browser_command command = { 0 };

	variables = listed;
	g_assert_cmpint(browser_choose(&world, URL, &command), ==,
			BROWSER_HERE);
	g_assert_cmpstr(command.argv[0], ==, "/bin/sh");
	g_assert_false(command.is_opener);
	variables = nothing;
}

static int end_of(struct child_launched *child)
{
	int status = -1;

	while (!child_launched_ended(child, &status))
		g_usleep(2000);
	return status;
}

static void its_environment_has_nothing_of_ours(void)
{
	char *argv[] = { (char *)"/bin/sh", (char *)"-c",
			 (char *)"env | grep -q FENTU_ && exit 3\n"
				 "test \"$XAUTHORITY\" = here || exit 4\n"
				 "test ! -t 1 || exit 5\n"
				 "ls /proc/self/fd | grep -q '^[3-9]$' && "
				 "test $(ls /proc/self/fd | wc -l) -gt 4 && "
				 "exit 6\nexit 7",
			 NULL };
	const struct browser_command command = { .argv = argv };
	AUTO(child_launched_release) struct child_launched child = { 0 };
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(g_setenv("FENTU_CLIENT_SECRET", "canary", TRUE));
	g_assert_true(g_setenv("XAUTHORITY", "here", TRUE));
	g_assert_true(browser_start(&command, &child, &err));
	g_assert_cmpint(end_of(&child), ==, 7);
}

static void one_that_cannot_be_started_is_an_error(void)
{
	char *argv[] = { (char *)"/nonexistent/browser", NULL };
	const struct browser_command command = { .argv = argv };
	AUTO(child_launched_release) struct child_launched child = { 0 };
	AUTO(error_release) struct error err = { 0 };

	g_assert_false(browser_start(&command, &child, &err));
	g_assert_cmpint(child.pid, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/browser/the first that is installed is taken",
			the_first_that_is_installed_is_taken);
	g_test_add_func("/browser/an absolute path must be a program",
			an_absolute_path_must_be_a_program);
	g_test_add_func("/browser/its environment has nothing of ours",
			its_environment_has_nothing_of_ours);
	g_test_add_func("/browser/one that cannot be started is an error",
			one_that_cannot_be_started_is_an_error);
	return g_test_run();
}
