/* What a command reads whole: a file, or standard input. */
#ifndef FENTU_CMD_INPUT_H
#define FENTU_CMD_INPUT_H

#include "cmd/ctx.h"

/*
 * Read `path`, or standard input for "-": at most max_bytes. Pipes are read,
 * directories and devices are not. *ret_text is NUL-terminated beyond its
 * length and the caller's. ERR_USAGE: there is no such file, it cannot be
 * read, it is empty or too large.
 */
bool input_read(struct ctx *ctx, const char *path, size_t max_bytes,
		char **ret_text, size_t *ret_len, struct error *err) MUST_CHECK;

/* A JSON object, checked and as it stands in the file. */
bool input_object(struct ctx *ctx, const char *path, char **ret_text,
		  size_t *ret_len, struct error *err) MUST_CHECK;

#endif
