#include "lib/conf/paths.h"

#include <glib.h>

static void start_empty(void)
{
	g_setenv("HOME", "/home/ann", TRUE);
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

static void without_variables_they_lie_at_home(void)
{
	start_empty();
	assert_path(paths_config(), "/home/ann/.config/fentu");
	assert_path(paths_state(), "/home/ann/.local/state/fentu");
	assert_path(paths_cache(), "/home/ann/.cache/fentu");
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
		assert_path(paths_config(), "/home/ann/.config/fentu");
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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/paths/without variables they lie at home",
			without_variables_they_lie_at_home);
	g_test_add_func("/paths/the xdg variables are followed",
			the_xdg_variables_are_followed);
	g_test_add_func("/paths/our own variable wins", our_own_variable_wins);
	g_test_add_func("/paths/relative values are ignored",
			relative_values_are_ignored);
	g_test_add_func("/paths/without a home there is none",
			without_a_home_there_is_none);
	return g_test_run();
}
