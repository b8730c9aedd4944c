/*
 * create and update from a file of many rows.
 */
#ifndef FENTU_CMD_BULK_H
#define FENTU_CMD_BULK_H

#include "lib/api/bulk.h"
#include "lib/cli/command.h"

/* What both commands take for it; a member of their records. */
struct bulk_opts {
	const char *from;
	const char *results;
	long concurrency; /* 0: not given */
	bool retry_unknown;
};

#define BULK_OPTIONS(T, member)                                                \
	OPT_ROW_STRING("from", 0, T, member.from, "FILE", OPT_VALUES_FILE,     \
		       "a record for each row of FILE: csv, ndjson or a JSON " \
		       "array; - is standard input"),                          \
		OPT_ROW_NUMBER("concurrency", 0, T, member.concurrency, 1,     \
			       BULK_CONCURRENCY_MAX, "N",                      \
			       "with --from: N requests at once; 4 if not "    \
			       "given"),                                       \
		OPT_ROW_STRING("results", 0, T, member.results, "FILE",        \
			       OPT_VALUES_FILE,                                \
			       "with --from: note in FILE what has become of " \
			       "each row; FILE.results.ndjson if not given"),  \
		OPT_ROW_FLAG("retry-unknown", 0, T, member.retry_unknown,      \
			     "with --from: send rows again whose outcome is "  \
			     "unknown")

/* ERR_USAGE: an option that means nothing without --from. True when --from is
   not given, and neither are they. */
bool bulk_refuse(const struct bulk_opts *opts, struct error *err) MUST_CHECK;

struct bulk_wish {
	const struct bulk_opts *opts; /* with a file */
	enum write_action action;
	const char *parent_id; /* of what the records lie below; or NULL */
	const char *confirm;   /* of guard.h */
	bool is_unchecked;     /* as of struct rows_config */
};

/*
 * Check all rows, then send them. With --dry-run each request is shown.
 * Records are printed as they come back, but not as a table that nobody asked
 * for; stderr says how far it is, and at the end what was done. ERR_PARTIAL
 * when rows failed or their outcome is not known.
 */
bool bulk_write(struct ctx *ctx, const struct call *call,
		const struct bulk_wish *wish, struct error *err) MUST_CHECK;

/* The header line of a file for create. */
bool bulk_template(struct ctx *ctx, const struct resource *resource,
		   struct error *err) MUST_CHECK;

#endif
