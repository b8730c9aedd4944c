#include "lib/net/cache_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/net/cache_place.h"

static void files_are_private_under_any_umask(void)
{
	static const mode_t masks[] = { 0, 022, 077, 0777 };

	for (size_t i = 0; i < G_N_ELEMENTS(masks); i++) {
		g_autofree char *file = NULL;
		struct place p = { 0 };
		mode_t before;

		place_open(&p);
		before = umask(masks[i]);
		place_keep(&p, "{}");
		umask(before);
		file = place_entry(&p);
		g_assert_cmpuint(place_mode(file), ==, 0600);
		g_assert_cmpuint(place_mode(p.account), ==, 0700);
		g_assert_cmpuint(place_mode(p.folder), ==, 0700);
		g_assert_cmpuint(place_count(p.account), ==, 1);
		g_assert_true(place_keeps(&p));
		place_close(&p);
	}
}

static void what_others_could_touch_is_not_trusted(void)
{
	g_autofree char *file = NULL;
	g_autofree char *moved = NULL;
	struct place p = { 0 };

	place_open(&p);
	place_keep(&p, "{}");
	file = place_entry(&p);
	moved = g_build_filename(p.base, "moved", NULL);
	g_assert_cmpint(chmod(file, 0640), ==, 0);
	g_assert_false(place_keeps(&p));
	place_keep(&p, "{}");
	g_assert_cmpint(rename(file, moved), ==, 0);
	g_assert_cmpint(symlink(moved, file), ==, 0);
	g_assert_false(place_keeps(&p));
	g_assert_cmpint(access(moved, F_OK), ==, 0);
	g_assert_cmpint(mkfifo(file, 0600), ==, 0);
	g_assert_false(place_keeps(&p));
	g_assert_cmpint(mkdir(file, 0700), ==, 0);
	g_assert_false(place_keeps(&p));
	place_keep(&p, "{}");
	g_assert_cmpint(rmdir(file), ==, 0);
	g_assert_cmpuint(place_count(p.account), ==, 0);
	g_assert_cmpint(chmod(p.account, 0750), ==, 0);
	g_assert_null(place_look(&p));
	g_assert_cmpint(chmod(p.account, 0700), ==, 0);
	g_assert_cmpint(chmod(p.folder, 0701), ==, 0);
	g_assert_null(place_look(&p));
	g_assert_cmpint(chmod(p.folder, 0700), ==, 0);
	g_assert_cmpint(rmdir(p.account), ==, 0);
	g_assert_cmpint(symlink(p.base, p.account), ==, 0);
	g_assert_null(place_look(&p));
	place_close(&p);
}

static void what_cannot_be_kept_is_not(void)
{
	struct place p = { 0 };

	place_open(&p);
	g_assert_cmpint(g_mkdir_with_parents(p.base, 0700), ==, 0);
	g_free(p.folder);
	p.folder = g_strdup("/proc/self/no/such");
	cache_free(p.cache);
	p.cache = place_cache(&p, 1000);
	g_assert_null(place_look(&p));
	cache_drop(p.cache);
	place_close(&p);
}

static size_t excess_of(size_t n, int64_t size, int64_t age_s)
{
	g_autofree struct cache_file *files = g_new(struct cache_file, n);

	for (size_t i = 0; i < n; i++)
		files[i] = (struct cache_file){ NULL, 1000000 - age_s, size };
	return cache_folder_excess(files, n, 1000000);
}

static void the_oldest_are_too_much(void)
{
	const int64_t week_s = (int64_t)CACHE_DAYS_MAX * 24 * 3600;
	const struct cache_file some[] = { { NULL, 1, 5 },
					   { NULL, week_s, 5 },
					   { NULL, week_s + 1, 5 } };

	g_assert_cmpuint(excess_of(0, 1, 0), ==, 0);
	g_assert_cmpuint(excess_of(2000, 1, 0), ==, 0);
	g_assert_cmpuint(excess_of(2001, 1, 0), ==, 1);
	g_assert_cmpuint(excess_of(5000, 1, 0), ==, 3000);
	g_assert_cmpuint(excess_of(16, 4 << 20, 0), ==, 0);
	g_assert_cmpuint(excess_of(17, 4 << 20, 0), ==, 1);
	g_assert_cmpuint(excess_of(20, 4 << 20, 0), ==, 4);
	g_assert_cmpuint(excess_of(3, 1, week_s + 1), ==, 3);
	g_assert_cmpuint(cache_folder_excess(some, 3, week_s + 2), ==, 1);
}

static void leftovers_go_with_the_next_that_is_kept(void)
{
	struct place p = { 0 };
	g_autofree char *gone = NULL;
	g_autofree char *inside = NULL;
	g_autofree char *begun = NULL;
	g_autofree char *other = NULL;
	g_autofree char *old = NULL;
	const struct timespec long_ago[2] = { { 1, 0 }, { 1, 0 } };

	place_open(&p);
	place_keep(&p, "{}");
	other = g_build_filename(p.folder, "other", NULL);
	old = g_build_filename(p.folder, "old", NULL);
	g_assert_cmpint(mkdir(other, 0700), ==, 0);
	g_assert_cmpint(mkdir(old, 0700), ==, 0);
	g_assert_cmpint(utimensat(AT_FDCWD, old, long_ago, 0), ==, 0);
	gone = g_build_filename(p.folder, ".gone.0123", NULL);
	inside = g_build_filename(gone, "file", NULL);
	begun = g_build_filename(p.account, ".new.0123", NULL);
	g_assert_cmpint(mkdir(gone, 0700), ==, 0);
	g_assert_true(g_file_set_contents(inside, "x", 1, NULL));
	g_assert_true(g_file_set_contents(begun, "x", 1, NULL));
	cache_free(p.cache);
	g_assert_cmpint(access(gone, F_OK), ==, -1);
	g_assert_cmpint(access(old, F_OK), ==, -1);
	g_assert_cmpint(access(other, F_OK), ==, 0);
	g_assert_cmpint(access(begun, F_OK), ==, 0);
	g_assert_cmpint(utimensat(AT_FDCWD, begun, long_ago, 0), ==, 0);
	p.cache = place_cache(&p, 1000);
	place_keep(&p, "{}");
	cache_free(p.cache);
	g_assert_cmpint(access(begun, F_OK), ==, -1);
	p.cache = place_cache(&p, 1000);
	g_assert_true(place_keeps(&p));
	place_close(&p);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cache_folder/files are private under any umask",
			files_are_private_under_any_umask);
	g_test_add_func("/cache_folder/what others could touch is not trusted",
			what_others_could_touch_is_not_trusted);
	g_test_add_func("/cache_folder/what cannot be kept is not",
			what_cannot_be_kept_is_not);
	g_test_add_func("/cache_folder/the oldest are too much",
			the_oldest_are_too_much);
	g_test_add_func("/cache_folder/leftovers go with the next that is kept",
			leftovers_go_with_the_next_that_is_kept);
	return g_test_run();
}
