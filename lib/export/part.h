/*
 * A file that is not there until it is whole.
 *
 * It is written beside its place, as ".NAME.part", and takes its place by a
 * rename after it was synced; the folder is synced behind it. What an earlier
 * run left of it can be taken up again. Every write, sync and close is looked
 * at, the first failure sticks.
 */
#ifndef FENTU_EXPORT_PART_H
#define FENTU_EXPORT_PART_H

#include "lib/base/digest.h"

struct part {
	int fd_plus_one; /* 0: closed */
	int folder_fd;	 /* borrowed */
	char *name;	 /* of the file when it is whole */
	char *part_name;
	int64_t bytes;
	uint32_t crc;	       /* CRC-32 of them */
	struct digest *sha256; /* of them */
	bool is_synced;	       /* all of it is on the disk */
	bool is_ended;
};

/* A fresh one; what an earlier run left is replaced. */
bool part_create(struct part *part, int folder_fd, const char *name,
		 struct error *err) MUST_CHECK;

/*
 * Go on behind the first `bytes`, whose CRC-32 is known, and drop the rest.
 * Fails when they are not there or have another CRC.
 */
bool part_resume(struct part *part, int folder_fd, const char *name,
		 int64_t bytes, uint32_t crc, struct error *err) MUST_CHECK;

/* Hand it to the kernel, which keeps it when the process dies. */
bool part_write(struct part *part, const char *bytes, size_t len,
		struct error *err) MUST_CHECK;

/* Wait until all of it is on the disk; its name may not be (part_sync_folder).
 */
bool part_sync(struct part *part, struct error *err) MUST_CHECK;

/* It is whole: give it the mode that others give to their files, and sync
   it. */
bool part_end(struct part *part, struct error *err) MUST_CHECK;

/* It will take the place of another file. */
void part_rename(struct part *part, const char *name);

/* End it, close it, and take the place of the file. */
bool part_commit(struct part *part, struct error *err) MUST_CHECK;

/* Wait until the names in the folder are on the disk. */
bool part_sync_folder(int folder_fd, struct error *err) MUST_CHECK;

/* Is there such a part, and has it from `bytes` on, up to which its CRC-32 is
   `crc`, what brings that to `end_crc` at `end_bytes`? */
bool part_fits(int folder_fd, const char *name, int64_t bytes, uint32_t crc,
	       int64_t end_bytes, uint32_t end_crc);

/* Only close it: the part stays for a later run. */
void part_release(struct part *part);

/* Remove what is left of one, if there is something. */
bool part_remove(int folder_fd, const char *name, struct error *err) MUST_CHECK;

/* Refuse a name that something else than a file or a link has, for a rename
   would fail, or replace what nobody expects to be replaced. */
bool part_check_place(int folder_fd, const char *name,
		      struct error *err) MUST_CHECK;

/* The SHA-256 of a file in the folder, as hex (owned), and its length. Fails
   when there is none, or it is no regular file. */
bool part_digest(int folder_fd, const char *name, char **ret_sha256,
		 int64_t *ret_bytes, struct error *err) MUST_CHECK;

#endif
