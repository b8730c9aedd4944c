/* The inside of results.h, for results*.c alone. */
#ifndef FENTU_API_RESULTS_PART_H
#define FENTU_API_RESULTS_PART_H

#include "lib/api/results_line.h"

/* What an earlier run left of a row. */
struct results_past {
	enum results_state state;
	bool is_listed; /* was it in the input still? */
};

struct results {
	char *path;
	int fd; /* holds the lock */
	struct results_about about;
	struct results_head head;
	GHashTable *past; /* by key, of struct results_past; NULL once it is
			     matched */
	const struct row_keys *keys;
	unsigned char *states; /* of enum results_state, by row - 1 */
	GString *pending;
	size_t sent_at; /* where in `pending` notes of what is about to be sent
			   begin */
	bool is_broken;
};

/* May it not be sent again unasked? */
static inline bool results_is_settled(enum results_state state)
{
	return state == RESULTS_SENT || state == RESULTS_DONE ||
	       state == RESULTS_UNKNOWN;
}

#endif
