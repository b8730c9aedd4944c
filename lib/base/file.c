#include "lib/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/random.h"

enum { FILE_CHUNK = 64 * 1024, FILE_UNIQUE_LEN = 16 };

/* A temporary file that goes away unless it was renamed. */
struct file_temp {
	char *path;
};

static void file_temp_release(struct file_temp *temp)
{
	if (temp->path)
		(void)unlink(temp->path);
	g_free(temp->path);
}

void file_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static bool file_sync_folder(const char *folder, struct error *err)
{
	AUTO(file_close)
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* One that may be written and not read cannot be synced; nor can those
	   of some file systems, which say EINVAL. */
	if (fd < 0 && errno == EACCES)
		return true;
	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		return error_errno(err, errno, "cannot sync '%s'", folder);
	return true;
}

bool file_make_dir(const char *path, struct error *err)
{
	g_autofree char *parent = NULL;
	struct stat st;

	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return true;
		return error_errno(err, ENOTDIR, "'%s'", path);
	}
	if (errno != ENOENT)
		return error_errno(err, errno, "cannot look at '%s'", path);
	parent = g_path_get_dirname(path);
	if (strcmp(parent, path) != 0 && !file_make_dir(parent, err))
		return false;
	if (mkdir(path, 0700) < 0) {
		/* Someone else may have made it in the meantime. */
		if (errno == EEXIST)
			return true;
		return error_errno(err, errno, "cannot create '%s'", path);
	}
	/* A umask can only have taken bits away. */
	if (chmod(path, 0700) < 0)
		return error_errno(err, errno, "cannot set the mode of '%s'",
				   path);
	return file_sync_folder(parent, err);
}

bool file_open(const char *path, int *ret_fd, struct error *err)
{
	AUTO(file_close) int fd = -1;
	struct stat st;

	/* Without O_NONBLOCK opening a FIFO waits for a writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT) {
		*ret_fd = -1;
		return true;
	}
	if (fd < 0 || fstat(fd, &st) < 0)
		return error_errno(err, errno, "cannot open '%s'", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERR_OTHER, "'%s' is not a regular file",
				 path);
	*ret_fd = g_steal_fd(&fd);
	return true;
}

static bool file_read_fd(int fd, const char *path, size_t max_bytes,
			 GString *text, struct error *err)
{
	g_autofree char *chunk = g_malloc(FILE_CHUNK);

	for (;;) {
		ssize_t got = read(fd, chunk, FILE_CHUNK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "cannot read '%s'",
					   path);
		if (got == 0)
			return true;
		if ((size_t)got > max_bytes - text->len)
			return error_set(err, ERR_OTHER,
					 "'%s' is larger than %zu bytes", path,
					 max_bytes);
		g_string_append_len(text, chunk, got);
	}
}

bool file_read(const char *path, size_t max_bytes, char **ret_text,
	       size_t *ret_len, bool *ret_found, struct error *err)
{
	AUTO(file_close) int fd = -1;
	g_autoptr(GString) text = NULL;

	if (!file_open(path, &fd, err))
		return false;
	if (fd < 0) {
		*ret_text = NULL;
		*ret_len = 0;
		*ret_found = false;
		return true;
	}
	text = g_string_new(NULL);
	if (!file_read_fd(fd, path, max_bytes, text, err))
		return false;
	*ret_len = text->len;
	*ret_found = true;
	*ret_text = g_string_free(g_steal_pointer(&text), FALSE);
	return true;
}

bool file_write_all(int fd, const void *bytes, size_t len, const char *what,
		    struct error *err)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t done = write(fd, at, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return error_errno(err, errno, "cannot write %s", what);
		at += done;
		len -= (size_t)done;
	}
	return true;
}

static bool file_temp_fill(const struct file_temp *temp, const char *path,
			   const char *text, size_t len, struct error *err)
{
	g_autofree char *what = g_strdup_printf("'%s'", path);
	AUTO(file_close)
	int fd = open(temp->path,
		      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      0600);

	if (fd < 0)
		return error_errno(err, errno, "cannot create '%s'",
				   temp->path);
	/* A umask can only have taken bits away. */
	if (fchmod(fd, 0600) < 0)
		return error_errno(err, errno, "cannot set the mode of %s",
				   what);
	if (!file_write_all(fd, text, len, what, err))
		return false;
	/* Network file systems may report a full disk only on close. */
	if (fsync(fd) < 0 || close(g_steal_fd(&fd)) < 0)
		return error_errno(err, errno, "cannot write %s", what);
	return true;
}

