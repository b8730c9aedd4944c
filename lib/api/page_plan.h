/*
 * Which page to ask for next, and when to stop: pure numbers.
 *
 * Pages are asked for up to `window` at once and taken in order. The first
 * one goes alone, since it tells how many there are. Nothing is asked for
 * beyond the page that fills the limit.
 */
#ifndef FENTU_API_PAGE_PLAN_H
#define FENTU_API_PAGE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

struct page_plan {
	/* the wish */
	int64_t first;	   /* page to begin with, 1 or more */
	bool is_alone;	   /* that page and no other */
	int64_t limit;	   /* records; 0: all */
	int64_t page_size; /* as asked for; 0: the server's own */
	int64_t window;
	/* what has come so far */
	int64_t next_ask, next_take;
	int64_t last; /* page that is the last, as far as is known */
	int64_t size; /* the most records that a page had */
	int64_t taken;
	int64_t came; /* records, taken or not */
	bool is_cut;  /* the limit fell into a page */
	bool is_open; /* the number of pages is not known */
};

/* What a page that has come tells. */
struct page_facts {
	int64_t count;	     /* its records */
	int64_t total_pages; /* -1: it does not say */
	int64_t total_count; /* likewise */
};

/* Fill in the wish before. */
void page_plan_begin(struct page_plan *plan);

/* May one more request start? *ret_page is its page. */
bool page_plan_ask(struct page_plan *plan, int64_t *ret_page);

/* The page next_take has come; returns how many of its records are wanted. */
int64_t page_plan_take(struct page_plan *plan, const struct page_facts *facts);

bool page_plan_is_done(const struct page_plan *plan);

/* It is done, but there may be more than was said: one further page. */
void page_plan_go_on(struct page_plan *plan);

/* Nothing more is to be asked for. */
void page_plan_end(struct page_plan *plan);

/* Are there further records behind those that were taken? */
bool page_plan_has_more(const struct page_plan *plan);

#endif
