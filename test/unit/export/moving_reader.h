/* The inside of moving_list.h: one who reads the list. */
#ifndef FENTU_TEST_MOVING_READER_H
#define FENTU_TEST_MOVING_READER_H

#include "test/unit/export/moving_list.h"

enum { UNDER_WAY_MAX = 32 };

struct reader {
	struct moving_list *list;
	struct moving_outcome *out;
	struct seam seam;
	struct ahead ahead;
	struct seam_page page[UNDER_WAY_MAX]; /* a ring; rows NULL: not read */
	unsigned oldest;
	/* of a shard */
	GArray *taken;	       /* of struct seam_page: what goes to its file */
	struct seam_page next; /* where the next share begins */
	GArray *goal;
	struct shard shard;
	struct idset *seen;
	bool has_begun;
};

/* Read the page from the list, which changes before that. */
void reader_fetch(struct reader *r, struct seam_page *page);

/* The new ones of a page count, or go to the file. */
void reader_keep(struct reader *r, const struct seam_page *page);

/* Ask for all that may be asked for, and take the oldest. */
bool reader_step(struct reader *r, struct error *err);

#endif
