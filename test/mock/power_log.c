/*
 * Notes down, for a program that loads this (LD_PRELOAD), what it does to the
 * files below a folder, in order, so that power.py can build what a loss of
 * power may have left of them.
 *
 *	POWER_FOLDER	absolute
 *	POWER_LOG	a file elsewhere; lines are added to it
 *
 * A line is the milliseconds of the monotonic clock, the name of the call and
 * its arguments: paths relative to the folder, inode numbers, bytes in hex.
 * Of a call that syncs, who made it: the addresses on the stack, innermost
 * first, as MODULE+OFFSET. Of what is sent to others, the bytes; of programs
 * that are started, the path.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define EXPORT	   __attribute__((visibility("default")))
#define REAL(name) ((__typeof__(&name))real(#name))

enum { FRAMES = 24, PATHS = 2 * PATH_MAX };

static void *real(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function)
		abort();
	return function;
}

/* The path below the folder, "." for itself; NULL: it lies elsewhere. */
static const char *below(const char *path)
{
	const char *folder = getenv("POWER_FOLDER");
	size_t len = folder ? strlen(folder) : 0;

	if (!folder || strncmp(path, folder, len) != 0 ||
	    (path[len] != '/' && path[len] != '\0'))
		return NULL;
	return path[len] ? path + len + 1 : ".";
}

/* The absolute path of a name in a folder, links in it not resolved. */
static const char *locate(int at, const char *name, char *room)
{
	char link[64], folder[PATH_MAX] = "";
	ssize_t len;

	if (*name == '/') {
		snprintf(room, PATHS, "%s", name);
		return below(room);
	}
	if (at == AT_FDCWD)
		snprintf(link, sizeof(link), "/proc/self/cwd");
	else
		snprintf(link, sizeof(link), "/proc/self/fd/%d", at);
	len = readlink(link, folder, sizeof(folder) - 1);
	if (len < 0)
		return NULL;
	folder[len] = '\0';
	while (strncmp(name, "./", 2) == 0)
		name += 2;
	if (strcmp(name, ".") == 0)
		snprintf(room, PATHS, "%s", folder);
	else
		snprintf(room, PATHS, "%s/%s", folder, name);
	return below(room);
}

/* The inode of what is open; 0: it lies elsewhere, or is no file. */
static unsigned long inode(int fd)
{
	char link[64], path[PATH_MAX];
	struct stat st;
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (len < 0)
		return 0;
	path[len] = '\0';
	if (!below(path) || fstat(fd, &st) < 0)
		return 0;
	return S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) ? st.st_ino : 0;
}

static void put(const char *head, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t head_len = strlen(head), size = head_len + 2 * len + 1;
	char *line = malloc(size), *at = line + head_len;
	int fd = REAL(open)(getenv("POWER_LOG"),
			    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0 || !line)
		abort();
	memcpy(line, head, head_len);
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = ((const unsigned char *)bytes)[i];

		*at++ = digits[byte >> 4];
		*at++ = digits[byte & 15];
	}
	*at = '\n';
	if (REAL(write)(fd, line, size) != (ssize_t)size)
		abort();
	close(fd);
	free(line);
}

