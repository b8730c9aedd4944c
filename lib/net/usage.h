/*
 * The file in which requests are counted, one for each account.
 *
 * A command run adds one line when it ends, under a lock that several
 * processes share; a file that has grown too large is summed up and replaced.
 * It is never larger than USAGE_FILE_MAX, whatever happens. Counting is a
 * convenience: callers go on when it fails.
 */
#ifndef FENTU_NET_USAGE_H
#define FENTU_NET_USAGE_H

#include "lib/base/error.h"
#include "lib/net/usage_book.h"

enum { USAGE_FILE_MAX = 256 * 1024 };

/*
 * Add a line. `folder` is made if need be; `name` is the file's in it. A file
 * that is damaged begins anew, which *ret_renewed tells.
 */
bool usage_add(const char *folder, const char *name,
	       const struct usage_row *row, const struct usage_limit *limit,
	       bool *ret_renewed, struct error *err) MUST_CHECK;

/* Read everything; without a file the book is empty. A damaged file is
   removed, which *ret_renewed tells, and the book is empty, too. */
bool usage_load(const char *folder, const char *name,
		struct usage_book *ret_book, bool *ret_renewed,
		struct error *err) MUST_CHECK;

/* Forget the rate limit that was seen last; the counts stay. */
bool usage_forget_limit(const char *folder, const char *name,
			struct error *err) MUST_CHECK;

#endif
