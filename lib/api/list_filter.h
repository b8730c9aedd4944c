/*
 * The filters of a list: their values, the queries that these make, and
 * whether a row is one of those that were asked for.
 *
 * A filter may have several values. The API takes one at a time, so each
 * combination is a query of its own; their results are merged (series.h). A
 * list that comes in one piece is asked for once, by what the queries have in
 * common, and its rows are chosen here. A query here holds filters alone:
 * nothing of pages, no other parameter.
 */
#ifndef FENTU_API_LIST_FILTER_H
#define FENTU_API_LIST_FILTER_H

#include "lib/api/resource.h"
#include "lib/base/js.h"

enum { FILTER_QUERIES_MAX = 64 };

/* The values in one word: "open,assigned" are two, unless the filter takes any
   text. Free it with g_strfreev. */
char **filter_split(const struct filter *filter, const char *word);

struct filter_values;

struct filter_values *filter_values_new(const struct resource *resource);
const struct resource *filter_values_resource(
	const struct filter_values *values);
void filter_values_free(struct filter_values *values);
static inline void filter_values_drop(struct filter_values **values)
{
	filter_values_free(*values);
}

/* Add one value of one of the resource's filters; a day as YYYY-MM-DD. One that
   is there already counts once. ERR_USAGE, naming the option: an empty word or
   id, an id of another kind, a second day. */
bool filter_values_add(struct filter_values *values,
		       const struct filter *filter, const char *value,
		       struct error *err) MUST_CHECK;

/*
 * "status=open&customer_id=cust-1" for each combination: in the order of the
 * table, and of the values as they were added; the one query "" when there are
 * none. *ret_queries ends with NULL; free it with g_strfreev. ERR_USAGE: the
 * first day lies after the last, or there are more than FILTER_QUERIES_MAX.
 */
bool filter_values_queries(const struct filter_values *values,
			   char ***ret_queries, struct error *err) MUST_CHECK;

/* May the same record be a result of two of the queries? Not while they differ
   in something of which a record has one. */
bool filter_queries_overlap(const struct resource *resource,
			    char *const *queries);

/* What one query asks of a row. */
struct filter_check;

struct filter_check *filter_check_new(const struct resource *resource,
				      const char *query);
void filter_check_free(struct filter_check *check);
static inline void filter_check_drop(struct filter_check **check)
{
	filter_check_free(*check);
}

/*
 * The filter that the row does not fit, so that the server cannot have applied
 * it; NULL: none, as far as the row tells. Words are compared without regard
 * to case, "-" and "_"; days by any date of the row, with a day to spare, since
 * it is not documented which date and whose day is meant.
 */
const struct filter *filter_check_misfit(const struct filter_check *check,
					 struct js row);

/* Does a row fit one of several queries? UNKNOWN: it lacks a field that tells.
 */
enum filter_fit { FILTER_FITS, FILTER_DIFFERS, FILTER_UNKNOWN };

struct filter_choice;

struct filter_choice *filter_choice_new(const struct resource *resource,
					char *const *queries);
void filter_choice_free(struct filter_choice *choice);

/* *ret_unknown: for UNKNOWN, the filter whose field is lacking. */
enum filter_fit filter_choice_fit(const struct filter_choice *choice,
				  struct js row,
				  const struct filter **ret_unknown);

/* What all of the queries ask for, as one query, owned by the caller;
 *ret_rest: what each asks for besides, to be freed with g_strfreev. */
char *filter_queries_common(char *const *queries, char ***ret_rest);

/* Append "key=value", encoded, to a query. */
void filter_append_pair(GString *query, const char *key, const char *value);

#endif
