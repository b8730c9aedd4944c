/* The inside of results.h, for results*.c alone. */
#ifndef FENTU_API_RESULTS_PART_H
#define FENTU_API_RESULTS_PART_H

#include "lib/api/results_line.h"

/* What an earlier run left of a row. */
struct results_past {
	enum results_state state;
	bool is_listed; /* was it in the input still? */
	char *id;	/* of the record; NULL: not known */
	const char *line;
};

struct results {
	char *path;
	int fd; /* holds the lock */
	struct results_about about;
	struct results_head head;
	GHashTable *past; /* NULL once it is matched */
	const struct row_keys *keys;
	unsigned char *states; /* of enum results_state, by row - 1 */
	GString *pending;
	size_t sent_at; /* where in `pending` notes of what is about to be sent
			   begin */
	bool is_broken;
	bool is_changed; /* by something else: it holds not what was noted */
	bool is_gone;	 /* its name leads to nothing any more, or elsewhere */
};

/* By key, of struct results_past. */
GHashTable *results_past_new(void);
/* Take a line in, which is borrowed; the last one of a row counts. */
bool results_past_add(GHashTable *all, const char *line, size_t len,
		      struct error *err) MUST_CHECK;
/* Of updates: what a later row wrote to the same record, or may have, undoes
   what an earlier one did. */
void results_past_settle(GHashTable *all);

/* False: the file is not what its name leads to any more. Notes that rows are
   about to be sent are dropped then. */
bool results_check_there(struct results *results, struct error *err) MUST_CHECK;

/* May it not be sent again unasked? */
static inline bool results_is_settled(enum results_state state)
{
	return state == RESULTS_SENT || state == RESULTS_DONE ||
	       state == RESULTS_UNKNOWN;
}

#endif
