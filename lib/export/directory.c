#include "lib/export/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"

static bool explain_folder(const char *folder, int number, struct error *err)
{
	error_errno(err, number, "cannot export into '%s'", folder);
	if (number != ENOENT && number != ENOTDIR)
		return false;
	err->code = ERR_USAGE;
	return error_hint(err, "choose another one with --dir");
}

int directory_open(const char *path)
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

bool directory_check(const char *folder, struct error *err)
{
	g_autofree char *there = existing(folder);
	AUTO(file_close) int fd = directory_open(*folder ? there : folder);

	return fd >= 0 || explain_folder(folder, errno, err);
}

static bool sync_above(const char *path, struct error *err)
{
	g_autofree char *above = g_path_get_dirname(path);
	AUTO(file_close) int fd = directory_open(above);

	/* One that cannot be read cannot be synced; nor can those of some file
	   systems, which say EINVAL. */
	while (fd >= 0 && fsync(fd) < 0 && errno != EINVAL)
		if (errno != EINTR)
			return error_errno(err, errno, "cannot sync '%s'",
					   above);
	return true;
}

/* With its parents; by the umask: what is exported is the user's to share. */
static bool make(const char *folder, struct error *err)
{
	g_autofree char *above = g_path_get_dirname(folder);
	bool is_made = mkdir(folder, 0777) == 0;

	if (!is_made && errno == ENOENT && strcmp(above, folder) != 0) {
		if (!make(above, err))
			return false;
		is_made = mkdir(folder, 0777) == 0;
	}
	if (!is_made)
		return errno == EEXIST || explain_folder(folder, errno, err);
	return sync_above(folder, err);
}

/* The lock is on the folder itself, so that nothing is left behind. Where a
   file system cannot lock a folder there is none. */
bool directory_lock(int folder_fd, const char *folder, struct error *err)
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

bool directory_make(const char *path, int *ret_fd, struct error *err)
{
	AUTO(file_close) int fd = -1;

	if (!make(path, err))
		return false;
	fd = directory_open(path);
	if (fd < 0)
		return explain_folder(path, errno, err);
	if (!directory_lock(fd, path, err))
		return false;
	*ret_fd = g_steal_fd(&fd);
	return true;
}

bool directory_is_shared(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (st.st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
	       (st.st_mode & S_ISVTX) == 0;
}
