/*
 * What is in a file of an export, counted anew: its rows, those without an
 * id, and ids that come twice.
 *
 * The text is given in pieces, as it is read. Each row is looked at as far as
 * its format allows: JSON is checked whole. Memory is that of the longest row
 * and of the ids' keys.
 */
#ifndef FENTU_EXPORT_TALLY_H
#define FENTU_EXPORT_TALLY_H

#include <stdint.h>

#include "lib/base/error.h"

struct tally_config {
	const char *format; /* "ndjson", "csv" or "json" */
	bool has_header;    /* of csv */
	bool has_ids; /* as the member "id", or as the first cell of a line */
};

struct tally_count {
	int64_t rows;
	int64_t without_id; /* 0 unless rows have ids */
	int64_t doubled;    /* ids that were there before */
};

struct tally;

/* Fails with ERR_OTHER when there is no such format. */
bool tally_open(const struct tally_config *config, struct tally **ret_tally,
		struct error *err) MUST_CHECK;
void tally_free(struct tally *tally);
static inline void tally_drop(struct tally **tally)
{
	tally_free(*tally);
}

/* The next piece of the text. Fails with ERR_OTHER on what is no text of that
   format, or on a row of more than JS_BYTES_MAX. */
bool tally_take(struct tally *tally, const char *text, size_t len,
		struct error *err) MUST_CHECK;

/* There is no more; fails when the last row is cut off. */
bool tally_end(struct tally *tally, struct tally_count *ret_count,
	       struct error *err) MUST_CHECK;

#endif
