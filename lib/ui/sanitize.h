/*
 * The one door through which text from outside reaches a terminal.
 *
 * Control characters (C0, DEL, C1 in either form), bidirectional controls,
 * line and paragraph separators, tag characters and invalid UTF-8 become
 * visible escapes such as \x1b, \u202e; so text cannot move the cursor, hide
 * itself or forge a line. Idempotent: what is clean stays as it is.
 *
 * A byte is escaped as \xNN (a control character below 0x80, or a byte that
 * is no UTF-8), a character above as \uNNNN or \UNNNNNNNN.
 */
#ifndef FENTU_UI_SANITIZE_H
#define FENTU_UI_SANITIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/auto.h"

enum sanitize_mode {
	SANITIZE_LINE,	/* line end, tab and carriage return are escaped, too:
			   one line stays one */
	SANITIZE_TEXT,	/* line end and tab stay */
	SANITIZE_QUOTED /* line end, tab and carriage return stay: for csv,
			   where quotes hold them */
};

void sanitize_append(GString *out, const char *text, size_t len,
		     enum sanitize_mode mode);

/* The same as a string of its own; the caller frees it. */
char *sanitize(const char *text, size_t len, enum sanitize_mode mode);

/*
 * Append JSON (checked, see js.h) in which the same characters are spelled
 * \uNNNN as JSON itself spells them: it means what it meant, and no terminal
 * obeys it. Costs little more than a copy.
 */
void sanitize_append_json(GString *out, const char *json, size_t len);

/* Would sanitize_append_json copy it as it is? */
bool sanitize_json_is_clean(const char *json, size_t len);

/* Columns that clean text takes: wide characters two, combining ones none. */
unsigned sanitize_width(const char *text);

/* The longest start of clean text that fits `columns`, in bytes. Combining
   characters stay with the one they belong to. */
size_t sanitize_fit(const char *text, unsigned columns);

#endif
