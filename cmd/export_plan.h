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
	const char *since, *shard;
	struct strv merge; /* folders; operands are more of them */
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
	char *api_url;
	int64_t started_at;
};

bool export_plan_has(const struct exporting *x,
		     const struct resource *resource);

/* A resource, with nothing else filled in. */
struct export_item *export_plan_item(struct exporting *x,
				     const struct resource *resource);

/* Add what an operand names: a resource, or "all". Fails with ERR_USAGE. */
bool export_plan_add(struct exporting *x, const struct call *call,
		     const char *word, struct error *err) MUST_CHECK;

/* --since as a moment; -1: it is "last", or was not given. */
bool export_plan_since(const struct exporting *x, int64_t *ret_since_s,
		       struct error *err) MUST_CHECK;

/* Give each resource the moment, or that of the earlier export; a shard leaves
   this to whoever joins it. */
void export_plan_settle(struct exporting *x, int64_t since_s);
void export_plan_since_last(struct exporting *x, struct export_item *item);

/* All that decides about the bytes of the files, as a JSON object; that of each
   resource is its wish. */
bool export_plan_bind(struct exporting *x, GString *json,
		      struct error *err) MUST_CHECK;

/* The other way round: fill in a resource from a wish. *ret_since is its word;
   owned by the caller. */
void export_plan_unbind(struct export_item *item, const char *wish,
			char **ret_since);

/* Whether all fits together, before a login is looked for: ERR_USAGE. */
bool export_plan_check(const struct exporting *x, struct error *err) MUST_CHECK;

/* Of that, whether --dir can be had: what is there must be of the same shard,
   or as whole, as what goes there. */
bool export_plan_check_folder(const struct exporting *x,
			      struct error *err) MUST_CHECK;

/* Open --dir, which then is x->job.run, and x->earlier is what is in it. */
bool export_begin(struct exporting *x, const char *binding, const char *note,
		  bool *ret_resumed, struct error *err) MUST_CHECK;

/* All resources, one after the other, and the manifest. */
bool export_carry_out(struct exporting *x, struct error *err) MUST_CHECK;

/* export_check.c: does what was asked for make sense? Nothing is opened yet.
   ERR_USAGE if not. */
bool export_check(struct ctx *ctx, const struct call *call,
		  struct error *err) MUST_CHECK;

#endif
