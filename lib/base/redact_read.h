/* What the beginning of a text can be read as; for redact_match.c alone. */
#ifndef FENTU_BASE_REDACT_READ_H
#define FENTU_BASE_REDACT_READ_H

#include <glib.h>
#include <stddef.h>

/* A character, and how many bytes of the text spell it. */
struct unit {
	gunichar c;
	size_t len;
};
enum { UNITS_MAX = 8 };

struct units {
	struct unit unit[UNITS_MAX];
	size_t count;
};

/* The character that stands there, and those that it is an escape of: percent,
   backslash, HTML. All of them, since nothing says which one is meant. */
struct units redact_read(const char *at);

/* What may stand between two characters of a secret. */
enum gap {
	GAP_HIDDEN, /* what cannot be seen, and control sequences */
	GAP_LINES,  /* and tabs and line ends */
	GAP_BLANKS, /* and blanks */
	GAP_BYTES   /* and the colons and dashes between two bytes */
};

/* How much of the text that is read as `units` is such a gap: the longest;
   0: nothing. Where it is a control sequence, *ret_alone is the length of the
   character that begins it, else 0. */
size_t redact_gap(const char *at, const struct units *units, enum gap gap,
		  size_t *ret_alone);

#endif
