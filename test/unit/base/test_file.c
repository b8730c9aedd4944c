#include "lib/base/file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
	char *folder;
};

static void place_set_up(struct place *place, gconstpointer data)
{
	(void)data;
	place->folder = g_dir_make_tmp("fentu-file-XXXXXX", NULL);
	g_assert_nonnull(place->folder);
}

static void place_tear_down(struct place *place, gconstpointer data)
{
	const char *argv[] = { "rm", "-rf", place->folder, NULL };

	(void)data;
	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL,
				   G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
				   NULL, NULL));
	g_free(place->folder);
}

static char *in(const struct place *place, const char *name)
{
	return g_build_filename(place->folder, name, NULL);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	g_assert_cmpint(stat(path, &st), ==, 0);
	return st.st_mode & 07777;
}

static unsigned entries(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	unsigned count = 0;

	while (g_dir_read_name(dir))
		count++;
	return count;
}

static void put(const char *path, const char *text)
{
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(file_write(path, text, strlen(text), &err));
}

static void files_and_folders_are_private_under_any_umask(struct place *place,
							  gconstpointer data)
{
	static const mode_t umasks[] = { 0, 022, 077, 0177 };

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(umasks); i++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *top =
			g_strdup_printf("%s/%zu", place->folder, i);
		g_autofree char *deep = g_build_filename(top, "a", "b", NULL);
		g_autofree char *path = g_build_filename(deep, "file", NULL);
		mode_t before = umask(umasks[i]);

		g_assert_true(file_make_dir(deep, &err));
		g_assert_true(file_make_dir(deep, &err));
		put(path, "x");
		umask(before);
		g_assert_cmpint(mode_of(top), ==, 0700);
		g_assert_cmpint(mode_of(deep), ==, 0700);
		g_assert_cmpint(mode_of(path), ==, 0600);
	}
}

static void a_file_is_replaced_as_a_whole(struct place *place,
					  gconstpointer data)
{
	g_autofree char *path = in(place, "file");
	g_autofree char *text = NULL;
	AUTO(error_release) struct error err = { 0 };
	size_t len = 0;
	bool found = false;

	(void)data;
	put(path, "a long first version");
	put(path, "b\n");
	g_assert_true(file_read(path, 100, &text, &len, &found, &err));
	g_assert_true(found);
	g_assert_cmpuint(len, ==, 2);
	g_assert_cmpstr(text, ==, "b\n");
	g_assert_cmpint(entries(place->folder), ==, 1);
}

static void a_wider_mode_is_narrowed_and_a_link_replaced(struct place *place,
							 gconstpointer data)
{
	g_autofree char *path = in(place, "file");
	g_autofree char *other = in(place, "other");
	g_autofree char *text = NULL;

	(void)data;
	put(other, "not to be touched");
	g_assert_cmpint(symlink(other, path), ==, 0);
	put(path, "new");
	g_assert_false(g_file_test(path, G_FILE_TEST_IS_SYMLINK));
	g_assert_true(g_file_get_contents(other, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "not to be touched");
	g_assert_cmpint(chmod(path, 0666), ==, 0);
	put(path, "newer");
	g_assert_cmpint(mode_of(path), ==, 0600);
}

static void a_failed_replacement_leaves_the_old_file(struct place *place,
						     gconstpointer data)
{
	g_autofree char *path = in(place, "folder");
	AUTO(error_release) struct error err = { 0 };

	(void)data;
	g_assert_true(file_make_dir(path, &err));
	g_assert_false(file_write(path, "x", 1, &err));
	g_assert_nonnull(strstr(err.message, path));
	g_assert_cmpint(entries(place->folder), ==, 1);
	g_assert_true(g_file_test(path, G_FILE_TEST_IS_DIR));
}

static void a_missing_file_is_no_failure(struct place *place,
					 gconstpointer data)
{
	g_autofree char *path = in(place, "none");
	AUTO(error_release) struct error err = { 0 };
	char *text = place->folder;
	size_t len = 7;
	bool found = true;

	(void)data;
	g_assert_true(file_read(path, 100, &text, &len, &found, &err));
	g_assert_false(found);
	g_assert_null(text);
	g_assert_true(file_remove(path, &err));
	g_assert_true(file_check_private(path, true, &err));
}

static void removing_leaves_nothing_beside_it(struct place *place,
					      gconstpointer data)
{
	static const char *const names[] = {
		".a.0123456789abcdef", /* of a writer that was killed */
		".ab.0123456789abcdef",
		".a.new",
		"b",
	};
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *path = in(place, "a");

	(void)data;
	for (int is_there = 0; is_there < 2; is_there++) {
		if (is_there)
			put(path, "x");
		for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
			g_autofree char *other = in(place, names[i]);

			put(other, "secret");
		}
		g_assert_true(file_remove(path, &err));
		g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
		for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
			g_autofree char *other = in(place, names[i]);

			g_assert_true(g_file_test(other, G_FILE_TEST_EXISTS) ==
				      (i > 0));
			(void)g_unlink(other);
		}
	}
}

