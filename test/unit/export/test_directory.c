#include "lib/export/directory.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/base/file.h"
#include "test/unit/export/folder.h"

static void is_made_with_its_parents(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };
	AUTO(file_close) int fd = -1;
	AUTO(file_close) int other = -1;
	g_autofree char *path = NULL;

	folder_make(&folder);
	path = folder_at(&folder, "a/b//c/");
	g_assert_true(directory_check(path, &err));
	g_assert_cmpint(directory_open(path), ==, -1);
	g_assert_true(directory_make(path, &fd, &err));
	g_assert_cmpint(fd, >=, 0);
	g_assert_false(directory_make(path, &other, &err));
	g_assert_nonnull(strstr(err.message, "is under way"));
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	g_assert_cmpint(unlinkat(folder.fd, "a/b/c", AT_REMOVEDIR), ==, 0);
	g_assert_cmpint(unlinkat(folder.fd, "a/b", AT_REMOVEDIR), ==, 0);
}

static void is_refused_below_a_file(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	g_autofree char *file = NULL;
	g_autofree char *below = NULL;
	g_autofree char *deeper = NULL;

	folder_make(&folder);
	folder_write(&folder, "file", "x", -1);
	file = folder_at(&folder, "file");
	below = folder_at(&folder, "file/a");
	deeper = folder_at(&folder, "file/a/b");
	const char *const paths[] = { "", file, below, deeper };
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(error_release) struct error made = { 0 };
		int fd = -1;

		g_assert_false(directory_check(paths[i], &err));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_false(directory_make(paths[i], &fd, &made));
		g_assert_cmpint(made.code, ==, ERR_USAGE);
	}
}

static void is_shared_when_others_can_write(void)
{
	static const struct {
		mode_t mode;
		bool is_shared;
	} cases[] = { { 0700, false },	{ 0755, false }, { 0770, true },
		      { 0775, true },	{ 0702, true },	 { 0777, true },
		      { 01777, false }, { 01770, false } };
	AUTO(folder_release) struct folder folder = { 0 };

	folder_make(&folder);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_cmpint(fchmod(folder.fd, cases[i].mode), ==, 0);
		g_assert_cmpint(directory_is_shared(folder.fd), ==,
				cases[i].is_shared);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/directory/parents", is_made_with_its_parents);
	g_test_add_func("/directory/file", is_refused_below_a_file);
	g_test_add_func("/directory/shared", is_shared_when_others_can_write);
	return g_test_run();
}
