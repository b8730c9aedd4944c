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
	bool gzip, resume, restart, force, verify;
};

/* The whole of one call. */
struct exporting {
	const struct export_opts *opts;
	struct export_job job;
	/* what all resources have in common, from the options or from the
	   journal of an unfinished export; NULL: not given */
	struct export_style style;
	char *since, *shard, *fields;
	int64_t since_s;   /* -1: not a moment */
	GPtrArray *items;  /* of struct export_item */
	GPtrArray *files;  /* entries of the manifest, as text */
	GPtrArray *failed; /* likewise */
	struct error first_failure;
	struct error unwhole; /* the first file that is not complete */
	guint unwhole_count;
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

/* What the options say of all resources. */
void export_plan_words(struct exporting *x);

/* --since as a moment. */
bool export_plan_since(struct exporting *x, struct error *err) MUST_CHECK;

/* What --since last means for the resource; -1, with a word to the person: no
   export of it was complete. */
int64_t export_plan_last(const struct exporting *x,
			 const struct export_item *item);

/* A resource has settled on its moment: that names its file. */
void export_plan_name(struct exporting *x, struct export_item *item,
		      int64_t since_s);

/* All of them do, with x->job.run open: on what an unfinished export says, or
   the words of --since. A shard leaves "last" to whoever joins it. */
void export_plan_settle(struct exporting *x);

/*
 * export_bind.c: all that decides about the bytes of the files, as a JSON
 * object; that of each resource is its wish.
 */
bool export_bind(struct exporting *x, GString *json,
		 struct error *err) MUST_CHECK;

/* The other way round: fill in a resource from a wish. *ret_since is its word;
   owned by the caller. */
void export_unbind(struct export_item *item, const char *wish,
		   char **ret_since);

/* Ask for what the unfinished export was asked for. ERR_USAGE: none is. */
bool export_bind_take_up(struct exporting *x, struct error *err) MUST_CHECK;

/* Put the resources into the order of the unfinished export, if there is one:
   it can only go on with the file that it stopped in. */
void export_bind_order(struct exporting *x);

/* The moments of all resources, for export_plan_settle of a later run; owned by
   the caller. */
char *export_bind_note(const struct exporting *x);

/* Whether all fits together, before a login is looked for: ERR_USAGE. */
bool export_plan_check(const struct exporting *x, struct error *err) MUST_CHECK;

/*
 * export_target.c: look at --dir, which then is x->job.run, and x->earlier is
 * what is in it. Nothing is made or changed yet. ERR_USAGE when it cannot be
 * one.
 */
bool export_target_open(struct exporting *x, struct error *err) MUST_CHECK;

/* Is what it holds of the API that is asked? ERR_USAGE; with --force it is
   forgotten. */
bool export_target_same_api(struct exporting *x, struct error *err) MUST_CHECK;

/* May what is to be exported go there, with all files named? ERR_USAGE: it is
   of another shard, or a file is in the way that no export wrote. */
bool export_target_check(const struct exporting *x,
			 struct error *err) MUST_CHECK;

/* Begin, or resume what is unfinished there. */
bool export_target_start(struct exporting *x, const char *binding,
			 struct error *err) MUST_CHECK;

/* Add to x->files what the earlier manifest says of files that are still
   there, and were not replaced: of other resources, and of those that failed
   now. */
void export_target_keep(struct exporting *x);

/* All resources, one after the other, and the manifest. */
bool export_carry_out(struct exporting *x, struct error *err) MUST_CHECK;

/* export_check.c: does what was asked for make sense? Nothing is opened yet.
   ERR_USAGE if not. */
bool export_check(struct ctx *ctx, const struct call *call,
		  struct error *err) MUST_CHECK;

#endif
