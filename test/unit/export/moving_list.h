/*
 * A list that changes while it is read, and a reader of it: the model that
 * the decisions of an export are tried on. No sockets, no clock.
 *
 * Records are numbers, in the order of their numbers or the other way round.
 * Between any two pages that are read some are inserted and deleted, by a
 * seed. A record that is there from the first page to the last is "steady".
 */
#ifndef FENTU_TEST_MOVING_LIST_H
#define FENTU_TEST_MOVING_LIST_H

#include "lib/export/ahead.h"
#include "lib/export/join.h"

/* What a server says of the count that is not so, and what is wrong with its
   pages. */
enum count_lie {
	COUNT_TRUE,
	COUNT_ABSENT,
	COUNT_ZERO,
	COUNT_TOO_SMALL,
	COUNT_TOO_LARGE,
	COUNT_WANDERS,
	COUNT_LIES
};
enum page_lie {
	PAGE_TRUE,
	PAGE_REPEATS_FIRST,
	PAGE_REPEATS_LAST, /* beyond the end */
	PAGE_EMPTY,
	PAGE_SHORT,
	PAGE_IGNORES_SIZE, /* each has page_cap records */
	PAGE_LIES
};

struct moving_list {
	GRand *rand;
	GArray *ids;	   /* of guint32, in the order of the list */
	GArray *gone;	   /* by id: was it deleted? */
	guint32 first_new; /* ids from here on came later */
	guint32 next_id;
	bool newest_first;
	int changes_max;  /* between two pages */
	int64_t page_cap; /* the server's own largest page */
	bool tells;	  /* has totals */
	enum count_lie count_lie;
	enum page_lie page_lie;
	gint32 one_in; /* so many pages are wrong; 1: all, but for the first */
};

struct moving_outcome {
	GArray *times; /* by id: how often it was new */
	int64_t requests;
	int64_t plain; /* what pages side by side would take */
	int64_t duplicates, repairs;
};

struct moving_list moving_list_make(guint32 seed, guint32 records,
				    bool newest_first, int changes_max);
void moving_list_release(struct moving_list *list);

/* Read it with so many pages under way. */
bool moving_list_read(struct moving_list *list, unsigned concurrency,
		      bool is_plain, struct moving_outcome *ret_outcome,
		      struct error *err);

/* The same in shards, which take turns (together) or follow each other in some
   order, and are then joined. */
bool moving_list_read_shards(struct moving_list *list, unsigned concurrency,
			     guint count, bool together,
			     struct moving_outcome *ret_outcome,
			     struct error *err);
void moving_outcome_release(struct moving_outcome *outcome);

/* How many steady records were lost, and how many of all came twice. */
int64_t moving_list_lost(const struct moving_list *list,
			 const struct moving_outcome *outcome);
int64_t moving_list_doubled(const struct moving_outcome *outcome);

#endif
