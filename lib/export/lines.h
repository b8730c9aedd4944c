/*
 * The lines of a file, as text or in gzip, one at a time. Its first byte tells
 * which.
 */
#ifndef FENTU_EXPORT_LINES_H
#define FENTU_EXPORT_LINES_H

#include "lib/base/error.h"

struct lines;

/* A regular file of a folder; the name is copied. */
bool lines_open(int folder_fd, const char *name, struct lines **ret_lines,
		struct error *err) MUST_CHECK;
void lines_free(struct lines *lines);
static inline void lines_drop(struct lines **lines)
{
	lines_free(*lines);
}

/* Append the next line without its end. *ret_found is false when there is no
   further one. Fails when the last one has no end, when a line is longer than
   `max_bytes`, or when the file cannot be read. */
bool lines_next(struct lines *lines, size_t max_bytes, GString *line,
		bool *ret_found, struct error *err) MUST_CHECK;

#endif
