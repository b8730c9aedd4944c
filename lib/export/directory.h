/*
 * The folder that an export writes into: may it be one, is it another's at the
 * moment, and could other users change what lies in it?
 */
#ifndef FENTU_EXPORT_DIRECTORY_H
#define FENTU_EXPORT_DIRECTORY_H

#include "lib/base/error.h"

/* Is there such a folder, or one that it can be made in, with its parents?
   ERR_USAGE if not. */
bool directory_check(const char *path, struct error *err) MUST_CHECK;

/* A descriptor of it; -1, with errno, when there is none. */
int directory_open(const char *path);

/* No other process may have it until the descriptor is closed; ERR_USAGE when
   one does. */
bool directory_lock(int fd, const char *path, struct error *err) MUST_CHECK;

/* Make it with its parents, by the umask, open and lock it. */
bool directory_make(const char *path, int *ret_fd,
		    struct error *err) MUST_CHECK;

/* Can others than its owner put files in the place of those in it? */
bool directory_is_shared(int fd);

#endif
