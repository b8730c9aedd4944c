/*
 * The one lock of a profile's credentials at an origin.
 *
 * Every process that writes one of them (login, refresh, rotate, revoke,
 * logout, profile remove) holds this lock and reads the record again once it
 * has it: what was read before may have changed. The kernel releases the lock
 * when its owner ends, however that happens.
 *
 * Hold no other lock while waiting for it, and never hold it while a person or
 * a browser is waited for.
 */
#ifndef FENTU_AUTH_CRED_LOCK_H
#define FENTU_AUTH_CRED_LOCK_H

#include "lib/base/file.h"

enum { CRED_LOCK_WAIT_MS = 30 * 1000 };

/* What the lock is taken for. Those who wait in vain are told. */
enum cred_lock_use {
	CRED_LOCK_REFRESH,
	CRED_LOCK_LOGIN,
	CRED_LOCK_ROTATE,
	CRED_LOCK_LOGOUT,
	CRED_LOCK_USE_COUNT
};

/* What to do where the lock cannot be made. */
#define CRED_LOCK_REMEDY                                                       \
	"make that folder writable, or set XDG_STATE_HOME to one that is"

/* As file_lock_take; the file then says what it is taken for. */
bool cred_lock_try(struct file_lock *lock, const char *path,
		   enum cred_lock_use use, int wait_ms, bool *ret_held,
		   struct error *err) MUST_CHECK;

/* What the process that has the lock is doing, as the end of a sentence that
   starts with "another fentu process is". */
const char *cred_lock_holder(const char *path);

/*
 * A refresh may leave tokens at the server that are not known here: its answer
 * was lost, or its process killed. A file beside the lock says so from before
 * the server is asked until it is known what came of it. Best effort.
 */
void cred_lock_note_lost(const char *path);
void cred_lock_forget_lost(const char *path);

/* When that was, in Unix seconds; 0: there are none. */
int64_t cred_lock_lost_at(const char *path);

/* Say that the lock was not free within `waited_ms`: ERR_NETWORK, since it may
   be worth another try. Always false. */
bool cred_lock_is_busy(const char *path, int waited_ms, struct error *err);

#endif
