/*
 * An export into a folder: files that are whole or not there, and a journal
 * by which a later run goes on after this one was cut off anywhere.
 *
 * The journal is bound to what was asked for. Each file is written as a part
 * (part.h); at the end of a page its text and a line of the journal go to the
 * kernel, which keeps them when the process is killed. Both are synced from
 * time to time: a loss of power costs the work of a second, or of twenty times
 * what syncing takes if that is less. What was written in between counts if it
 * came to the disk all the same. At the very end the manifest is written, and
 * the journal goes.
 */
#ifndef FENTU_EXPORT_RUN_H
#define FENTU_EXPORT_RUN_H

#include "lib/base/clock.h"
#include "lib/base/js.h"
#include "lib/export/idset.h"
#include "lib/export/pull.h"

#define RUN_MANIFEST "manifest.json"

struct run;

struct run_config {
	const char *folder;
	bool restart; /* whatever is unfinished there is given up */
	const struct clock *clock;
};

enum { RUN_NAME_MAX = 64, RUN_LISTS_MAX = 64 };

/* What is known of a file's progress. */
struct run_state {
	struct pull_state pull;
	struct pull_state before;      /* of lists that came before; its end and
					  size_max do not count */
	int64_t series;		       /* how many those are */
	int64_t counts[RUN_LISTS_MAX]; /* the server's, of those; -1: none, or
					  SERIES_COUNT_MOVED */
	int64_t counts_len;
	int64_t requests;
	int64_t rows;	    /* in the file */
	int64_t duplicates; /* not written */
	int64_t without_id;
	int64_t left_out; /* records that did not fit the filters */
	int64_t missed;	  /* lists that could not be read */
	char missed_first[RUN_NAME_MAX]; /* below which record; "": none */
	int64_t started_at;		 /* Unix seconds */
	int64_t server_at; /* the server's clock then; 0: it did not say */
};

/*
 * Look at the folder: lock it, and read the journal of an unfinished export.
 * One that does not exist is made by run_start, if it can be.
 *
 * Fails with ERR_USAGE when there can be no such folder or another export is
 * under way there; with ERR_OTHER when its journal was changed, which
 * `restart` does not care about.
 */
bool run_open(const struct run_config *config, struct run **ret_run,
	      struct error *err) MUST_CHECK;
void run_free(struct run *run);
static inline void run_drop(struct run **run)
{
	run_free(*run);
}

/* What the unfinished export was asked for, and the word that it kept; NULL:
   no export is unfinished, or it is given up. */
const char *run_unfinished(const struct run *run);
const char *run_note(const struct run *run);

/* Entries of files that runs which were given up had finished, so that they lie
   there though no manifest tells of them, oldest first; of char *, borrowed. */
const GPtrArray *run_have(const struct run *run);

/* Begin anew when it is started, whatever is unfinished. */
void run_give_up(struct run *run);

/* Does the journal know a file of that name, even if it is given up? */
bool run_knows(const struct run *run, const char *name);

/*
 * Resume the unfinished export, or begin one: make the folder, with its
 * parents, and the journal. The binding is a JSON object of what was asked
 * for, the note a word for a later run; neither has a line end in it.
 *
 * Fails with ERR_USAGE when the unfinished one was asked for other things.
 */
bool run_start(struct run *run, const char *binding, const char *note,
	       bool *ret_resumed, struct error *err) MUST_CHECK;

/* -1: the folder does not exist yet. */
int run_folder(const struct run *run);
/* A secret for keys, drawn when the export began. */
const struct idset_secret *run_secret(const struct run *run);
/* The keys of what was seen of the file that is open. */
struct idset *run_seen(struct run *run);

/*
 * Open a file, fresh or where an earlier run stopped; state is what is known
 * of it. *ret_entry is set when that run has finished it: its entry for the
 * manifest, borrowed. The part has then taken its place.
 */
bool run_begin(struct run *run, const char *name, bool is_gzip,
	       struct run_state *ret_state, const char **ret_entry,
	       struct error *err) MUST_CHECK;

/* Text of the file; kept until the end of the page. */
void run_text(struct run *run, const char *text, size_t len);

/* A key that this page has brought. */
void run_key(struct run *run, uint64_t key);

/* The end of a page: from here a later run can go on. */
bool run_page(struct run *run, const struct run_state *state,
	      struct error *err) MUST_CHECK;

/*
 * The file is whole and takes its place: that of `name`, which may be another
 * than it was begun with; "file" of the entry says so, too. *ret_sha256 (owned)
 * and *ret_bytes are of the whole; `entry` makes of them the manifest's, which
 * is owned by the run.
 */
typedef char *run_entry_fn(void *user, const char *sha256, int64_t bytes);
bool run_commit(struct run *run, const char *name, run_entry_fn *entry,
		void *user, const char **ret_entry,
		struct error *err) MUST_CHECK;

/* The file is given up: what there is of it goes. */
bool run_drop_file(struct run *run, struct error *err) MUST_CHECK;

/* Put what is on the disk in order before an early end: what came so far is
   kept for a later run. */
void run_pause(struct run *run);

/* All is done: write the manifest, forget the journal. */
bool run_finish(struct run *run, const char *manifest,
		struct error *err) MUST_CHECK;

#endif
