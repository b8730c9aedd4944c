/*
 * The one door through which text from outside reaches a terminal.
 *
 * Control characters (C0, DEL, C1 in either form), bidirectional controls,
 * line and paragraph separators, tag characters and invalid UTF-8 become
 * visible escapes such as \x1b, \u202e; so text cannot move the cursor, hide
 * itself or forge a line. Idempotent.
 */
#ifndef FENTU_UI_SANITIZE_H
#define FENTU_UI_SANITIZE_H

#include <stddef.h>

#include "lib/base/auto.h"

enum sanitize_mode {
	SANITIZE_LINE, /* line end and tab are escaped, too: one line stays one
			*/
	SANITIZE_TEXT  /* line end and tab stay */
};

void sanitize_append(GString *out, const char *text, size_t len,
		     enum sanitize_mode mode);
char *sanitize(const char *text, size_t len, enum sanitize_mode mode);

/* Columns that clean text takes: wide characters two, combining ones none. */
unsigned sanitize_width(const char *text);

/* The longest start of clean text that fits `columns`, in bytes; with an
   ellipsis kept in mind by the caller. */
size_t sanitize_fit(const char *text, unsigned columns);

#endif
