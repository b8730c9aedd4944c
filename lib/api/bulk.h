/*
 * Many writes: a row each, several at once, none of them ever made twice.
 *
 * Before a row's request goes out it is durably noted as sent, and so is what
 * has become of the row before it at the same place; one sync serves all rows
 * that are ready. Rows that are done are skipped, failed ones are tried again,
 * and those whose outcome is not known are left alone unless asked for.
 *
 * The run ends early when what failed one row would fail the next as well:
 * writes_are_over in writes.h. What is in flight then comes to its end first,
 * as it does when the watcher says that it is over.
 */
#ifndef FENTU_API_BULK_H
#define FENTU_API_BULK_H

#include "lib/api/results.h"
#include "lib/api/rows.h"
#include "lib/api/writes.h"

enum {
	BULK_CONCURRENCY_MAX = 64,
	BULK_LOOK_MS = 100 /* how often is_over is asked at least */
};

struct bulk_counts {
	size_t rows;
	size_t earlier; /* done by an earlier run */
	size_t left;	/* unknown since an earlier run, and left alone */
	struct writes now;
	enum results_kept kept; /* filled in at the end */
};

/* What the run has come to, with all earlier ones. */
struct writes bulk_total(const struct bulk_counts *counts);

/* Whoever looks on; none may be NULL. */
struct bulk_watch {
	/* A row is done, and was answered. False: the run is to end, with *err.
	 */
	bool (*on_done)(void *user, const struct row *row,
			const struct write_result *result, struct error *err);
	/* A row has failed, or its outcome is not known. */
	void (*on_failed)(void *user, const struct row *row, struct error *why);
	/* Called now and then. True: the run is to end. */
	bool (*is_over)(void *user, const struct bulk_counts *counts);
	void *user;
};

struct bulk_config {
	struct writer *writer;
	struct rows *rows;	 /* at their start, and found good */
	struct results *results; /* that know these rows */
	const struct resource *resource;
	enum write_action action;
	const char *parent_id; /* of what the records lie below; or NULL */
	unsigned concurrency;
	bool retry_unknown;
	const struct bulk_watch *watch;
};

/*
 * Run, and count. False: it has ended early; *err says why, while the counts
 * and the results are what they are. An end by is_over is no failure.
 */
bool bulk_run(const struct bulk_config *config, struct bulk_counts *ret_counts,
	      struct error *err) MUST_CHECK;

#endif
