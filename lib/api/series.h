/*
 * A list that takes several queries: filters with more than one value
 * (list_filter.h), read one query after the other and merged into one list.
 *
 * Rows come in the order of the queries, then of the server, each record once
 * by its id. A row that the server should not have sent, since its filter says
 * otherwise, is left out; where a limit asks for a number of rows, more are
 * read in its place. A row that fits none of the queries is counted once.
 */
#ifndef FENTU_API_SERIES_H
#define FENTU_API_SERIES_H

#include "lib/api/list_filter.h"
#include "lib/api/page.h"

struct series_query {
	struct page_query page; /* its query is further parameters, which go
				   with each of `queries` */
	const struct resource *resource;
	char *const *queries; /* of filter_values_queries */
};

struct series_totals {
	struct page_totals all;
	int64_t left_out; /* rows that fit no query */
	/* The filters that some row does not fit, each once; ends with NULL. */
	const struct filter *ignored[RESOURCE_FILTERS_MAX + 1];
};

/* As page_each. */
bool series_each(const struct api *api, const struct series_query *query,
		 page_record_fn *record, void *user,
		 struct series_totals *ret_totals,
		 struct error *err) MUST_CHECK;

#endif
