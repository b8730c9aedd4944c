/*
 * Lists: pages fetched side by side, records handed out in order.
 *
 * The first page tells how many there are; the others are asked for up to
 * `concurrency` at once and kept in a window of that size until their turn
 * comes, so memory does not grow with the list. A list without `meta` is read
 * page by page until an empty one: a short page may be all that the server
 * sends at once. The number of pages is the server's at every moment: a list
 * that grows meanwhile is read to its new end, and a server that makes pages
 * smaller than asked for loses nothing.
 *
 * For what is shown: a kept reply (client.h) will do for any of the pages, if
 * it is no older than the first, so that no list is half old and half new.
 *
 * Noticed and named, never passed over: a page that fails, a page larger than
 * asked for (unless the first page alone fills the limit), a total that makes
 * no sense. A list that is read as a whole is
 * asked for beyond its end when the server's counts contradict the records,
 * and no record comes twice. Whether it is complete is for the caller to check,
 * once what came has been shown (page_totals.seen).
 */
#ifndef FENTU_API_PAGE_H
#define FENTU_API_PAGE_H

#include "lib/api/api.h"
#include "lib/api/completeness.h"

enum { PAGE_SIZE_MAX = 100, PAGE_CONCURRENCY_MAX = 32 };

struct page_query {
	const char *path;  /* as for api_url; may have a query of its own */
	const char *query; /* "status=open&...", encoded; "" for none */
	struct api_about about;
	const struct http_header *headers; /* of each request */
	size_t header_count;
	bool is_paged;	  /* false: the list is asked for without page
			     parameters, and is one page unless it says that
			     there are more */
	int64_t limit;	  /* records wanted; 0: all */
	int64_t page;	  /* only this page; 0: from the first on */
	int64_t per_page; /* 0: as many as the limit and the server allow */
	unsigned concurrency;
	bool is_fresh; /* no kept reply will do */
};

struct page_totals {
	int64_t shown;
	int64_t total; /* as the server counts; -1: it does not say */
	bool more;     /* there is more than was handed out, as was wished */
	struct completeness seen; /* for completeness_check; a part is checked
				     for pages that repeat alone */
};

/* Called for each record, in order; false stops the list with *err. */
typedef bool page_record_fn(void *user, struct js record, struct error *err);

/* With no other request of the client under way. True also for a list that
   turns out not to be complete: completeness_check(&ret_totals->seen, err). */
bool page_each(const struct api *api, const struct page_query *query,
	       page_record_fn *record, void *user,
	       struct page_totals *ret_totals, struct error *err) MUST_CHECK;

#endif
