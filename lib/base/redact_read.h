/* What the beginning of a text can be read as; for redact.c alone. */
#ifndef FENTU_BASE_REDACT_READ_H
#define FENTU_BASE_REDACT_READ_H

#include <stddef.h>

/* A character of ASCII, and how many of the text spell it. */
struct unit {
	char c;
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

#endif
