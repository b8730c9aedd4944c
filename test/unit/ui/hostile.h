/*
 * Texts that try something with a terminal, and how to tell that they failed.
 *
 * The corpus is the kinds of sequences that have been used against terminals
 * and logs; tests of cleaning and of every renderer go through all of it.
 */
#ifndef FENTU_TEST_UI_HOSTILE_H
#define FENTU_TEST_UI_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>

struct hostile {
	const char *text;
	size_t len;
	bool is_utf8; /* else it can stand in no JSON text */
};

extern const struct hostile hostile_texts[];
extern const size_t hostile_count;

/*
 * The first byte that a terminal would obey, a character that reorders or
 * hides, or a byte that is no UTF-8; NULL: none. `allowed` are control bytes
 * that may be there, such as "\n".
 */
const char *hostile_find(const char *text, size_t len, const char *allowed);

/* The same of data, in which only controls are out of place. */
const char *hostile_find_control(const char *text, size_t len,
				 const char *allowed);

#endif