bool file_write(const char *path, const char *text, size_t len,
		struct error *err)
{
	AUTO(file_temp_release) struct file_temp temp = { 0 };
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *unique = NULL;

	if (!random_hex(FILE_UNIQUE_LEN / 2, &unique, err))
		return false;
	temp.path = g_strdup_printf("%s/.%s.%s", folder, name, unique);
	if (!file_temp_fill(&temp, path, text, len, err))
		return false;
	if (rename(temp.path, path) < 0)
		return error_errno(err, errno, "cannot replace '%s'", path);
	g_clear_pointer(&temp.path, g_free);
	return file_sync_folder(folder, err);
}

/* What writers that were killed have left beside it. */
static void file_remove_temps(const char *folder, const char *name)
{
	g_autofree char *prefix = g_strdup_printf(".%s.", name);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *entry;

	while (dir && (entry = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, entry, NULL);

		if (g_str_has_prefix(entry, prefix) &&
		    strlen(entry) == strlen(prefix) + FILE_UNIQUE_LEN)
			(void)unlink(path); /* a writer may have been faster */
	}
}

bool file_remove(const char *path, struct error *err)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);

	file_remove_temps(folder, name);
	if (unlink(path) < 0) {
		if (errno == ENOENT)
			return true;
		return error_errno(err, errno, "cannot remove '%s'", path);
	}
	return file_sync_folder(folder, err);
}

static bool file_check_owner(const char *path, const struct stat *st,
			     struct error *err)
{
	if (st->st_uid == geteuid() || st->st_uid == 0)
		return true;
	error_set(err, ERR_OTHER, "'%s' belongs to another user (uid %u)", path,
		  (unsigned)st->st_uid);
	return error_hint(err, "use a file of your own");
}

static bool file_check_folder(const char *path, struct error *err)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat st;

	if (stat(folder, &st) < 0)
		return error_errno(err, errno, "cannot look at '%s'", folder);
	if (!file_check_owner(folder, &st, err))
		return false;
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) == 0 ||
	    (st.st_mode & S_ISVTX) != 0)
		return true;
	error_set(err, ERR_OTHER,
		  "others can write in '%s', the folder of "
		  "'%s'",
		  folder, path);
	return error_hint(err, "run 'chmod go-w %s'", folder);
}

static bool file_check_mode(const char *path, const struct stat *st,
			    bool secret, struct error *err)
{
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		error_set(err, ERR_OTHER, "others can write '%s' (mode %04o)",
			  path, (unsigned)(st->st_mode & 07777));
		return error_hint(err, "look into it, then run 'chmod go-w %s'",
				  path);
	}
	if (secret && (st->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		error_set(err, ERR_OTHER, "others can read '%s' (mode %04o)",
			  path, (unsigned)(st->st_mode & 07777));
		return error_hint(err, "run 'chmod go= %s'", path);
	}
	return true;
}

/* One without an end, like /dev/zero; a pipe has one. */
static bool file_check_kind(const char *path, const struct stat *st,
			    struct error *err)
{
	if (!S_ISCHR(st->st_mode) && !S_ISBLK(st->st_mode))
		return true;
	error_set(err, ERR_OTHER, "'%s' is a device, not a file", path);
	return error_hint(err, "use a regular file, or a pipe");
}

bool file_check_private(const char *path, bool secret, struct error *err)
{
	g_autofree char *real = NULL;
	struct stat st;
	char *resolved;

	if (stat(path, &st) < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return true;
		return error_errno(err, errno, "cannot look at '%s'", path);
	}
	if (!file_check_kind(path, &st, err) ||
	    !file_check_owner(path, &st, err) ||
	    !file_check_mode(path, &st, secret, err) ||
	    !file_check_folder(path, err))
		return false;
	/* Behind a link it is the folder of the file itself that counts. */
	resolved = realpath(path, NULL);
	if (!resolved)
		return error_errno(err, errno, "cannot look at '%s'", path);
	real = g_strdup(resolved);
	free(resolved);
	return file_check_folder(real, err);
}
