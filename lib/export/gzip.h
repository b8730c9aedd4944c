/*
 * Text as one member of a gzip file. Members stand behind each other, so that
 * a file can be gone on with at the end of any of them and becomes the same
 * bytes as if it had been written in one go. zlib does the work.
 */
#ifndef FENTU_EXPORT_GZIP_H
#define FENTU_EXPORT_GZIP_H

#include "lib/base/error.h"

/* *ret_member is owned by the caller. No time and no name are in it. */
bool gzip_member(const char *text, size_t len, GString **ret_member,
		 struct error *err) MUST_CHECK;

/* Given the text of a file, piece by piece. */
typedef bool gunzip_text_fn(void *user, const char *text, size_t len,
			    struct error *err);

/* The way back: a whole file, read piece by piece. */
struct gunzip;
struct gunzip *gunzip_new(gunzip_text_fn *text, void *user);
void gunzip_free(struct gunzip *gunzip);
static inline void gunzip_drop(struct gunzip **gunzip)
{
	gunzip_free(*gunzip);
}

/* The next piece of the file. Fails with ERR_OTHER on what zlib refuses. */
bool gunzip_take(struct gunzip *gunzip, const char *bytes, size_t len,
		 struct error *err) MUST_CHECK;

/* There is no more; fails within a member. */
bool gunzip_end(struct gunzip *gunzip, struct error *err) MUST_CHECK;

#endif
