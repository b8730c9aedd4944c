/*
 * The inside of page_each: a list that is being read, and its requests.
 */
#ifndef FENTU_API_PAGE_ASK_H
#define FENTU_API_PAGE_ASK_H

#include "lib/api/page.h"
#include "lib/api/page_plan.h"
#include "lib/api/page_read.h"

/* A page on its way, or one that waits for its turn. Its address is the tag
   of its request. */
struct page_slot {
	int64_t page;
	bool has_ended;
	struct http_reply http; /* when error.code is ERR_NONE */
	struct error error;
};

struct page_reading {
	const struct api *api;
	const struct page_query *query;
	struct page_plan plan;
	struct page_expect expect;
	int64_t first_asked_unix_ms; /* 0: it has not come yet */
	struct completeness seen;
	bool is_beyond;	 /* the next page may be one beyond the end */
	unsigned empty;	 /* pages without a record, one after the other */
	unsigned stuck;	 /* such pages, one after the other, that held only
			    what was known */
	GHashTable *ids; /* of the records so far, when all are wanted */
	struct page_slot slot[PAGE_CONCURRENCY_MAX];
	bool has_failed;   /* a page did; no further ones are asked for */
	GHashTable *marks; /* of the pages so far, to their numbers */
	GArray *records;   /* of struct js: of the page whose turn it is */
};

/* Where a page waits for its turn; what it holds is released. */
struct page_slot *page_slot_of(struct page_reading *r, int64_t page);
void page_slot_clear(struct page_slot *slot);

/* The size to ask for; 0: none is asked for. */
int64_t page_size_to_ask(const struct page_query *query);

/* Ask for all pages that may be asked for. */
bool page_ask_all(struct page_reading *r, struct error *err) MUST_CHECK;

/* Wait until some page has come or failed, and keep it until its turn. */
bool page_receive(struct page_reading *r, struct error *err) MUST_CHECK;

#endif
