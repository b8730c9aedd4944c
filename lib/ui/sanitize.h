/*
 * The one door through which text from outside reaches a terminal or a file.
 *
 * For people, control characters (C0, DEL, C1 in either form), bidirectional
 * controls, line and paragraph separators, characters that cannot be seen and
 * invalid UTF-8 become visible escapes such as \x1b, \u202e; so text cannot
 * move the cursor, hide itself or forge a line. In data, control characters and
 * invalid UTF-8 alone do: whatever else a record holds is kept. Idempotent:
 * what is clean stays as it is.
 *
 * U+200C and U+200D, which join letters and pictures, stay behind a character
 * that is not ASCII.
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
	/* For people. */
	SANITIZE_LINE, /* line end, tab and carriage return are escaped, too:
			  one line stays one */
	SANITIZE_TEXT, /* line ends stay, tabs become blanks */
	/* Data. */
	SANITIZE_DATA_LINE, /* as SANITIZE_LINE */
	SANITIZE_DATA	    /* line end, tab and carriage return stay: for csv,
			       where quotes hold them */
};

void sanitize_append(GString *out, const char *text, size_t len,
		     enum sanitize_mode mode);

/* The same as a string of its own; the caller frees it. */
char *sanitize(const char *text, size_t len, enum sanitize_mode mode);

/*
 * Append JSON (checked, see js.h) in which the same characters are spelled
 * \uNNNN as JSON itself spells them: it means what it meant, and no terminal
 * obeys it. Of the mode it counts whether that is for people. Costs little more
 * than a copy.
 */
void sanitize_append_json(GString *out, const char *json, size_t len,
			  enum sanitize_mode mode);

/* Would sanitize_append_json copy it as it is? */
bool sanitize_json_is_clean(const char *json, size_t len,
			    enum sanitize_mode mode);

/* Columns that clean text takes: wide characters two, combining ones none. */
unsigned sanitize_width(const char *text);

/* The longest start of clean text that fits `columns`, in bytes. Combining
   characters stay with the one they belong to. */
size_t sanitize_fit(const char *text, unsigned columns);

#endif
