/*
 * The inside of export_one: where its records come from, and what becomes of
 * them.
 *
 * Pages of the API become the records of a file (export_one.c, export_put.c)
 * or, when it is a shard, the pages of one (export_share.c). Pages of shards
 * become what one export would have made of them (export_replay.c).
 */
#ifndef FENTU_CMD_EXPORT_TASK_H
#define FENTU_CMD_EXPORT_TASK_H

#include "cmd/export.h"
#include "lib/api/list_filter.h"
#include "lib/export/below.h"
#include "lib/export/manifest.h"
#include "lib/export/pages.h"

struct export_task {
	struct export_job *job;
	const struct export_item *item;
	struct run_state state;
	int64_t requests_before; /* of other resources, and of this run */
	struct out *out;
	char **queries;		      /* of export_series_init */
	const char *query;	      /* the one of them that is read */
	struct filter_check *check;   /* of that */
	struct filter_choice *choice; /* rows are chosen here; NULL: they are
					 not */
	const struct filter *ignored[RESOURCE_FILTERS_MAX + 1];
	struct pull *pull;   /* NULL: shards are joined */
	char *what;	     /* "assets (shard 2/7)" */
	bool is_planned;     /* the plan was told */
	bool told_pass;	     /* that the list is read twice */
	char *reason;	     /* why it is not complete; NULL: it is */
	bool has_undated;    /* records do not say when they were created */
	const char *file;    /* what the manifest calls it */
	int64_t finished_at; /* -1: now */
	int64_t next_since;  /* of the shards; -1: of this export */
	int64_t parents_left;
	bool has_lists; /* some list below a record was read */
	/* of the page that is being written */
	GPtrArray *parents;	 /* ids, as text */
	GPtrArray *parent_lines; /* as in pages.h */
	GArray *parent_keys;
};

bool export_is_below(const struct export_task *t);
bool export_is_shard(const struct export_job *job);

/* How many records the list has that is read, and how many requests it will
   take; is said once. */
void export_tell_once(struct export_task *t);

/* A page came: the first one of all tells the server's clock. */
void export_note_clock(struct export_task *t, const struct pull_page *page);

/* For the manifest: from when on the next export has to look. */
int64_t export_next_since(const struct export_task *t);

/* The renderer of the file; its text goes there at the end of a page. */
bool export_open_out(struct export_task *t, struct error *err) MUST_CHECK;

/*
 * export_series.c: take the item's `query` apart, into t->queries and
 * t->choice.
 */
void export_series_init(struct export_task *t);

/*
 * Read the list that t->state says; then the one after it, if there is one.
 * Where there are several, their counts are compared in the end: what changed
 * meanwhile is read again, and at last t->reason is set.
 */
bool export_series_open(struct export_task *t, struct error *err) MUST_CHECK;
bool export_series_next(struct export_task *t, bool *ret_found,
			struct error *err) MUST_CHECK;

/* A page was taken. */
void export_series_page(struct export_task *t);

/* All lists so far as one. */
struct pull_state export_series_sum(const struct export_task *t);

/* Is a record what was asked for? One that is not is counted, and told of at
   the end. */
bool export_fits(struct export_task *t, struct js record);

/* Do the rows of a list in one piece show which of several values they fit? */
bool export_check_choice(const struct export_task *t, struct js records,
			 struct error *err) MUST_CHECK;
/* A record of a page that is new there, into the file, if it fits and did not
   come in an earlier list. */
bool export_put_listed(struct export_task *t, struct js record, bool has_id,
		       struct error *err) MUST_CHECK;

/* A record that is new, into the file. */
bool export_put_record(struct export_task *t, struct js record, bool has_id,
		       struct error *err) MUST_CHECK;

/* One of a list below a record: known by its id, whichever it lies below. */
bool export_put_child(struct export_task *t, struct js record,
		      struct error *err) MUST_CHECK;

/* Count the requests made since the last call. */
void export_add_requests(struct export_task *t);

/* The end of a list below a record: a later run can go on from here, unless
   records are held back. */
bool export_end_page(struct export_task *t, struct error *err) MUST_CHECK;

/* The end of a page: fields that the tables do not know are there or not. */
bool export_end_listed(struct export_task *t, struct error *err) MUST_CHECK;

/* Forget the parents; add one, unless its id cannot be asked for: that is said,
   and the file will not be complete. */
void export_no_parents(struct export_task *t);
void export_add_parent(struct export_task *t, struct js record, uint64_t key);

/* The list below a parent could not be read: say so and go on. Fails when that
   is so for all of them. */
bool export_miss_list(struct export_task *t, size_t index,
		      const struct error *failure,
		      struct error *err) MUST_CHECK;

/* Is each record of the list below the record `id` one of that? */
bool export_check_parent(const struct export_task *t, const char *id,
			 struct js records, struct error *err) MUST_CHECK;

/* The list below the record `id` came, with `count` records, of which so many
   were known: all, if the server sent another's. That is said, and the file
   will not be complete. */
void export_check_doubled(struct export_task *t, const char *id, int64_t count,
			  int64_t known);

/* Why the file is not complete; NULL: it is. Owned by the caller. */
char *export_reason(const struct export_task *t);

/* Ask for the list below each of the parents; user of `list` is the task. */
bool export_ask_below(struct export_task *t, below_list_fn *list,
		      struct error *err) MUST_CHECK;

/* export_share.c: all of a shard's share. */
bool export_share(struct export_task *t, struct error *err) MUST_CHECK;

/* The first line of its file. */
struct export_head {
	struct shard shard;
	struct js wish;	 /* as in struct export_item */
	int64_t since_s; /* likewise */
	struct share share;
	bool has_goal; /* the block that comes next is not of the share */
};

/* Fails with ERR_OTHER; `name` is that of the file. */
bool export_head_read(struct js line, const char *name,
		      struct export_head *ret_head,
		      struct error *err) MUST_CHECK;

/* export_replay.c: all of the parts. */
bool export_replay(struct export_task *t, struct error *err) MUST_CHECK;

#endif