__attribute__((format(printf, 3, 4))) static void note(const void *bytes,
						       size_t len,
						       const char *fmt, ...)
{
	int before = errno;
	char head[2 * PATHS];
	struct timespec now;
	va_list args;
	int used;

	clock_gettime(CLOCK_MONOTONIC, &now);
	used = snprintf(head, sizeof(head), "%lld ",
			(long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
	va_start(args, fmt);
	vsnprintf(head + used, sizeof(head) - (size_t)used, fmt, args);
	va_end(args);
	put(head, bytes, len);
	errno = before;
}

/* ---- files ---- */

static int open_noted(int at, const char *name, int flags, mode_t mode)
{
	char room[PATHS];
	const char *path = locate(at, name, room);
	bool was_there = faccessat(at, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	int fd = REAL(openat)(at, name, flags, mode);
	struct stat st;

	if (fd < 0 || !path || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return fd;
	if (!was_there)
		note(NULL, 0, "create %lu %o %s", st.st_ino,
		     (unsigned)st.st_mode & 07777, path);
	else if (flags & O_TRUNC)
		note(NULL, 0, "truncate %lu 0", st.st_ino);
	return fd;
}

#define MODE_OF(flags, mode)                                                   \
	do {                                                                   \
		va_list args;                                                  \
		va_start(args, flags);                                         \
		if ((flags) & (O_CREAT | O_TMPFILE))                           \
			mode = va_arg(args, mode_t);                           \
		va_end(args);                                                  \
	} while (0)

EXPORT int open(const char *name, int flags, ...)
{
	mode_t mode = 0;

	MODE_OF(flags, mode);
	return open_noted(AT_FDCWD, name, flags, mode);
}

EXPORT int openat(int at, const char *name, int flags, ...)
{
	mode_t mode = 0;

	MODE_OF(flags, mode);
	return open_noted(at, name, flags, mode);
}

EXPORT ssize_t write(int fd, const void *bytes, size_t len)
{
	unsigned long number = len > 0 ? inode(fd) : 0;
	int flags = number ? fcntl(fd, F_GETFL) : 0;
	off_t at = 0;
	ssize_t done;

	if (number)
		at = lseek(fd, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR);
	done = REAL(write)(fd, bytes, len);
	if (number && done > 0)
		note(bytes, (size_t)done, "write %lu %lld ", number,
		     (long long)at);
	return done;
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	unsigned long number = inode(fd);
	ssize_t done = REAL(pwrite)(fd, bytes, len, at);

	if (number && done > 0)
		note(bytes, (size_t)done, "write %lu %lld ", number,
		     (long long)at);
	return done;
}

EXPORT int ftruncate(int fd, off_t size)
{
	unsigned long number = inode(fd);
	int failed = REAL(ftruncate)(fd, size);

	if (number && failed == 0)
		note(NULL, 0, "truncate %lu %lld", number, (long long)size);
	return failed;
}

EXPORT int fchmod(int fd, mode_t mode)
{
	unsigned long number = inode(fd);
	int failed = REAL(fchmod)(fd, mode);

	if (number && failed == 0)
		note(NULL, 0, "chmod %lu %o", number, (unsigned)mode);
	return failed;
}

/* ---- names ---- */

EXPORT int renameat(int at, const char *from, int to_at, const char *to)
{
	char room[PATHS], to_room[PATHS];
	const char *path = locate(at, from, room);
	const char *to_path = locate(to_at, to, to_room);
	int failed = REAL(renameat)(at, from, to_at, to);

	if (failed == 0 && path && to_path)
		note(NULL, 0, "rename %s\t%s", path, to_path);
	return failed;
}

EXPORT int rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

EXPORT int linkat(int at, const char *from, int to_at, const char *to,
		  int flags)
{
	char room[PATHS], to_room[PATHS];
	const char *path = locate(at, from, room);
	const char *to_path = locate(to_at, to, to_room);
	int failed = REAL(linkat)(at, from, to_at, to, flags);

	if (failed == 0 && path && to_path)
		note(NULL, 0, "link %s\t%s", path, to_path);
	return failed;
}

EXPORT int link(const char *from, const char *to)
{
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

EXPORT int unlinkat(int at, const char *name, int flags)
{
	char room[PATHS];
	const char *path = locate(at, name, room);
	int failed = REAL(unlinkat)(at, name, flags);

	if (failed == 0 && path)
		note(NULL, 0, "unlink %s", path);
	return failed;
}

EXPORT int unlink(const char *name)
{
	return unlinkat(AT_FDCWD, name, 0);
}

EXPORT int mkdirat(int at, const char *name, mode_t mode)
{
	char room[PATHS];
	const char *path = locate(at, name, room);
	int failed = REAL(mkdirat)(at, name, mode);
	struct stat st;

	if (failed == 0 && path &&
	    fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		note(NULL, 0, "mkdir %lu %o %s", st.st_ino,
		     (unsigned)st.st_mode & 07777, path);
	return failed;
}

EXPORT int mkdir(const char *name, mode_t mode)
{
	return mkdirat(AT_FDCWD, name, mode);
}

/* ---- what makes it last ---- */

static void note_sync(unsigned long number)
{
	void *frame[FRAMES];
	char text[FRAMES * 64] = "";
	int count = backtrace(frame, FRAMES);
	size_t used = 0;

	/* the first two are our own */
	for (int i = 2; i < count; i++) {
		Dl_info info;
		const char *name;

		if (!dladdr(frame[i], &info) || !info.dli_fname)
			continue;
		name = strrchr(info.dli_fname, '/');
		used += (size_t)snprintf(
			text + used, sizeof(text) - used, " %s+0x%lx",
			name ? name + 1 : info.dli_fname,
			(unsigned long)((char *)frame[i] -
					(char *)info.dli_fbase - 1));
	}
	note(NULL, 0, "sync %lu%s", number, text);
}

__attribute__((noinline)) static int synced(int failed, int fd)
{
	unsigned long number = failed == 0 ? inode(fd) : 0;

	if (number)
		note_sync(number);
	return failed;
}

EXPORT int fsync(int fd)
{
	return synced(REAL(fsync)(fd), fd);
}

EXPORT int fdatasync(int fd)
{
	return synced(REAL(fdatasync)(fd), fd);
}

/* ---- what others know from then on ---- */

EXPORT int execve(const char *path, char *const argv[], char *const env[])
{
	note(NULL, 0, "exec %s", path);
	return REAL(execve)(path, argv, env);
}

EXPORT ssize_t send(int fd, const void *bytes, size_t len, int flags)
{
	ssize_t done = REAL(send)(fd, bytes, len, flags);

	if (done > 0)
		note(bytes, (size_t)done, "send ");
	return done;
}
