/* A folder of its own for a test, with what it takes to look into it. */
#ifndef FENTU_TEST_UNIT_EXPORT_FOLDER_H
#define FENTU_TEST_UNIT_EXPORT_FOLDER_H

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct folder {
	char *path;
	int fd;
};

static inline void folder_make(struct folder *folder)
{
	folder->path = g_dir_make_tmp("fentu-XXXXXX", NULL);
	g_assert_nonnull(folder->path);
	folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	g_assert_cmpint(folder->fd, >=, 0);
}

static inline char *folder_at(const struct folder *folder, const char *name)
{
	return g_build_filename(folder->path, name, NULL);
}

/* What a file holds; NULL: there is none. */
static inline char *folder_read(const struct folder *folder, const char *name)
{
	g_autofree char *path = folder_at(folder, name);
	char *text = NULL;

	(void)g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

static inline void folder_write(const struct folder *folder, const char *name,
				const char *text, gssize len)
{
	g_autofree char *path = folder_at(folder, name);

	g_assert_true(g_file_set_contents(path, text, len, NULL));
}

/* How many files there are. */
static inline guint folder_count(const struct folder *folder)
{
	GDir *dir = g_dir_open(folder->path, 0, NULL);
	guint count = 0;

	while (g_dir_read_name(dir))
		count++;
	g_dir_close(dir);
	return count;
}

static inline void folder_release(struct folder *folder)
{
	GDir *dir = g_dir_open(folder->path, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = folder_at(folder, name);

		g_assert_cmpint(g_remove(path), ==, 0);
	}
	g_dir_close(dir);
	g_assert_cmpint(g_rmdir(folder->path), ==, 0);
	close(folder->fd);
	g_free(folder->path);
}

#endif
