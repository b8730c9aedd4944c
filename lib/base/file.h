/*
 * Files as fentu treats them: private from creation, replaced as a whole,
 * locked by the kernel, read with a ceiling.
 *
 * Directories are created 0700 and files 0600 under any umask. A replacement
 * is written beside the old file, synced, renamed over it and the directory
 * synced, so that a reader or a crash never sees half a file.
 */
#ifndef FENTU_BASE_FILE_H
#define FENTU_BASE_FILE_H

#include <stddef.h>

#include "lib/base/error.h"

/* Create a directory and its missing parents, each 0700. */
bool file_make_dir(const char *path, struct error *err) MUST_CHECK;

/*
 * Open a regular file for reading. *ret_fd is -1 when there is no such file;
 * the caller closes it. Directories, devices and FIFOs are refused.
 */
bool file_open(const char *path, int *ret_fd, struct error *err) MUST_CHECK;

/*
 * Read a regular file of at most `max_bytes`. *ret_text is NUL-terminated
 * beyond its length and owned by the caller; *ret_found is false (and the
 * text NULL) when there is no such file. Larger files, directories and
 * devices are refused.
 */
bool file_read(const char *path, size_t max_bytes, char **ret_text,
	       size_t *ret_len, bool *ret_found, struct error *err) MUST_CHECK;

/* Replace a file (mode 0600) or create it, whole or not at all. */
bool file_write(const char *path, const char *text, size_t len,
		struct error *err) MUST_CHECK;

/* Remove a file, and what writers of it that were killed have left beside it;
   it is no error if there is none. Only where nobody writes it meanwhile. */
bool file_remove(const char *path, struct error *err) MUST_CHECK;

/*
 * Refuse a file that people other than its owner and root could have written,
 * or that lies in a folder where they could (a sticky folder such as /tmp
 * excepted), or that belongs to another user. `secret`: refuse one that
 * others can read, too. A file that does not exist passes.
 */
bool file_check_private(const char *path, bool secret,
			struct error *err) MUST_CHECK;

/* A lock that the kernel gives back when its owner dies in any way. */
struct file_lock {
	int fd_plus_one; /* 0: not held, so that a zeroed struct is valid */
};

/*
 * Take the lock `path` (created 0600, never removed), waiting at most
 * `wait_ms`. *ret_held is false when someone else still has it by then.
 */
bool file_lock_take(struct file_lock *lock, const char *path, int wait_ms,
		    bool *ret_held, struct error *err) MUST_CHECK;
void file_lock_release(struct file_lock *lock);

/*
 * Wait until nobody has the lock, at most `wait_ms`; any number of processes
 * find that out at the same moment, and none of them holds it afterwards.
 * *ret_free is false when someone still has it.
 */
bool file_lock_await(const char *path, int wait_ms, bool *ret_free,
		     struct error *err) MUST_CHECK;

/* For AUTO: closes *fd unless it is negative. */
void file_close(int *fd);

/* Write all bytes; EINTR and short writes are handled. */
bool file_write_all(int fd, const void *bytes, size_t len, const char *what,
		    struct error *err) MUST_CHECK;

#endif