static void reading_has_a_ceiling(struct place *place, gconstpointer data)
{
	g_autofree char *path = in(place, "file");
	g_autofree char *text = NULL;
	AUTO(error_release) struct error err = { 0 };
	size_t len;
	bool found;

	(void)data;
	put(path, "12345");
	g_assert_true(file_read(path, 5, &text, &len, &found, &err));
	g_assert_false(file_read(path, 4, &text, &len, &found, &err));
	g_assert_nonnull(strstr(err.message, "larger than 4 bytes"));
}

static void only_regular_files_are_read(struct place *place, gconstpointer data)
{
	g_autofree char *fifo = in(place, "fifo");
	const char *const paths[] = { place->folder, fifo, "/dev/zero" };

	(void)data;
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		AUTO(error_release) struct error err = { 0 };
		char *text;
		size_t len;
		bool found;

		g_assert_false(
			file_read(paths[i], 100, &text, &len, &found, &err));
		g_assert_nonnull(strstr(err.message, paths[i]));
	}
}

static bool is_private(const char *path, bool secret)
{
	AUTO(error_release) struct error err = { 0 };
	bool ok = file_check_private(path, secret, &err);

	if (!ok) {
		g_assert_nonnull(strstr(err.message, path));
		g_assert_nonnull(error_hint_text(&err));
	}
	return ok;
}

static void others_must_not_write_or_read(struct place *place,
					  gconstpointer data)
{
	static const struct {
		mode_t file, folder;
		bool plain, secret;
	} cases[] = {
		{ 0600, 0700, true, true },   { 0400, 0700, true, true },
		{ 0644, 0755, true, false },  { 0640, 0700, true, false },
		{ 0620, 0700, false, false }, { 0602, 0700, false, false },
		{ 0600, 0770, false, false }, { 0600, 0777, false, false },
		{ 0600, 01777, true, true },
	};
	g_autofree char *folder = in(place, "folder");
	g_autofree char *path = g_build_filename(folder, "file", NULL);
	AUTO(error_release) struct error err = { 0 };

	(void)data;
	g_assert_true(file_make_dir(folder, &err));
	put(path, "x");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_cmpint(chmod(path, cases[i].file), ==, 0);
		g_assert_cmpint(chmod(folder, cases[i].folder), ==, 0);
		g_assert_true(is_private(path, false) == cases[i].plain);
		g_assert_true(is_private(path, true) == cases[i].secret);
	}
}

static void a_link_is_judged_by_where_it_leads(struct place *place,
					       gconstpointer data)
{
	g_autofree char *open_folder = in(place, "open");
	g_autofree char *target = g_build_filename(open_folder, "file", NULL);
	g_autofree char *path = in(place, "link");
	AUTO(error_release) struct error err = { 0 };

	(void)data;
	g_assert_true(file_make_dir(open_folder, &err));
	put(target, "x");
	g_assert_cmpint(symlink(target, path), ==, 0);
	g_assert_true(file_check_private(path, true, &err));
	g_assert_cmpint(chmod(open_folder, 0777), ==, 0);
	g_assert_false(file_check_private(path, true, &err));
}

