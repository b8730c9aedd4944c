/* What a bulk run says while it goes and when it has ended. */
#ifndef FENTU_CMD_BULK_TELL_H
#define FENTU_CMD_BULK_TELL_H

#include "cmd/ctx.h"
#include "lib/api/bulk.h"
#include "lib/base/signals.h"

struct bulk_tell {
	struct ctx *ctx;
	const struct resource *resource;
	const char *done; /* "Created" */
	const char *results_path;

	/* filled in by bulk_tell_open; the rest is private */
	struct bulk_watch watch;
	char *where;	 /* of guard.h */
	struct out *out; /* NULL: records are not printed */
	struct signals signals;
	struct error interrupted; /* by the first signal that came */
	size_t failures;	  /* that were told */
	size_t warnings;
	int64_t told_ms;
};

/* Fill in the first part before. Opens the output. */
bool bulk_tell_open(struct bulk_tell *tell, struct error *err) MUST_CHECK;
void bulk_tell_release(struct bulk_tell *tell);

/* From here on a signal ends the run in good order. */
bool bulk_tell_begin(struct bulk_tell *tell, struct error *err) MUST_CHECK;

/* Say what was done. done, err: how bulk_run ended. False: not all is. */
bool bulk_tell_end(struct bulk_tell *tell, const struct bulk_counts *counts,
		   bool done, struct error *err) MUST_CHECK;

#endif
