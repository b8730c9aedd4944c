/*
 * A disk with little room, for a program that loads this (LD_PRELOAD): of
 * each write as much is done as fits, the rest is refused as a full disk
 * refuses it.
 *
 *	SMALL_DISK_FOLDER	absolute; the files below it lie on the disk
 *	SMALL_DISK_ROOM		so many bytes can be written there
 *	SMALL_DISK_PIECE	and so many by one call
 */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_on_disk(int fd)
{
	const char *folder = getenv("SMALL_DISK_FOLDER");
	char link[64], path[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (!folder || len < 0)
		return false;
	path[len] = '\0';
	return strncmp(path, folder, strlen(folder)) == 0;
}

static size_t number(const char *name)
{
	const char *text = getenv(name);

	return text ? (size_t)strtoull(text, NULL, 10) : SIZE_MAX;
}

__attribute__((visibility("default"))) ssize_t write(int fd, const void *bytes,
						     size_t len)
{
	static size_t used;
	static ssize_t (*real)(int, const void *, size_t);
	size_t room;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "write");
	if (len == 0 || !is_on_disk(fd))
		return real(fd, bytes, len);
	room = number("SMALL_DISK_ROOM") - used;
	if (room == 0) {
		errno = ENOSPC;
		return -1;
	}
	if (len > room)
		len = room;
	if (len > number("SMALL_DISK_PIECE"))
		len = number("SMALL_DISK_PIECE");
	used += len;
	return real(fd, bytes, len);
}
