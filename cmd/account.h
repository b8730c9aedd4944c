/*
 * Where the API of a profile is and which store keeps its login, for commands
 * that take a profile's name, or all of them, and not just the one in force.
 */
#ifndef FENTU_CMD_ACCOUNT_H
#define FENTU_CMD_ACCOUNT_H

#include "cmd/ctx.h"

struct account {
	char *profile;
	struct url url;
	char *base_url;
	const struct store *store; /* keyring or file, as its settings say;
				      borrowed from the context */
};

/* profile NULL: the one in force. */
bool account_open(struct ctx *ctx, const char *profile,
		  struct account *ret_account, struct error *err) MUST_CHECK;
void account_release(struct account *account);

/* Borrows from the account. */
struct cred_key account_key(const struct account *account);

/* The slot of a key that was replaced. */
struct cred_key account_former_key(const struct account *account);

/*
 * Take the lock of the account's credentials; see cred_lock.h. Whoever writes
 * one of them does so first, and then reads again what it goes by. Before it
 * waits, a person is asked to unlock the keyring if need be, and not again
 * while the lock is held. Fails with ERR_NETWORK when another process holds it
 * for too long.
 */
bool account_lock(struct ctx *ctx, const struct account *account,
		  enum cred_lock_use use, struct file_lock *lock,
		  struct error *err) MUST_CHECK;

/* The rest is done with the lock held. */

enum { ACCOUNT_TRIES = 5 };

/*
 * Remove the login from where it is kept, and a copy in the file store, too:
 * there may be one from before the storage was changed.
 *
 * `was`: only if the login is still that one, as it was read and revoked, say;
 * else *ret_done is false, and the login is there to be read again. A program
 * that does not take the lock has changed it, or the last write of a process
 * that was killed. NULL: whatever is there.
 */
bool account_forget_login(struct ctx *ctx, const struct account *account,
			  const struct cred *was, bool *ret_done,
			  struct error *err) MUST_CHECK;

/* The same, and the secret of its OAuth client. */
bool account_forget(struct ctx *ctx, const struct account *account,
		    const struct cred *was, bool *ret_done,
		    struct error *err) MUST_CHECK;

/* Say that the login was another one at each attempt. Always false. */
bool account_keeps_changing(const struct account *account, struct error *err);

/* Warn if a credential of the environment takes the place of what is stored:
   "FENTU_API_KEY is set and CONSEQUENCE". */
void account_warn_of_given(struct ctx *ctx, const struct account *account,
			   const char *consequence);

/* Every profile there is: those with settings, and "default".
   Sorted; free with g_strfreev. */
bool account_profiles(struct ctx *ctx, char ***ret_names,
		      struct error *err) MUST_CHECK;

#endif
