/*
 * Does a page join what was read before? A decider without a socket.
 *
 * Pages are handed in one by one, in the order in which they were planned
 * (window.h). A page that shares a record with those before it joins them:
 * whatever existed during the whole run and lies between was read, provided
 * that the list is ordered by something that does not change. One that shares
 * none may have left a gap, since records before it were deleted meanwhile:
 * then the rows before it are read again, further and further back, until the
 * gap is closed. Records that come twice are marked as known.
 *
 * So every record that exists during the whole run is new exactly once. What
 * shows that this cannot be had is an error (ERR_PARTIAL) that says why: a
 * gap that does not close, records that change places, pages that repeat.
 *
 * The end of the list is proven: beyond the last record one more page is asked
 * for and has to be empty, and the counts have to agree with what came
 * (completeness.h). If it is not empty, the list is read on.
 *
 * A server that sends more records than were asked for ignores the size of a
 * page, so that its pages cannot overlap. The list is then read page by page
 * from its beginning, and once more; both passes have to bring the same
 * records in the same order.
 *
 * A share of a list (shard.h) begins and ends within it. Its first page joins
 * nothing; and it does not end before it has met its goal, a record where the
 * next share begins, for the list may have moved meanwhile.
 */
#ifndef FENTU_EXPORT_SEAM_H
#define FENTU_EXPORT_SEAM_H

#include "lib/api/completeness.h"
#include "lib/export/idset.h"
#include "lib/export/window.h"

enum {
	SEAM_BACK_MAX = 5,  /* repairs in a row that do not close a gap */
	SEAM_IDLE_MAX = 20, /* pages in a row without a new record */
	SEAM_EFFORT_MAX = 4 /* times as many pages as the list has */
};

struct seam_row {
	uint64_t key;
	bool has_id; /* else the key is that of its whole text: two such rows
			of one page are two records */
	bool is_new; /* set by seam_take */
};

struct seam_page {
	struct window window; /* as it was asked for */
	struct seam_row *rows;
	int64_t count;
	int64_t total;	 /* records of the list, as it says; -1: it does not */
	bool is_refused; /* it was asked for beyond the end, and refused: it
			    has no rows */
};

/* How often the list is read. */
enum seam_pass { SEAM_ONCE, SEAM_FIRST_OF_TWO, SEAM_SECOND_OF_TWO };

/* What a pass has brought, in its order. */
struct seam_sum {
	int64_t rows;
	uint64_t mark;
};

struct seam {
	struct window_rule rule; /* size_max shrinks with the server's pages */
	const char *what;	 /* "work orders"; borrowed */
	struct idset *seen;	 /* borrowed */
	/* of a share */
	int64_t from, to;   /* its rows; to 0: as far as the list goes */
	const GArray *goal; /* keys, borrowed; NULL: it has none */
	/* so far; all that a run must know to go on after another */
	int64_t end; /* the rows [0, end) of the list are covered */
	struct completeness proof;
	enum seam_pass pass;
	struct seam_sum sum[2]; /* of the two passes */
	int64_t fresh;		/* records that were new */
	int64_t duplicates; /* known ones, beyond the overlap that was meant */
	int64_t repairs;    /* pages read to close a gap */
	bool has_begun, is_done;
	bool is_ended; /* so it seems: what is beyond is asked for next */
	bool is_stale; /* pages that are under way are of no use any more; reset
			  by whoever gives them up */
	/* private */
	int64_t looks; /* pages that were looked at */
	unsigned backs, idle, clean;
	bool is_mending, is_mended, has_met;
	GArray *first;	  /* keys of the list's first page, in order */
	bool has_partial; /* the next page may be known in part (pull.h) */
	bool is_doubted;  /* there was more than the server counts */
	GArray *recent;	  /* keys of the page before, in order */
};

void seam_init(struct seam *seam, bool is_plain, const char *what,
	       struct idset *seen);
void seam_release(struct seam *seam);

/* Look at the first page of the list, which may be another's to take: it tells
   how large the server's pages are. */
bool seam_look(struct seam *seam, const struct seam_page *page,
	       struct error *err) MUST_CHECK;

/* Begin with a share, or go on with one: end and proof are set. */
void seam_share(struct seam *seam, int64_t from, int64_t to,
		const GArray *goal);

/*
 * Records that a page shares with the one before it, whose keys are `recent`,
 * stand in the same order in both; else the list is sorted by what changes,
 * and nothing can be proven by it.
 */
bool seam_check_order(const GArray *recent, const struct seam_page *page,
		      const char *what, struct error *err) MUST_CHECK;

/* A page with `count` records came that names so many pages of the window's
   size; -1: it names none. Before it is taken. */
void seam_learn_pages(struct seam *seam, struct window window, int64_t pages,
		      int64_t count);

/* The window that begins where the list seems to end. */
struct window seam_beyond(const struct seam *seam);

/* Does the list end with this page, as far as it says? */
bool seam_is_last(const struct seam_page *page, bool is_plain);

/*
 * Take a page. *ret_joins: its rows are marked, and those that are new go
 * out. Else *ret_before is to be read and taken first, then this page again.
 * With is_stale that is not needed any more: the plan (ahead.h) goes on.
 */
bool seam_take(struct seam *seam, const struct seam_page *page, bool *ret_joins,
	       struct window *ret_before, struct error *err) MUST_CHECK;

#endif
