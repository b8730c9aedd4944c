#include "lib/export/part.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "lib/base/file.h"

enum { CHUNK = 64 * 1024 };

static uint32_t crc_of(uint32_t crc, const void *bytes, size_t len)
{
	return (uint32_t)crc32_z(crc, bytes, len);
}

/* What a run that ends by a umask of its own would have: as other programs
   create files. */
static mode_t usual_mode(void)
{
	mode_t mask = umask(0077);

	(void)umask(mask);
	return 0666 & ~mask;
}

static void name_it(struct part *part, int folder_fd, const char *name)
{
	*part = (struct part){
		.folder_fd = folder_fd,
		.name = g_strdup(name),
		.part_name = g_strdup_printf(".%s.part", name),
		.sha256 = digest_new(),
	};
}

static bool open_it(struct part *part, int flags, struct error *err)
{
	struct stat st;
	int fd = openat(part->folder_fd, part->part_name,
			flags | O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
			0600);

	if (fd < 0)
		return error_errno(err, errno, "cannot open '%s'",
				   part->part_name);
	part->fd_plus_one = fd + 1;
	if (fstat(fd, &st) < 0)
		return error_errno(err, errno, "cannot look at '%s'",
				   part->part_name);
	return S_ISREG(st.st_mode) ||
	       error_set(err, ERR_OTHER, "'%s' is not a regular file",
			 part->part_name);
}

bool part_create(struct part *part, int folder_fd, const char *name,
		 struct error *err)
{
	name_it(part, folder_fd, name);
	return part_remove(folder_fd, name, err) &&
	       open_it(part, O_CREAT | O_EXCL, err);
}

static void count(struct part *part, const void *bytes, size_t len)
{
	part->bytes += (int64_t)len;
	part->crc = crc_of(part->crc, bytes, len);
	digest_add(part->sha256, bytes, len);
}

/* Read so many bytes, and count them. */
static bool read_again(struct part *part, int64_t bytes, struct error *err)
{
	g_autofree char *chunk = g_malloc(CHUNK);

	while (part->bytes < bytes) {
		size_t want = (size_t)MIN(CHUNK, bytes - part->bytes);
		ssize_t got = read(part->fd_plus_one - 1, chunk, want);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "cannot read '%s'",
					   part->part_name);
		if (got == 0)
			return error_set(err, ERR_OTHER,
					 "'%s' is shorter than what was "
					 "written to it",
					 part->part_name);
		count(part, chunk, (size_t)got);
	}
	return true;
}

bool part_resume(struct part *part, int folder_fd, const char *name,
		 int64_t bytes, uint32_t crc, struct error *err)
{
	name_it(part, folder_fd, name);
	if (!open_it(part, 0, err) || !read_again(part, bytes, err))
		return false;
	if (part->crc != crc)
		return error_set(err, ERR_OTHER,
				 "'%s' is not what was written to it",
				 part->part_name);
	while (ftruncate(part->fd_plus_one - 1, bytes) < 0)
		if (errno != EINTR)
			return error_errno(err, errno, "cannot cut '%s'",
					   part->part_name);
	if (lseek(part->fd_plus_one - 1, bytes, SEEK_SET) != bytes)
		return error_errno(err, errno, "cannot go on in '%s'",
				   part->part_name);
	return true;
}

bool part_write(struct part *part, const char *bytes, size_t len,
		struct error *err)
{
	g_autofree char *what = g_strdup_printf("'%s'", part->part_name);

	part->is_synced = false;
	if (!file_write_all(part->fd_plus_one - 1, bytes, len, what, err))
		return false;
	count(part, bytes, len);
	return true;
}

bool part_sync(struct part *part, struct error *err)
{
	if (part->is_synced)
		return true;
	while (fsync(part->fd_plus_one - 1) < 0)
		if (errno != EINTR)
			return error_errno(err, errno, "cannot sync '%s'",
					   part->part_name);
	part->is_synced = true;
	return true;
}

