/*
 * The inside of cache.h: the folders that replies are kept in, and what is
 * done to them as a whole.
 */
#ifndef FENTU_NET_CACHE_FOLDER_H
#define FENTU_NET_CACHE_FOLDER_H

#include <stddef.h>

#include "lib/base/error.h"

/* Of one account. */
enum { CACHE_ENTRIES_MAX = 2000 };
#define CACHE_BYTES_MAX (INT64_C(64) * 1024 * 1024)

/* Open an account's folder, and make it if need be. Fails for folders that are
   not one's own or that others can look into, and for links. The caller closes
   *ret_fd. */
bool cache_folder_open(const char *folder, const char *account, int *ret_fd,
		       struct error *err) MUST_CHECK;

/* Put a file into it, whole or not at all; it need not outlive a power cut. */
bool cache_folder_write(int fd, const char *name, const GString *text,
			struct error *err) MUST_CHECK;

/* Let nobody find an account's folder any more, and remove it. True also when
   there is none. */
bool cache_folder_drop(const char *folder, const char *account,
		       struct error *err) MUST_CHECK;

/* Remove what is too old or too much, and what somebody who was killed left
   behind. As far as it can be done. */
void cache_folder_sweep(const char *folder, const char *account,
			int64_t now_unix_s);

/* Pure: how many of these are to go, the oldest of which come first. */
struct cache_file {
	char *name;
	int64_t kept_unix_s;
	int64_t size;
};
size_t cache_folder_excess(const struct cache_file *files, size_t count,
			   int64_t now_unix_s);

#endif
