/*
 * What an export has done so far, so that another run can go on.
 *
 * Lines that are only ever added: the CRC-32 of all that stands before (each
 * line's goes into the next one's), a blank, the text.
 *
 * A run that was cut off leaves half a line at the end. A loss of power may
 * leave zeros anywhere in what was not synced, with whole lines behind them.
 * Reading ends there; what follows is dropped. Any other line that does not
 * fit its checksum means that the file was changed, and is refused.
 */
#ifndef FENTU_EXPORT_JOURNAL_H
#define FENTU_EXPORT_JOURNAL_H

#include "lib/base/error.h"

#define JOURNAL_NAME ".fentu-export.journal"

/* The end of a line. */
struct journal_mark {
	int64_t bytes;
	uint32_t crc;
};

struct journal {
	int fd_plus_one; /* 0: closed */
	struct journal_mark end;
	GString *held; /* lines that are not written yet */
};

/* Called for each line that is there, and where it ends; false stops with
 *err. */
typedef bool journal_line_fn(void *user, const char *text,
			     const struct journal_mark *end, struct error *err);

/* Begin a new one; replaces what is there. */
bool journal_create(struct journal *journal, int folder_fd,
		    struct error *err) MUST_CHECK;

/* By its name alone; nothing is read. */
bool journal_exists(int folder_fd);

/* Read the one that is there; journal_keep has to follow before anything is
   added. *ret_found is false when there is none, or nothing in it. */
bool journal_resume(struct journal *journal, int folder_fd,
		    journal_line_fn *line, void *user, bool *ret_found,
		    struct error *err) MUST_CHECK;

/* Go on behind a line that was read: what follows is off the disk for good. */
bool journal_keep(struct journal *journal, const struct journal_mark *end,
		  struct error *err) MUST_CHECK;

/* Keep a line; it has no line end in it. */
void journal_add(struct journal *journal, const char *text);

/* Hand what was added to the kernel, which keeps it when the process dies. */
bool journal_write(struct journal *journal, struct error *err) MUST_CHECK;

/* Write it, and wait until all of it is on the disk. */
bool journal_sync(struct journal *journal, struct error *err) MUST_CHECK;

/* The lines that were added and not synced are lost. */
void journal_release(struct journal *journal);

/* Remove it; the caller syncs the folder. */
bool journal_remove(int folder_fd, struct error *err) MUST_CHECK;

#endif
