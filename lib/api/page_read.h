/*
 * One page of a list, taken apart and looked at with suspicion.
 *
 * {"data": [...], "meta": {"current_page", "total_pages", "total_count"}}:
 * meta and each key of it may be missing, what is there must make sense.
 */
#ifndef FENTU_API_PAGE_READ_H
#define FENTU_API_PAGE_READ_H

#include "lib/base/js.h"

enum {
	PAGE_COUNT_MAX = 1000000, /* pages; a server that names more is not
				     believed */
	PAGE_GROWTH_MAX = 10	  /* times what the first page said */
};

struct page_view {
	struct js data;	     /* the array */
	int64_t count;	     /* of records in it, all of them objects */
	int64_t total_pages; /* -1: not said, or it cannot be */
	int64_t total_count; /* -1: not said */
	int64_t earlier;     /* it came as this page, the list's last; its
				records are not read. 0: it did not */
};

/* What is known when a page is read. */
struct page_expect {
	const char *what;    /* "work orders" */
	int64_t page;	     /* the one that was asked for */
	int64_t size;	     /* the most records it may have; 0: any */
	int64_t enough;	     /* with that many, more do no harm; 0: they do */
	int64_t first_pages; /* totals that the first page told; */
	int64_t first_count; /* -1: it told none */
	GArray *records;     /* of struct js: those of the page are added;
				borrowed, NULL: nobody wants them */
};

/* Fails with ERR_OTHER, naming the page and what is wrong with it; with
   ERR_PARTIAL when it contradicts the first one. */
bool page_read(struct js root, const struct page_expect *expect,
	       struct page_view *ret_view, struct error *err) MUST_CHECK;

/* A number that differs for different texts, as good as always. */
uint64_t page_mark(struct js data);

#endif
