/*
 * Several writes as one run: what has become of them together, when the rest
 * is not worth trying, and what the run as a whole ends with.
 */
#ifndef FENTU_API_WRITES_H
#define FENTU_API_WRITES_H

#include "lib/api/write.h"

enum { WRITES_SILENT_MAX = 10 };

/* A zeroed one has seen none. */
struct writes {
	size_t done;
	size_t later;  /* of those: accepted, not yet confirmed (202) */
	size_t bare;   /* answered otherwise, without a record */
	size_t failed; /* the API did not do them */
	size_t unknown;
	unsigned silent_in_a_row; /* unknown, or failed for ERR_NETWORK */
	enum error_code code;	  /* of the first that failed, or rather of the
				     first that is unknown */
};

/* Count one. What certainly was not carried out counts as nothing. */
void writes_count(struct writes *writes, const struct write_result *result,
		  enum write_action action);

/*
 * Would the next fare like this one, which has been counted? So it is when it
 * was not carried out (no connection, a rate limit), when the login or a
 * permission is missing, and when WRITES_SILENT_MAX, one after the other, got
 * no answer that tells. Then *ret_why says so; the result keeps its own error
 * in the last case, and gives it away else.
 */
bool writes_are_over(const struct writes *writes, struct write_result *result,
		     struct error *ret_why);

/* Did each end well, as far as they were counted? */
static inline bool writes_are_good(const struct writes *writes)
{
	return writes->failed + writes->unknown == 0;
}

/* The code of a run that has not ended well: ERR_PARTIAL when a write was
   done. */
enum error_code writes_code(const struct writes *writes);

/* "; accepted, not yet confirmed: 2; answered without a record: 1", or "";
   owned by the caller. */
char *writes_doubts(const struct writes *writes);

/* "2 of 4 rows are done, 1 failed, of 1 the outcome is unknown"; owned by the
   caller. */
char *writes_text(const struct writes *writes, size_t total,
		  const char *plural);

#endif
