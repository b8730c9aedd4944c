#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/file.h"

enum { FILE_LOCK_POLL_MS = 10 };

/* An open file description lock: it belongs to the descriptor, so it ends
   with the process, whatever kills it, and threads do not share it. */
static bool file_lock_try(int fd, short type, const char *path, bool *ret_held,
			  struct error *err)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &whole) == 0) {
		*ret_held = true;
		return true;
	}
	if (errno != EAGAIN && errno != EACCES && errno != EINTR)
		return error_errno(err, errno, "cannot lock '%s'", path);
	*ret_held = false;
	return true;
}

/* *ret_fd is -1 when the lock could not be had in time. */
static bool file_lock_open(const char *path, short type, int wait_ms,
			   int *ret_fd, struct error *err)
{
	int64_t until_ms = clock_mono_ms(&clock_system) + wait_ms;
	bool held = false;
	AUTO(file_close)
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return error_errno(err, errno, "cannot open the lock '%s'",
				   path);
	for (;;) {
		if (!file_lock_try(fd, type, path, &held, err))
			return false;
		if (held || clock_mono_ms(&clock_system) >= until_ms)
			break;
		g_usleep(FILE_LOCK_POLL_MS * 1000UL);
	}
	*ret_fd = held ? g_steal_fd(&fd) : -1;
	return true;
}

bool file_lock_take(struct file_lock *lock, const char *path, int wait_ms,
		    bool *ret_held, struct error *err)
{
	int fd = -1;

	if (!file_lock_open(path, F_WRLCK, wait_ms, &fd, err))
		return false;
	if (fd >= 0)
		lock->fd_plus_one = fd + 1;
	*ret_held = fd >= 0;
	return true;
}

bool file_lock_await(const char *path, int wait_ms, bool *ret_free,
		     struct error *err)
{
	AUTO(file_close) int fd = -1;

	if (!file_lock_open(path, F_RDLCK, wait_ms, &fd, err))
		return false;
	*ret_free = fd >= 0;
	return true;
}

void file_lock_release(struct file_lock *lock)
{
	if (lock && lock->fd_plus_one > 0)
		(void)close(lock->fd_plus_one - 1);
	if (lock)
		lock->fd_plus_one = 0;
}
