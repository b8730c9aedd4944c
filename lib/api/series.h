/*
 * A list that takes several queries: filters with more than one value
 * (list_filter.h), read one query after the other and merged into one list.
 *
 * A list that comes in one piece is asked for once, and its rows chosen here.
 *
 * Rows come in the order of the queries, then of the server, each record once
 * by its id. A record that goes from one query to another while they are read
 * may be in neither: where all of them are wanted, the counts of the earlier
 * ones are compared in the end, and if one changed all are read again, a few
 * times. A row that the server should not have sent, since its filter says
 * otherwise, is left out; where a limit asks for a number of rows, more are
 * read in its place. A row that fits none of the queries is counted once.
 */
#ifndef FENTU_API_SERIES_H
#define FENTU_API_SERIES_H

#include "lib/api/list_filter.h"
#include "lib/api/page.h"

/* How often the queries are read at most. */
enum { SERIES_ROUNDS_MAX = 3 };

/* Instead of a count: it changed while its list was read. */
#define SERIES_COUNT_MOVED (-2)

struct series_query {
	struct page_query page; /* its query is further parameters, which go
				   with each of `queries` */
	const struct resource *resource;
	char *const *queries; /* of filter_values_queries */
};

struct series_totals {
	struct page_totals all;
	int64_t left_out; /* rows that fit no query */
	char *moved;	  /* why rows may be missing, since the queries kept
			     changing; NULL: they did not. Owned by the caller */
	/* The filters that some row does not fit, each once; ends with NULL. */
	const struct filter *ignored[RESOURCE_FILTERS_MAX + 1];
};

/* What series_totals.moved says: the %s with QUERY changed. Owned by the
 * caller.
 */
char *series_moved(const char *what, const char *query, int64_t was,
		   int64_t now);

/* Fails with ERR_PARTIAL: FILTER_UNKNOWN, of the record with that id; NULL: it
   has none. */
bool series_refuse_unknown(const struct resource *resource, const char *id,
			   const struct filter *unknown,
			   struct error *err) MUST_CHECK;

/* As page_each; ERR_PARTIAL also for a row that does not show which query it
   fits, where rows are chosen here. */
bool series_each(const struct api *api, const struct series_query *query,
		 page_record_fn *record, void *user,
		 struct series_totals *ret_totals,
		 struct error *err) MUST_CHECK;

#endif
