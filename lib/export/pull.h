/*
 * A list on its way here: the pages that the plan asks for (ahead.h), taken in
 * order, each proven to join those before it (seam.h).
 *
 * Memory holds the pages that are under way and the keys of the records that
 * were seen, however long the list is.
 */
#ifndef FENTU_EXPORT_PULL_H
#define FENTU_EXPORT_PULL_H

#include "lib/api/pending.h"
#include "lib/export/ahead.h"

/* Requests of the whole export. */
struct pull_count {
	int64_t started;
	int64_t max; /* 0: as many as it takes */
};

/* Everything is borrowed. */
struct pull_config {
	const struct api *api;
	const char *path;
	const char *query; /* "status=open&...", encoded; "" for none */
	struct api_about about;
	bool is_plain;
	bool has_partial; /* an earlier run may have ended within a page: some
			     of its records are in `seen` */
	unsigned concurrency;
	struct idset_secret secret;
	struct idset *seen;
	struct pull_count *count;
	const struct signals *signals; /* end it; NULL: none */
};

/* What a later run needs to go on. */
struct pull_state {
	int64_t end, first_total, total, size_max;
	int64_t fresh, duplicates, repairs;
	int64_t changes; /* of the total */
	int64_t least;	 /* rows, by the number of pages; 0: it tells nothing */
	enum seam_pass pass;
	bool is_ended; /* only what is beyond is still to be read */
	struct seam_sum sum[2];
	enum list_end list_end;
};

struct pull_page {
	struct api_reply reply; /* owns what the records point into */
	GArray *records;	/* of struct js, in their order */
	GArray *rows;		/* of struct seam_row, for each of them */
	struct window window;
	int64_t total;
	bool is_refused; /* as in struct seam_page */
};
void pull_page_release(struct pull_page *page);

static inline struct js pull_record(const struct pull_page *page, guint index)
{
	return g_array_index(page->records, struct js, index);
}

struct pull;

/* Of a list that others read as well: shard.h. */
struct pull_share {
	int64_t from, to;
	const GArray *goal; /* borrowed; NULL: none */
};

/* state NULL: from the start. */
bool pull_open(const struct pull_config *config, const struct pull_state *state,
	       struct pull **ret_pull, struct error *err) MUST_CHECK;
void pull_free(struct pull *pull);
static inline void pull_drop(struct pull **pull)
{
	pull_free(*pull);
}

/*
 * Before the first pull_next: look at a page that is not taken. The first one
 * of the list has to be the first to be looked at, and tells pull_rule.
 */
bool pull_look(struct pull *pull, struct window window,
	       struct pull_page *ret_page, struct error *err) MUST_CHECK;
const struct window_rule *pull_rule(const struct pull *pull);

/* Then, or with the state of an earlier run: take a share only. */
void pull_share(struct pull *pull, const struct pull_share *share);

/* The first page of the share is one that was looked at; taken over. */
void pull_put_back(struct pull *pull, struct pull_page *page);

bool pull_is_done(const struct pull *pull);

/*
 * The next page, its rows marked. Fails with ERR_PARTIAL when the server
 * shows that the list cannot be had whole (seam.h), with ERR_THROTTLED also
 * when the requests are used up that may be made.
 */
bool pull_next(struct pull *pull, struct pull_page *ret_page,
	       struct error *err) MUST_CHECK;

struct pull_state pull_state(const struct pull *pull);

/* What it says for and against the list's being complete. */
struct completeness pull_proof(const struct pull_state *state,
			       const char *what);

/* About how many rows, and how many requests for them, are still to come. */
int64_t pull_rows_left(const struct pull *pull);
int64_t pull_left(const struct pull *pull);

/* One more request may start. */
bool pull_count_one(struct pull_count *count, struct error *err) MUST_CHECK;

/* The key of a record: of its id, or of all its text when it has none. */
uint64_t pull_key(const struct idset_secret *secret, struct js record,
		  bool *ret_has_id);

#endif
