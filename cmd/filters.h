/*
 * The filters of a resource on the command line: rows of options made from
 * its table, and their values as a query.
 */
#ifndef FENTU_CMD_FILTERS_H
#define FENTU_CMD_FILTERS_H

#include "lib/api/list_filter.h"
#include "lib/cli/command.h"

/* For more_opts of struct command; the subject is a struct resource. */
const struct opt *filters_options(const void *subject, GPtrArray *keep);

/*
 * What was given as queries, one for each combination of values
 * (list_filter.h); free them with g_strfreev. Dates may be words. A value that
 * is not among the known ones is sent with a note. Fails with ERR_USAGE on a
 * date that is none and on filters that cannot match.
 */
bool filters_queries(struct ctx *ctx, const struct call *call,
		     char ***ret_queries, struct error *err) MUST_CHECK;

/* Warn of records that did not fit the filters and were left out; `ignored` are
   those filters, up to a NULL. */
void filters_tell_ignored(struct ctx *ctx, const struct resource *resource,
			  const struct filter *const *ignored,
			  int64_t left_out);

/* The filters of all resources, each name once; for commands whose resources
   are operands. */
const struct opt *filters_all_options(const void *subject, GPtrArray *keep);

/* Those of them that were given, as the queries of one resource. Fails with
   ERR_USAGE also when it has no such filter. */
bool filters_all_queries(struct ctx *ctx, const struct call *call,
			 const struct resource *resource, char ***ret_queries,
			 struct error *err) MUST_CHECK;

/* Was any of them given? */
bool filters_all_any(const struct call *call);

/* Append each KEY=VALUE of an option such as --param. Fails with ERR_USAGE when
   one has no equals sign or no key. */
bool filters_append_params(const char *option, const struct strv *params,
			   GString *query, struct error *err) MUST_CHECK;

/* Does a query choose the page or its size? */
bool filters_name_pages(const char *query);

#endif