bool part_end(struct part *part, struct error *err)
{
	if (part->is_ended)
		return true;
	if (fchmod(part->fd_plus_one - 1, usual_mode()) < 0)
		return error_errno(err, errno, "cannot set the mode of '%s'",
				   part->part_name);
	part->is_synced = false;
	part->is_ended = part_sync(part, err);
	return part->is_ended;
}

/* After EINTR the descriptor is gone all the same. */
static bool close_it(struct part *part, struct error *err)
{
	int fd = part->fd_plus_one - 1;

	part->fd_plus_one = 0;
	if (close(fd) < 0 && errno != EINTR)
		return error_errno(err, errno, "cannot close '%s'",
				   part->part_name);
	return true;
}

bool part_sync_folder(int folder_fd, struct error *err)
{
	/* Some file systems cannot sync a folder and say EINVAL. */
	while (fsync(folder_fd) < 0)
		if (errno == EINVAL)
			break;
		else if (errno != EINTR)
			return error_errno(err, errno,
					   "cannot sync the folder");
	return true;
}

void part_rename(struct part *part, const char *name)
{
	char *copy = g_strdup(name);

	g_free(part->name);
	part->name = copy;
}

bool part_commit(struct part *part, struct error *err)
{
	if (!part_end(part, err) || !close_it(part, err))
		return false;
	while (renameat(part->folder_fd, part->part_name, part->folder_fd,
			part->name) < 0)
		if (errno != EINTR)
			return error_errno(err, errno, "cannot replace '%s'",
					   part->name);
	return part_sync_folder(part->folder_fd, err);
}

bool part_fits(int folder_fd, const char *name, int64_t bytes, uint32_t crc,
	       int64_t end_bytes, uint32_t end_crc)
{
	g_autofree char *part_name = g_strdup_printf(".%s.part", name);
	g_autofree char *chunk = g_malloc(CHUNK);
	AUTO(file_close)
	int fd = openat(folder_fd, part_name,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	while (fd >= 0 && bytes < end_bytes) {
		size_t want = (size_t)MIN(CHUNK, end_bytes - bytes);
		ssize_t got = pread(fd, chunk, want, bytes);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		crc = crc_of(crc, chunk, (size_t)got);
		bytes += got;
	}
	return fd >= 0 && bytes == end_bytes && crc == end_crc;
}

void part_release(struct part *part)
{
	if (part->fd_plus_one > 0)
		(void)close(part->fd_plus_one - 1); /* nothing is promised */
	digest_free(part->sha256);
	g_free(part->name);
	g_free(part->part_name);
	*part = (struct part){ 0 };
}

bool part_remove(int folder_fd, const char *name, struct error *err)
{
	g_autofree char *part_name = g_strdup_printf(".%s.part", name);

	if (unlinkat(folder_fd, part_name, 0) < 0 && errno != ENOENT)
		return error_errno(err, errno, "cannot remove '%s'", part_name);
	return true;
}

bool part_check_place(int folder_fd, const char *name, struct error *err)
{
	struct stat st;

	if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno == ENOENT)
			return true;
		return error_errno(err, errno, "cannot look at '%s'", name);
	}
	if (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode))
		return true;
	error_set(err, ERR_OTHER, "'%s' is there and is not a file", name);
	return error_hint(err, "move it away, or choose another --dir");
}

bool part_digest(int folder_fd, const char *name, char **ret_sha256,
		 int64_t *ret_bytes, struct error *err)
{
	AUTO(part_release) struct part part = { 0 };
	struct stat st;

	name_it(&part, folder_fd, name);
	g_free(part.part_name);
	part.part_name = g_strdup(name);
	part.fd_plus_one =
		openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK) + 1;
	if (part.fd_plus_one == 0 || fstat(part.fd_plus_one - 1, &st) < 0)
		return error_errno(err, errno, "cannot open '%s'", name);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERR_OTHER, "'%s' is not a regular file",
				 name);
	if (!read_again(&part, st.st_size, err) ||
	    !digest_end(part.sha256, ret_sha256, err))
		return false;
	*ret_bytes = part.bytes;
	return true;
}
