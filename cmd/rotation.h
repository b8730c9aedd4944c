/*
 * The replacement of a profile's key, step by step; each is safe to be cut
 * off in, and to be done again. See lib/auth/rotate.h for what is kept where.
 */
#ifndef FENTU_CMD_ROTATION_H
#define FENTU_CMD_ROTATION_H

#include "cmd/account.h"
#include "lib/auth/rotate.h"
#include "lib/base/file.h"

struct rotation {
	struct ctx *ctx;
	struct account account;
	struct file_lock lock;
	char *journal_path;
	struct rotate_journal journal;
	bool has_journal;
	struct cred stored, former; /* CRED_NONE: there is none */
	bool is_damaged;	    /* there is a login; it cannot be read */
};

/*
 * Find the account in force, lock out other rotations of it, and read what is
 * there. Release it after a failure, too. The lock of rotations lasts while a
 * person is asked, and is never waited for; that of the credentials is taken
 * for each change alone, and what was read is looked at again within it.
 */
bool rotation_open(struct ctx *ctx, struct rotation *rotation,
		   struct error *err) MUST_CHECK;
void rotation_release(struct rotation *rotation);

/* What is next; `given` may be empty. */
enum rotate_plan rotation_plan(const struct rotation *rotation,
			       const struct sealed *given);

/* Put the former key back where the login was, unless there is one by now. */
bool rotation_restore(struct rotation *rotation, struct error *err) MUST_CHECK;

/* Note the step in the journal, on disk when it returns. */
bool rotation_note(struct rotation *rotation, enum rotate_step step,
		   struct error *err) MUST_CHECK;

/* Where the journal is lost, begin one for a key that is stored already. */
bool rotation_adopt(struct rotation *rotation, bool to_hand,
		    struct error *err) MUST_CHECK;

/* From a checked key to the one that is stored: the old one is kept as former
   first. `key` is taken over. After a failure the old key is the login, or
   what another process has stored meanwhile. */
bool rotation_store_take(struct rotation *rotation, struct sealed *key,
			 bool to_hand, struct error *err) MUST_CHECK;

/* Tell the server that the former key is done with, and see that it is no
   longer accepted: ERR_PARTIAL when it is, or when that cannot be known. */
bool rotation_revoke(struct rotation *rotation, struct error *err) MUST_CHECK;

/* Forget the former key and the journal; warn if the new key is not the login
   any more. */
bool rotation_close(struct rotation *rotation, struct error *err) MUST_CHECK;

#endif
