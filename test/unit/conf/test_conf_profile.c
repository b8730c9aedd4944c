#include "lib/conf/conf.h"

#include <glib/gstdio.h>
#include <string.h>

static void drop_conf(struct conf **conf)
{
	conf_free(*conf);
}

static void a_profile_is_known_by_its_group(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_conf) struct conf *conf = NULL;
	g_autofree char *folder = g_dir_make_tmp("fentu-conf-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "config", NULL);

	g_assert_true(g_file_set_contents_full(
		path, "[fentu]\nprofile=gone\n[profile work]\n", -1,
		G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
	g_assert_true(conf_open(folder, &conf, &err));
	g_assert_true(conf_check_known(conf, "work", NULL, &err));
	g_assert_true(conf_check_known(conf, "default", NULL, &err));
	g_assert_false(conf_has_profile(conf, "gone"));
	g_assert_false(conf_check_known(conf, "wrok", "--profile", &err));
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	g_assert_cmpstr(err.message, ==,
			"--profile: there is no profile 'wrok'; did you mean "
			"'work'?");
	g_assert_false(conf_check_known(conf, "defualt", NULL, &err));
	g_assert_nonnull(strstr(err.message, "did you mean 'default'?"));
	g_assert_false(conf_check_known(conf, "another", NULL, &err));
	g_assert_cmpstr(err.message, ==, "there is no profile 'another'");
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conf_profile/a profile is known by its group",
			a_profile_is_known_by_its_group);
	return g_test_run();
}
