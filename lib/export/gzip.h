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

#endif