static void a_device_is_no_file(struct place *place, gconstpointer data)
{
	g_autofree char *path = in(place, "link");
	AUTO(error_release) struct error err = { 0 };

	(void)data;
	g_assert_cmpint(symlink("/dev/zero", path), ==, 0);
	g_assert_false(file_check_private(path, false, &err));
	g_assert_nonnull(strstr(err.message, "is a device, not a file"));
	g_assert_null(strstr(err.hint, "chmod"));
}

static void a_file_of_another_user_is_refused(struct place *place,
					      gconstpointer data)
{
	g_autofree char *path = in(place, "file");

	(void)data;
	if (geteuid() != 0) {
		g_test_skip("needs root to give a file away");
		return;
	}
	put(path, "x");
	g_assert_cmpint(chown(path, 4711, 0), ==, 0);
	g_assert_false(is_private(path, false));
}

static void a_lock_is_had_by_one_at_a_time(struct place *place,
					   gconstpointer data)
{
	g_autofree char *path = in(place, "lock");
	AUTO(error_release) struct error err = { 0 };
	AUTO(file_lock_release) struct file_lock first = { 0 };
	AUTO(file_lock_release) struct file_lock second = { 0 };
	bool held = false;

	(void)data;
	g_assert_true(file_lock_take(&first, path, 0, &held, &err));
	g_assert_true(held);
	g_assert_cmpint(mode_of(path), ==, 0600);
	g_assert_true(file_lock_take(&second, path, 50, &held, &err));
	g_assert_false(held);
	file_lock_release(&first);
	g_assert_true(file_lock_take(&second, path, 0, &held, &err));
	g_assert_true(held);
}

/* Its owner is killed while we wait. */
static void a_lock_ends_with_its_owner(struct place *place, gconstpointer data)
{
	g_autofree char *path = in(place, "lock");
	AUTO(error_release) struct error err = { 0 };
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	bool held = false;
	int ready[2];
	char byte;
	pid_t pid;

	(void)data;
	g_assert_cmpint(pipe2(ready, O_CLOEXEC), ==, 0);
	pid = fork();
	if (pid == 0) {
		if (file_lock_take(&lock, path, 0, &held, &err) && held)
			(void)!write(ready[1], "x", 1);
		pause();
		_exit(0);
	}
	g_assert_cmpint(read(ready[0], &byte, 1), ==, 1);
	g_assert_true(file_lock_take(&lock, path, 0, &held, &err));
	g_assert_false(held);
	g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
	g_assert_true(file_lock_take(&lock, path, 20000, &held, &err));
	g_assert_true(held);
	g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
	close(ready[0]);
	close(ready[1]);
}

#define ADD(name, function)                                                    \
	g_test_add("/file/" name, struct place, NULL, place_set_up, function,  \
		   place_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("files and folders are private under any umask",
	    files_and_folders_are_private_under_any_umask);
	ADD("a file is replaced as a whole", a_file_is_replaced_as_a_whole);
	ADD("a wider mode is narrowed and a link replaced",
	    a_wider_mode_is_narrowed_and_a_link_replaced);
	ADD("a failed replacement leaves the old file",
	    a_failed_replacement_leaves_the_old_file);
	ADD("a missing file is no failure", a_missing_file_is_no_failure);
	ADD("removing leaves nothing beside it",
	    removing_leaves_nothing_beside_it);
	ADD("reading has a ceiling", reading_has_a_ceiling);
	ADD("only regular files are read", only_regular_files_are_read);
	ADD("others must not write or read", others_must_not_write_or_read);
	ADD("a link is judged by where it leads",
	    a_link_is_judged_by_where_it_leads);
	ADD("a device is no file", a_device_is_no_file);
	ADD("a file of another user is refused",
	    a_file_of_another_user_is_refused);
	ADD("a lock is had by one at a time", a_lock_is_had_by_one_at_a_time);
	ADD("a lock ends with its owner", a_lock_ends_with_its_owner);
	return g_test_run();
}
