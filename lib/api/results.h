/*
 * What has become of each row of a bulk run, in a file that is written as the
 * run goes.
 *
 * The file is JSON line by line. The first says what it is about: digest of
 * the first input, action, path, API, profile. Then, as it happens:
 *
 *	{"row":3,"line":4,"key":"5f...","outcome":"sent"}
 *	{"row":3,"line":4,"key":"5f...","outcome":"done","id":"wo-9"}
 *
 * The input may change between two runs: a row is known by its key
 * (row_keys.h), not by its number. Before its request goes out a row is "sent"
 * in the file, durably. So after any end, a lost machine included, a row that
 * says "sent" and nothing further may have been carried out: it is unknown.
 * The next run that ends in good order writes it so, unless it sends it again.
 * The last line of a row counts. A run that ended in good order leaves one
 * line for each row, in their order, and behind them, with null as row and
 * line, those that may not be sent again though the input has lost them.
 *
 * Of updates the last row that wrote to a record counts: what an earlier one
 * did, and what became of it, is nothing to go by any more.
 *
 * A file that is about something else is refused, and one that another process
 * is writing. A last line that was cut is dropped, unless its key can be read:
 * then its row counts as sent. Nothing further is sent once the file is not
 * there any more, or has another length than what was written.
 */
#ifndef FENTU_API_RESULTS_H
#define FENTU_API_RESULTS_H

#include <stddef.h>

#include "lib/api/row_keys.h"
#include "lib/base/redact.h"

enum results_state {
	RESULTS_OPEN, /* not sent, or certainly not carried out */
	RESULTS_SENT,
	RESULTS_DONE,
	RESULTS_FAILED,
	RESULTS_UNKNOWN
};

/* What results are about; everything is borrowed while they live. */
struct results_about {
	const char *digest; /* of the input that came first, in hex */
	const char *action; /* "create" */
	const char *path;   /* "work-orders" */
	const char *api;    /* "https://api.fentu.io/v1" */
	const char *profile;
	const struct redact *secrets; /* blotted out of what is noted; NULL:
					 none */
};

struct results;

/* Open the file of an earlier run; *ret_results is NULL when there is none.
   ERR_USAGE: it is about something else, or is no such file, or is in use. */
bool results_find(const char *path, const struct results_about *about,
		  struct results **ret_results, struct error *err) MUST_CHECK;

/*
 * Find the rows of an input in the results of an earlier run; `keys` are
 * borrowed. ERR_USAGE: rows that were sent are not there any more, and more
 * are new than are left over of what was not, so that some may be the same
 * ones, changed. With may_repeat, that does no harm.
 */
bool results_match(struct results *results, const struct row_keys *keys,
		   bool may_repeat, struct error *err) MUST_CHECK;

/* Begin a file for these rows; `keys` are borrowed. ERR_USAGE: there is one
   already. */
bool results_create(const char *path, const struct results_about *about,
		    const struct row_keys *keys, int64_t started_s,
		    struct results **ret_results, struct error *err) MUST_CHECK;

void results_free(struct results *results);
static inline void results_drop(struct results **results)
{
	results_free(*results);
}

/* Of the input that came first. */
const char *results_digest(const struct results *results);
/* When the first run began, in Unix seconds. */
int64_t results_started_s(const struct results *results);
/* The rest once the rows are known, by results_match or results_create. Of a
   row, counted from 1: */
enum results_state results_state(const struct results *results, size_t row);
const char *results_key(const struct results *results, size_t row);
size_t results_rows(const struct results *results);

/* What is noted of a row. */
struct results_note {
	size_t row;
	enum results_state state;
	const char *id;		 /* of the record; NULL: not known */
	const struct error *why; /* it is not done; NULL: it is */
};

/* Note something; it is in the file after the next results_sync. */
void results_add(struct results *results, const struct results_note *note);

/*
 * Write what was noted, and return when it is durable. Once it has failed it
 * fails for ever, and nothing further is written. Nothing is sent then, so
 * notes of RESULTS_SENT that are not durable are taken back: those rows stay
 * what they were.
 */
bool results_sync(struct results *results, struct error *err) MUST_CHECK;

/* The run has ended in good order: leave one line for each row. A file that was
   deleted meanwhile is written anew; one that took its name is left alone. Into
   one that was changed goes what is known still. */
bool results_finish(struct results *results, struct error *err) MUST_CHECK;

/* Is what was noted in the file? */
enum results_kept {
	RESULTS_KEPT,
	RESULTS_BEHIND, /* but for rows that stand there as sent */
	RESULTS_LOST	/* the file is another, or none */
};
enum results_kept results_kept(const struct results *results);

#endif
