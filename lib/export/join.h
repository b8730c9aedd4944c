/*
 * Do the shards of an export make a whole? A decider without files.
 *
 * Each page holds all that stood between its first record and its last when it
 * was read. So two pages that share a record leave nothing out between them,
 * whenever each was read; pages that hang together in this way, one of them at
 * the beginning of the list and one at its end, hold every record that existed
 * from the first page to the last, provided that the list is ordered by
 * something that does not change. That is what is proven here, page by page, in
 * the order of the shards. Records that come twice are marked as known.
 *
 * What hangs together with nothing is held apart until it does. What has no
 * proof is an error (ERR_PARTIAL) that says why.
 */
#ifndef FENTU_EXPORT_JOIN_H
#define FENTU_EXPORT_JOIN_H

#include "lib/export/seam.h"
#include "lib/export/shard.h"

struct join {
	const char *what;   /* "assets"; borrowed */
	bool is_plain;	    /* pages side by side: only that none is missing */
	struct idset *seen; /* borrowed */
	/* so far */
	int64_t fresh;	    /* records that were new */
	int64_t duplicates; /* known ones, beyond the overlap that was meant */
	bool has_end;	    /* it was proven up to the end of the list */
	struct completeness proof;
	/* private */
	struct idset *apart; /* what does not hang together with `seen` yet */
	bool is_joined, apart_has_end;
	int64_t end;	/* of the page before */
	int64_t covers; /* rows, of all pages */
	GArray *recent; /* keys of the page before, in order */
};

void join_init(struct join *join, bool is_plain, const char *what,
	       struct idset *seen);
void join_release(struct join *join);

/* Was a record of that key in a page? */
bool join_knows(const struct join *join, uint64_t key);

/* The next page of a shard; its rows are marked. */
bool join_page(struct join *join, const struct seam_page *page,
	       const struct shard *shard, struct error *err) MUST_CHECK;

/* The shard ends: all of it is known to hang together with those before. */
bool join_shard(struct join *join, const struct shard *shard,
		struct error *err) MUST_CHECK;

/* There are no more. Pages side by side are for the caller to judge, by
   `proof`. */
bool join_finish(struct join *join, struct error *err) MUST_CHECK;

#endif
