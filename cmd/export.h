/*
 * The inside of `fentu export`: one resource on its way into a file, what a
 * person sees of it, and the check of what was written.
 */
#ifndef FENTU_CMD_EXPORT_H
#define FENTU_CMD_EXPORT_H

#include "cmd/ctx.h"
#include "lib/api/resource.h"
#include "lib/export/manifest.h"
#include "lib/export/run.h"
#include "lib/export/shard.h"

/* What a person sees: a line on a terminal that changes, a line every half
   minute in a log, nothing with --quiet. */
struct export_tell {
	struct ctx *ctx;
	int64_t began_ms, told_ms;
	int64_t began_rows, began_requests;
};

/* Between the queries of a resource; each of them has it encoded. */
#define EXPORT_QUERIES_BETWEEN "|"

/* What decides about the bytes of a file. */
struct export_style {
	enum out_format format;
	bool is_gzip, is_plain;
	const char *fields; /* NULL: all */
	bool no_header, csv_safe, csv_bom;
};

/* What all resources of an export have in common. */
struct export_job {
	struct ctx *ctx;
	const struct api *api; /* NULL: shards are joined, and nobody asked */
	struct run *run;
	const struct manifest *earlier; /* that is in the folder */
	struct shard shard;		/* count 0: all of it */
	unsigned concurrency;
	long reserve_percent;
	int64_t since_s;     /* -1: none */
	const char *account; /* for messages; NULL */
	struct pull_count count;
	const struct signals *signals;
	struct export_tell tell;
	bool is_alone;	 /* there is one resource */
	int64_t to_come; /* requests that later resources take, as far as known
			  */
};

/* One resource. */
struct export_item {
	const struct resource *resource;
	char *query;  /* filters, or several (EXPORT_QUERIES_BETWEEN); owned */
	char *file;   /* "work-orders.ndjson.gz"; owned */
	char *beside; /* "work-orders.incomplete.ndjson.gz"; owned */
	struct export_style style;
	char *fields;	 /* of the style; owned */
	char *wish;	 /* JSON: all that was asked for; owned */
	int64_t since_s; /* records created before are left out; -1: none
			  */
	/* of struct export_part, in their order; NULL: the API is asked */
	GPtrArray *parts;
	struct error failure; /* why the parts cannot be joined */
};

/* The name that a resource has on the command line and as a file. */
const char *export_name(const struct resource *resource);

/* The resource of that name; NULL: none has it. */
const struct resource *export_resource(const char *name);

/*
 * Export one resource. *ret_entry is its entry for the manifest, the run's.
 *
 * *ret_is_over: it failed in a way that does not concern the others, and what
 * there was of its file is gone; else a failure ends the run, which can be
 * gone on with.
 */
bool export_one(struct export_job *job, const struct export_item *item,
		const char **ret_entry, bool *ret_is_over,
		struct error *err) MUST_CHECK;

/* export_tell.c */
void export_tell_plan(struct export_job *job, const char *what, int64_t records,
		      int64_t requests);
void export_tell_progress(struct export_job *job, const char *what,
			  const struct run_state *state, int64_t requests_left);
void export_tell_done(struct export_job *job, const char *what,
		      const char *file, const struct run_state *state);

/* export_verify.c: compare the files of a folder with its manifest. */
bool export_verify(struct ctx *ctx, const char *folder,
		   struct error *err) MUST_CHECK;

#endif
