#include "lib/conf/paths.h"

#include <string.h>
#include <unistd.h>

#include <glib.h>

/* Made by main: a home that exists. */
static char *home;

static void start_empty(void)
{
	g_setenv("HOME", home, TRUE);
	g_unsetenv("FENTU_CONFIG_DIR");
	g_unsetenv("XDG_CONFIG_HOME");
	g_unsetenv("XDG_STATE_HOME");
	g_unsetenv("XDG_CACHE_HOME");
}

static void assert_path(char *path, const char *wanted)
{
	g_assert_cmpstr(path, ==, wanted);
	g_free(path);
}

static void assert_in_home(char *path, const char *below)
{
	g_autofree char *wanted = g_build_filename(home, below, NULL);

	assert_path(path, wanted);
}

static void without_variables_they_lie_at_home(void)
{
	start_empty();
	assert_in_home(paths_config(), ".config/fentu");
	assert_in_home(paths_state(), ".local/state/fentu");
	assert_in_home(paths_cache(), ".cache/fentu");
}

static void the_xdg_variables_are_followed(void)
{
	start_empty();
	g_setenv("XDG_CONFIG_HOME", "/c", TRUE);
	g_setenv("XDG_STATE_HOME", "/s", TRUE);
	g_setenv("XDG_CACHE_HOME", "/k", TRUE);
	assert_path(paths_config(), "/c/fentu");
	assert_path(paths_state(), "/s/fentu");
	assert_path(paths_cache(), "/k/fentu");
}

static void our_own_variable_wins(void)
{
	start_empty();
	g_setenv("XDG_CONFIG_HOME", "/c", TRUE);
	g_setenv("FENTU_CONFIG_DIR", "/own", TRUE);
	assert_path(paths_config(), "/own");
}

/* Else the folder that fentu is started in would have a say. */
static void relative_values_are_ignored(void)
{
	static const char *const values[] = { "", ".", "conf", "../conf" };

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		start_empty();
		g_setenv("FENTU_CONFIG_DIR", values[i], TRUE);
		g_setenv("XDG_CONFIG_HOME", values[i], TRUE);
		assert_in_home(paths_config(), ".config/fentu");
	}
}

static void without_a_home_there_is_none(void)
{
	start_empty();
	g_unsetenv("HOME");
	assert_path(paths_config(), NULL);
	assert_path(paths_state(), NULL);
	assert_path(paths_cache(), NULL);
}

/* Whoever makes a folder makes its parents: the home must not be one. */
static void a_home_that_does_not_exist_is_none(void)
{
	static const struct {
		const char *home, *xdg, *config;
	} cases[] = {
		{ "/nonexistent/ann", "", NULL },
		{ "/nonexistent/ann/", "", NULL },
		{ "/nonexistent/ann", "/nonexistent/ann", NULL },
		{ "/nonexistent/ann", "/nonexistent/ann/x", NULL },
		{ "/nonexistent/ann", "/nonexistent/anna",
		  "/nonexistent/anna/fentu" },
		{ "/nonexistent/ann", "/c", "/c/fentu" },
		{ "/dev/null", "", NULL },
		{ "/", "", "/.config/fentu" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };

		start_empty();
		g_setenv("HOME", cases[i].home, TRUE);
		g_setenv("XDG_CONFIG_HOME", cases[i].xdg, TRUE);
		assert_path(paths_config(), cases[i].config);
		g_assert_false(paths_no_home("nothing", &err));
		g_assert_nonnull(strstr(err.message, cases[i].home));
		g_assert_nonnull(strstr(err.hint, "set HOME"));
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	home = g_dir_make_tmp("fentu-home-XXXXXX", NULL);
	g_test_add_func("/paths/without variables they lie at home",
			without_variables_they_lie_at_home);
	g_test_add_func("/paths/the xdg variables are followed",
			the_xdg_variables_are_followed);
	g_test_add_func("/paths/our own variable wins", our_own_variable_wins);
	g_test_add_func("/paths/relative values are ignored",
			relative_values_are_ignored);
	g_test_add_func("/paths/without a home there is none",
			without_a_home_there_is_none);
	g_test_add_func("/paths/a home that does not exist is none",
			a_home_that_does_not_exist_is_none);
	status = g_test_run();
	(void)rmdir(home);
	g_free(home);
	return status;
}
