/*
 * Is a list complete? The one rule, applied by lists, exports, shards and
 * their merge alike: a decider without a socket.
 *
 * What speaks for it is collected while the pages come: the distinct records,
 * the first and the last count that the server named, how much the count
 * changed from answer to answer, and what was answered beyond the last
 * record. The list is complete when
 *
 * - the answer beyond the last record was empty. A refusal (400, 404, 422) will
 *   do where the counts agree. Lists that are shown go by the counts alone, and
 *   ask only when those disagree;
 * - the smaller of the two counts does not exceed the records, nor the records
 *   the larger one, by more than the changes of the count;
 * - no page repeats another, and none was redirected to another address.
 *
 * Where no count is named, the records may not be fewer than the number of
 * pages says; where neither is, the empty answer alone counts. Of a list that
 * was wanted up to a limit, records may be lacking only behind it.
 */
#ifndef FENTU_API_COMPLETENESS_H
#define FENTU_API_COMPLETENESS_H

#include "lib/base/error.h"

enum list_end {
	LIST_END_UNASKED, /* nothing was asked beyond the last record */
	LIST_END_EMPTY,
	LIST_END_REFUSED
};

/* Do changes of the count excuse a difference? */
enum list_excuse {
	LIST_EXCUSE_CHANGES, /* as the server named them */
	LIST_EXCUSE_NONE,    /* pages side by side: a row that moves is lost */
	LIST_MUST_STAND	     /* the count must not change at all */
};

struct completeness {
	const char *what; /* "assets"; borrowed */
	bool is_part;	  /* not all of it was asked for: counts say nothing, */
	int64_t limit;	  /* but for the first so many; 0: none is wanted */
	bool needs_end;	  /* the answer beyond the last record is needed */
	enum list_excuse excuse;
	/* what was seen */
	int64_t rows;			 /* distinct records */
	int64_t first_total, last_total; /* -1: no count was named */
	int64_t changes; /* of the count, their sizes added up */
	int64_t least;	 /* records, by the number of pages; -1: not named */
	enum list_end end;
	int64_t page, repeats; /* that page repeats this one; 0: none does */
	bool is_redirected;    /* that page was, to another address */
};

/* Nothing was seen yet. */
void completeness_init(struct completeness *seen, const char *what);

/* An answer came that names this count; -1: it names none. */
void completeness_count(struct completeness *seen, int64_t total);

/* An answer came that names so many pages, of `size` records each but the last;
   pages -1: it names none. */
void completeness_pages(struct completeness *seen, int64_t pages, int64_t size);

/* Is that the status of a page beyond the end, which may be refused? */
bool completeness_is_refusal(int http_status);

/* Do the counts agree with the records? True when none was named. */
bool completeness_agrees(const struct completeness *seen);

/* Do the counts contradict the records, or was none named? Of a part, rows may
   be missing, and none is too many. */
bool completeness_is_doubtful(const struct completeness *seen);

/* Fails with ERR_PARTIAL: the reason, with the numbers. */
bool completeness_check(const struct completeness *seen,
			struct error *err) MUST_CHECK;

#endif
