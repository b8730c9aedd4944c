#include "lib/net/usage.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HOUR = 483632 };

static const struct usage_limit none = { -1, -1, -1, -1 };

struct place {
	char *base, *folder, *path;
	struct error err;
	bool renewed;
};

static void place_open(struct place *p)
{
	p->base = g_dir_make_tmp("usage-XXXXXX", NULL);
	p->folder = g_build_filename(p->base, "state", NULL);
	p->path = g_build_filename(p->folder, "acc", NULL);
}

static void place_close(struct place *p)
{
	g_autofree char *lock = g_build_filename(p->folder, "lock", NULL);

	(void)unlink(lock);
	(void)remove(p->path);
	(void)rmdir(p->folder);
	g_assert_cmpint(rmdir(p->base), ==, 0);
	g_free(p->base);
	g_free(p->folder);
	g_free(p->path);
	error_release(&p->err);
}

static bool add(struct place *p, int64_t hour, const char *command)
{
	struct usage_row row = { .hour = hour, .requests = 1 };

	g_strlcpy(row.command, command, sizeof(row.command));
	return usage_add(p->folder, "acc", &row, &none, &p->renewed, &p->err);
}

static int64_t count(struct place *p, int64_t hour)
{
	AUTO(usage_book_release) struct usage_book book = { 0 };

	g_assert_true(
		usage_load(p->folder, "acc", &book, &p->renewed, &p->err));
	return usage_book_requests(&book, hour);
}

static off_t size_of(const struct place *p)
{
	struct stat info;

	return stat(p->path, &info) == 0 ? info.st_size : -1;
}

static void what_is_added_is_read(void)
{
	struct place p = { 0 };
	struct stat info;

	place_open(&p);
	g_assert_cmpint(count(&p, HOUR), ==, 0);
	g_assert_true(add(&p, HOUR, "wo list"));
	g_assert_true(add(&p, HOUR, "api"));
	g_assert_cmpint(count(&p, HOUR), ==, 2);
	g_assert_false(p.renewed);
	g_assert_cmpint(stat(p.path, &info), ==, 0);
	g_assert_cmpint(info.st_mode & 07777, ==, 0600);
	place_close(&p);
}

static void it_never_grows_beyond_its_limit(void)
{
	struct place p = { 0 };
	g_autoptr(GString) text = g_string_new(USAGE_HEAD);
	int64_t before;

	place_open(&p);
	g_assert_true(add(&p, HOUR, "api"));
	while (text->len < USAGE_FILE_MAX - 300)
		g_string_append(text, "483632 1 -1 -1 -1 -1 wo list\n");
	g_assert_true(g_file_set_contents(p.path, text->str, -1, NULL));
	before = count(&p, HOUR);
	for (int i = 0; i < 20; i++) {
		g_assert_true(add(&p, HOUR, "api"));
		g_assert_cmpint(size_of(&p), <=, USAGE_FILE_MAX);
	}
	g_assert_cmpint(size_of(&p), <, 2000);
	g_assert_cmpint(count(&p, HOUR), ==, before + 20);
	place_close(&p);
}

static void damage_begins_anew(void)
{
	static const char *const damaged[] = {
		"nonsense\n",
		USAGE_HEAD "483632 1 -1 -1 -1 -1 wo li",
		USAGE_HEAD "nonsense\n",
	};
	struct place p = { 0 };

	place_open(&p);
	for (size_t i = 0; i < G_N_ELEMENTS(damaged); i++) {
		g_assert_true(add(&p, HOUR, "api"));
		g_assert_true(
			g_file_set_contents(p.path, damaged[i], -1, NULL));
		g_assert_true(add(&p, HOUR, "api"));
		if (p.renewed) {
			g_assert_cmpint(count(&p, HOUR), ==, 1);
			g_assert_false(p.renewed);
			continue;
		}
		g_assert_cmpint(count(&p, HOUR), ==, 0);
		g_assert_true(p.renewed);
		g_assert_cmpint(count(&p, HOUR), ==, 0);
		g_assert_false(p.renewed);
	}
	place_close(&p);
}

static void a_huge_file_begins_anew(void)
{
	struct place p = { 0 };

	place_open(&p);
	g_assert_true(add(&p, HOUR, "api"));
	g_assert_cmpint(truncate(p.path, 1L << 40), ==, 0);
	g_assert_true(add(&p, HOUR, "api"));
	g_assert_true(p.renewed);
	g_assert_cmpint(count(&p, HOUR), ==, 1);
	place_close(&p);
}

static void a_full_disk_leaves_no_half_line(void)
{
	struct place p = { 0 };
	struct rlimit limit, small;
	off_t size;

	place_open(&p);
	g_assert_true(add(&p, HOUR, "api"));
	size = size_of(&p);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	small = limit;
	small.rlim_cur = (rlim_t)size + 5;
	(void)signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
	g_assert_false(add(&p, HOUR, "api"));
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	g_assert_cmpint(size_of(&p), ==, size);
	error_clear(&p.err);
	g_assert_true(add(&p, HOUR, "api"));
	g_assert_cmpint(count(&p, HOUR), ==, 2);
	place_close(&p);
}

static void what_is_no_file_of_ours_is_refused(void)
{
	struct place p = { 0 };

	place_open(&p);
	g_assert_cmpint(g_mkdir(p.folder, 0700), ==, 0);
	g_assert_cmpint(symlink("/dev/null", p.path), ==, 0);
	g_assert_false(add(&p, HOUR, "api"));
	g_assert_cmpint(unlink(p.path), ==, 0);
	g_assert_cmpint(mkfifo(p.path, 0600), ==, 0);
	g_assert_false(add(&p, HOUR, "api"));
	g_assert_cmpint(unlink(p.path), ==, 0);
	g_assert_cmpint(g_mkdir(p.path, 0700), ==, 0);
	g_assert_false(add(&p, HOUR, "api"));
	place_close(&p);
}

static void several_processes_lose_nothing(void)
{
	enum { PROCESSES = 8, TIMES = 50 };
	struct place p = { 0 };
	int status;

	place_open(&p);
	for (int i = 0; i < PROCESSES; i++) {
		pid_t child = fork();
		bool ok = true;

		if (child > 0)
			continue;
		g_assert_cmpint(child, ==, 0);
		for (int j = 0; j < TIMES; j++)
			while (!add(&p, HOUR, "wo list")) /* a slow machine */
				error_clear(&p.err);
		_exit(ok ? 0 : 1);
	}
	while (wait(&status) > 0)
		g_assert_cmpint(status, ==, 0);
	g_assert_cmpint(count(&p, HOUR), ==, PROCESSES * TIMES);
	place_close(&p);
}

#define TEST(function) g_test_add_func("/" #function, function)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TEST(what_is_added_is_read);
	TEST(it_never_grows_beyond_its_limit);
	TEST(damage_begins_anew);
	TEST(a_huge_file_begins_anew);
	TEST(a_full_disk_leaves_no_half_line);
	TEST(what_is_no_file_of_ours_is_refused);
	TEST(several_processes_lose_nothing);
	return g_test_run();
}
