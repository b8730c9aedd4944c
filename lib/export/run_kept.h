/*
 * The inside of run.h: what the lines of a journal say, written and read.
 *
 *	for JSON		what was asked for
 *	note WORD
 *	secret HEX HEX		of the keys
 *	have ENTRY		a file of a run that was given up
 *	begin NAME TIME		a file
 *	page NUMBERS KEYS NAME	of that file: so much is done, if it was synced
 *	synced			up to there it was
 *	done BYTES CRC ENTRY	it is whole
 *	drop			it was given up
 */
#ifndef FENTU_EXPORT_RUN_KEPT_H
#define FENTU_EXPORT_RUN_KEPT_H

#include "lib/export/journal.h"
#include "lib/export/run.h"

struct run_kept_file {
	char *name, *part_name;
	struct run_state state;
	int64_t bytes; /* of the part */
	uint32_t crc;
	char *entry; /* NULL: not whole */
	bool is_dropped;
};

/* A page of the last file. */
struct run_kept_page {
	struct run_state state;
	int64_t bytes;
	uint32_t crc;
	char *keys;
	struct journal_mark end; /* of its line */
};

struct run_kept {
	char *binding; /* NULL: not known */
	char *note;
	struct idset_secret secret;
	bool has_secret;
	GPtrArray *files;	 /* of struct run_kept_file */
	GPtrArray *have;	 /* entries of whole files of earlier runs */
	struct idset *seen;	 /* of the last one */
	GPtrArray *pages;	 /* of the last one, not known to be synced */
	struct journal_mark end; /* of the lines before those */
};

void run_kept_init(struct run_kept *kept);
void run_kept_release(struct run_kept *kept);

/* The latest of that name; NULL: none. */
struct run_kept_file *run_kept_find(const struct run_kept *kept,
				    const char *name);
struct run_kept_file *run_kept_add(struct run_kept *kept, const char *name);

/* What the next run has to know of this one, which is given up: entries, as in
   `have`, to be freed by the caller. */
GPtrArray *run_kept_leave(const struct run_kept *kept, int folder_fd);

/* The text of a "page" line; owned by the caller. */
char *run_kept_page(const struct run_state *state, int64_t bytes, uint32_t crc,
		    const char *keys);

/* run_compare.c: is what is asked for now the same as then? The order does not
   count. Fails with ERR_USAGE and names the first difference. */
bool run_kept_compare(const char *then, const char *now,
		      struct error *err) MUST_CHECK;

/* Read a line; user is the run_kept. */
bool run_kept_line(void *user, const char *text, const struct journal_mark *end,
		   struct error *err);

/*
 * All lines are read: take those pages that came to the disk all the same, and
 * cut off the others, in the journal, too. Of a file that has gone altogether
 * nothing is kept.
 */
bool run_kept_settle(struct run_kept *kept, struct journal *journal,
		     int folder_fd, struct error *err) MUST_CHECK;

#endif
