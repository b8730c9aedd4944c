#include "lib/conf/conf.h"

#include <glib/gstdio.h>
#include <string.h>

static void drop_conf(struct conf **conf)
{
	conf_free(*conf);
}

/* A folder with a file of settings; *ret_path is the file's. */
static char *make_folder(const char *text, char **ret_path)
{
	char *folder = g_dir_make_tmp("fentu-conf-XXXXXX", NULL);

	*ret_path = g_build_filename(folder, "config", NULL);
	g_assert_true(g_file_set_contents_full(*ret_path, text, -1,
					       G_FILE_SET_CONTENTS_CONSISTENT,
					       0600, NULL));
	return folder;
}

static void remove_folder(const char *folder, const char *path)
{
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);

	(void)g_unlink(lock);
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void a_profile_is_known_by_its_group(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_conf) struct conf *conf = NULL;
	g_autofree char *path = NULL;
	g_autofree char *folder =
		make_folder("[fentu]\nprofile=gone\n[profile work]\n", &path);

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
	remove_folder(folder, path);
}

static void what_is_mended_is_noted_and_not_refused(void)
{
	static const char text[] = "[fentu]\ntimeout=soon\nstorage=\\q\n"
				   "[profile a/b]\nretries=1\n"
				   "[profile work]\nretries=many\n";
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_conf) struct conf *conf = NULL;
	g_autofree char *path = NULL, *left = NULL;
	g_autofree char *folder = make_folder(text, &path);

	g_assert_false(conf_open(folder, &conf, &err));
	g_assert_cmpstr(err.hint, ==,
			"run 'fentu config set timeout VALUE', or the same "
			"with unset and no value");
	error_clear(&err);
	g_assert_true(conf_open_to_mend(folder, &conf, &err));
	g_assert_cmpuint(g_strv_length((char **)conf_notes(conf)), ==, 4);
	g_assert_nonnull(strstr(conf_notes(conf)[0], "not 'soon'"));
	g_assert_nonnull(strstr(conf_notes(conf)[1], "backslash"));
	g_assert_nonnull(strstr(conf_notes(conf)[2], "'a/b'"));
	g_assert_nonnull(strstr(conf_notes(conf)[3], "not 'many'"));
	g_assert_true(conf_set(conf, NULL, "timeout", "60", &err));
	g_assert_true(conf_set(conf, "work", "retries", NULL, &err));
	g_assert_cmpstr(conf_get(conf, NULL, "timeout", NULL), ==, "60");
	g_assert_true(g_file_get_contents(path, &left, NULL, NULL));
	g_assert_nonnull(strstr(left, "storage=\\q"));
	g_assert_false(conf_set(conf, NULL, "timeout", "soon", &err));
	remove_folder(folder, path);
}

static void text_that_is_no_ini_file_is_not_mended(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_conf) struct conf *conf = NULL;
	g_autofree char *path = NULL;
	g_autofree char *folder = make_folder("[fentu]\ntimeout\n", &path);

	g_assert_false(conf_open_to_mend(folder, &conf, &err));
	g_assert_nonnull(strstr(err.message, "line 2"));
	remove_folder(folder, path);
}

/* What guards writes is never passed over. */
static void unknown_guards_are_refused(void)
{
	static const struct {
		const char *text, *meant;
	} cases[] = {
		{ "[profile a]\nreadonly=true\n", "'read_only'" },
		{ "[profile a]\nread-only=true\n", "'read_only'" },
		{ "[profile a]\nREAD_ONLY=true\n", "'read_only'" },
		{ "[profile a]\nprotect=true\n", "'protected'" },
		{ "[profile a]\nprotcted=true\n", "'protected'" },
		{ "[fentu]\nread_only=true\n", "'read_only'" },
		{ "[fentu]\nprotected=true\n", "'protected'" },
		{ "[profil a]\nread_only=true\n", "'read_only'" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(drop_conf) struct conf *conf = NULL;
		g_autofree char *path = NULL;
		g_autofree char *folder = make_folder(cases[i].text, &path);

		g_assert_false(conf_open(folder, &conf, &err));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_nonnull(strstr(err.message, "unknown setting"));
		g_assert_nonnull(strstr(err.hint, cases[i].meant));
		/* it can be put right all the same */
		error_clear(&err);
		g_assert_true(conf_open_to_mend(folder, &conf, &err));
		remove_folder(folder, path);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conf_profile/a profile is known by its group",
			a_profile_is_known_by_its_group);
	g_test_add_func("/conf_profile/what is mended is noted and not refused",
			what_is_mended_is_noted_and_not_refused);
	g_test_add_func("/conf_profile/text that is no ini file is not mended",
			text_that_is_no_ini_file_is_not_mended);
	g_test_add_func("/conf_profile/unknown guards are refused",
			unknown_guards_are_refused);
	return g_test_run();
}
