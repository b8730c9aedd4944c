#include "lib/export/run_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/export/run.h"

static bool explain_folder(const char *folder, int number, struct error *err)
{
	error_errno(err, number, "cannot export into '%s'", folder);
	if (number != ENOENT && number != ENOTDIR)
		return false;
	err->code = ERR_USAGE;
	return error_hint(err, "choose another one with --dir");
}

static int open_directory(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Of a path and those above it: the first that exists; owned by the caller. */
static char *existing(const char *path)
{
	char *at = g_strdup(path);
	struct stat st;

	while (stat(at, &st) < 0 && errno == ENOENT) {
		char *above = g_path_get_dirname(at);
		bool is_top = strcmp(above, at) == 0;

		g_free(at);
		at = above;
		if (is_top)
			break;
	}
	return at;
}

bool run_check_folder(const char *folder, struct error *err)
{
	g_autofree char *there = existing(folder);
	AUTO(file_close) int fd = open_directory(*folder ? there : folder);

	return fd >= 0 || explain_folder(folder, errno, err);
}

static bool sync_above(const char *path, struct error *err)
{
	g_autofree char *above = g_path_get_dirname(path);
	AUTO(file_close) int fd = open_directory(above);

	/* One that cannot be read cannot be synced; nor can those of some file
	   systems, which say EINVAL. */
	while (fd >= 0 && fsync(fd) < 0 && errno != EINVAL)
		if (errno != EINTR)
			return error_errno(err, errno, "cannot sync '%s'",
					   above);
	return true;
}

/* With its parents; by the umask: what is exported is the user's to share. */
static bool make_folder(const char *folder, struct error *err)
{
	g_autofree char *above = g_path_get_dirname(folder);
	bool is_made = mkdir(folder, 0777) == 0;

	if (!is_made && errno == ENOENT && strcmp(above, folder) != 0) {
		if (!make_folder(above, err))
			return false;
		is_made = mkdir(folder, 0777) == 0;
	}
	if (!is_made)
		return errno == EEXIST || explain_folder(folder, errno, err);
	return sync_above(folder, err);
}

/* The lock is on the folder itself, so that nothing is left behind. Where a
   file system cannot lock a folder there is none. */
static bool lock_folder(int folder_fd, const char *folder, struct error *err)
{
	while (flock(folder_fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return true;
		error_set(err, ERR_USAGE,
			  "another export into '%s' is under way", folder);
		return error_hint(err, "wait for it, or choose another folder "
				       "with --dir");
	}
	return true;
}

bool run_folder_open(const char *folder, int *ret_fd, struct error *err)
{
	AUTO(file_close) int fd = -1;

	if (!make_folder(folder, err))
		return false;
	fd = open_directory(folder);
	if (fd < 0)
		return explain_folder(folder, errno, err);
	if (!lock_folder(fd, folder, err))
		return false;
	*ret_fd = g_steal_fd(&fd);
	return true;
}
