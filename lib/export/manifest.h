/*
 * manifest.json: what an export wrote, so that anyone can tell later whether
 * it is all there and unchanged.
 *
 * {"format": 1, "complete", "program", "api_url", "started_at",
 *  "finished_at", "files": [...], "failed": [...]}. What is known of a file is
 * in struct manifest_file; sums and lengths are of the file as it lies there.
 *
 * That of a shard (shard.h) says so by "shard", as do the entries of its files,
 * whose format is "pages" (pages.h).
 */
#ifndef FENTU_EXPORT_MANIFEST_H
#define FENTU_EXPORT_MANIFEST_H

#include "lib/base/js.h"

enum { MANIFEST_FORMAT = 1 };

#define MANIFEST_PAGES "pages"

struct manifest_file {
	const char *resource, *file, *format;
	const char *shard;  /* "2/7"; NULL: it is whole */
	const char *fields; /* NULL: all */
	const char *query;  /* the filters, as they were sent */
	const char *since;  /* a time; NULL: none */
	bool no_header;	    /* of csv */
	bool is_plain;	    /* pages did not overlap */
	bool is_twice;	    /* nor could they, and it was read twice */
	int64_t rows, requests, duplicates, without_id, repairs;
	int64_t left_out;		 /* they did not fit the filters */
	int64_t first_total, last_total; /* -1: not said */
	int64_t changes; /* of the total, their sizes added up */
	int64_t started_at, finished_at; /* Unix seconds */
	int64_t next_since; /* what was created before is in the file */
	const char *reason; /* why it is not complete; NULL: it is */
};

/* Did the server's count stand still, from answer to answer? */
bool manifest_is_consistent(const struct manifest_file *file);

/* An entry of "files", without a line end; owned by the caller. */
char *manifest_entry(const struct manifest_file *file, const char *sha256,
		     int64_t bytes);

/* Does an entry say that its file is complete? One that does not say is. */
bool manifest_is_whole(struct js entry);

/* A time of an entry, such as "started_at", as Unix time; -1: it does not say.
 */
int64_t manifest_time(struct js entry, const char *key);

/* The file that an entry is of, owned by the caller; NULL: it does not say. */
char *manifest_file_name(struct js entry);

/* An entry of "failed"; `file` is what would have been written, NULL: not
   known. */
char *manifest_failure(const char *resource, const char *file,
		       const struct error *err);

struct manifest_about {
	const char *program, *api_url;
	const char *shard; /* NULL: none */
	int64_t started_at, finished_at;
	GPtrArray *files;  /* entries, as text */
	GPtrArray *failed; /* likewise */
};
/* It is complete when nothing failed and all files are. */
char *manifest_text(const struct manifest_about *about);

struct manifest {
	char *text;
	struct js root;
};
void manifest_release(struct manifest *manifest);

/*
 * Read the one in a folder; root is JS_NONE when there is none. Fails with
 * ERR_REJECTED when the file is no manifest of an export, ERR_USAGE when it is
 * of a newer format, ERR_OTHER when it cannot be read.
 */
bool manifest_read(const char *folder, struct manifest *ret_manifest,
		   struct error *err) MUST_CHECK;

/* Of which shard it is, as it stands in the manifest or one of its entries;
   owned by the caller, NULL: of none. */
char *manifest_shard(struct js where);

/* The entry of a resource; JS_NONE: there is none. */
struct js manifest_find(const struct manifest *manifest, const char *resource);

/* The entry for a file of that name; JS_NONE: there is none. */
struct js manifest_entry_of(const struct manifest *manifest, const char *file);

/* Has it an entry for a file of that name? One that is complete? */
bool manifest_knows(const struct manifest *manifest, const char *file);
bool manifest_has_whole(const struct manifest *manifest, const char *file);

/* From when on the complete exports of a resource may lack records, as Unix
   time; they had these filters, or none, and their files lie in the folder
   still (folder_fd -1: that does not matter). -1: there was none. */
int64_t manifest_next_since(const struct manifest *manifest, int folder_fd,
			    const char *resource, const char *filters);

/*
 * manifest_check.c: read a file again, and compare all that can be known of it
 * with its entry: its name, length and sum, and, gzip undone, its format, its
 * rows, those without an id, and that no id is there twice; in the pages of a
 * shard only the rows can be known. Fails with ERR_OTHER, naming both.
 */
bool manifest_check(int folder_fd, struct js entry,
		    struct error *err) MUST_CHECK;

#endif
