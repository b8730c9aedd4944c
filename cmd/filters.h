/*
 * The filters of a resource on the command line: rows of options made from
 * its table, and their values as a query.
 */
#ifndef FENTU_CMD_FILTERS_H
#define FENTU_CMD_FILTERS_H

#include "lib/api/resource.h"
#include "lib/cli/command.h"

/* For more_opts of struct command; the subject is a struct resource. */
const struct opt *filters_options(const void *subject, GPtrArray *keep);

/*
 * Append what was given to a query, "status=open&...". Dates may be words. A
 * value that is not among the known ones is sent with a note. Fails with
 * ERR_USAGE on a date that is none.
 */
bool filters_append(struct ctx *ctx, const struct call *call, GString *query,
		    struct error *err) MUST_CHECK;

/* The filters of all resources, each name once; for commands whose resources
   are operands. */
const struct opt *filters_all_options(const void *subject, GPtrArray *keep);

/* Append those of them that were given to the query of one resource. Fails with
   ERR_USAGE when it has no such filter. */
bool filters_all_append(struct ctx *ctx, const struct call *call,
			const struct resource *resource, GString *query,
			struct error *err) MUST_CHECK;

/* Was any of them given? */
bool filters_all_any(const struct call *call);

/* Append "key=value", encoded, to a query. */
void filters_append_pair(GString *query, const char *key, const char *value);

/* Append each KEY=VALUE of an option such as --param. Fails with ERR_USAGE when
   one has no equals sign or no key. */
bool filters_append_params(const char *option, const struct strv *params,
			   GString *query, struct error *err) MUST_CHECK;

/* Does a query choose the page or its size? */
bool filters_name_pages(const char *query);

#endif
