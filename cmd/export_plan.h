/*
 * What an export was asked for: its options, the resources with their
 * filters, since when, and all of that as a text that a later run is
 * compared with.
 */
#ifndef FENTU_CMD_EXPORT_PLAN_H
#define FENTU_CMD_EXPORT_PLAN_H

#include "cmd/export.h"
#include "lib/cli/command.h"
#include "lib/export/manifest.h"

struct export_opts {
	const char *dir;
	int format, paging; /* -1: not given */
	const char *since;
	long concurrency, max_requests, reserve;
	bool gzip, resume, verify;
};

/* The whole of one call. */
struct exporting {
	const struct export_opts *opts;
	struct export_job job;
	GPtrArray *items;  /* of struct export_item */
	GPtrArray *files;  /* entries of the manifest, as text */
	GPtrArray *failed; /* likewise */
	struct error first_failure;
	struct manifest earlier; /* that is in the folder */
	struct signals signals;
	int64_t started_at;
};

/* Add what an operand names: a resource, or "all". Fails with ERR_USAGE. */
bool export_plan_add(struct exporting *x, const struct call *call,
		     const char *word, struct error *err) MUST_CHECK;

/* --since as a moment; -1: it is "last", or was not given. */
bool export_plan_since(const struct exporting *x, int64_t *ret_since_s,
		       struct error *err) MUST_CHECK;

/* Give each resource the moment, or that of the earlier export. */
void export_plan_settle(struct exporting *x, int64_t since_s);

/* All that decides about the bytes of the files, as a JSON object. */
bool export_plan_bind(struct exporting *x, GString *json,
		      struct error *err) MUST_CHECK;

#endif
