/*
 * The record inside an item: JSON text that is kept byte for byte. The helper
 * looks at its version alone.
 */
#ifndef FENTU_CMD_KEYRING_RECORD_H
#define FENTU_CMD_KEYRING_RECORD_H

#include "cmd/keyring/reply.h"
#include "cmd/keyring/request.h"

/* The request's record in libsecret's locked memory; owned by the caller. */
SecretValue *record_value(const struct request *request);

bool record_equal(SecretValue *a, SecretValue *b);

/* Was `old` written by a newer version than the request's record? What is no
   record at all is not: it may be replaced. */
bool record_is_newer(SecretValue *old, const struct request *request);

/*
 * May the request change what is there (NULL: nothing)? Only if that is what
 * it expects; a record that is already as a put wants it will do as well.
 */
bool record_check(SecretValue *old, const struct request *request,
		  struct reply *reply);

/* Put a record into the reply: JSON and not too large, or bad_record. */
bool record_answer(SecretValue *record, enum keyring_outcome outcome,
		   struct reply *reply);

/* Add one item to a list, without its secret. Items whose attributes are
   missing or overlong are none of ours and are left out. */
void record_list(SecretRetrievable *item, bool is_locked, struct reply *reply);

/* Take turns with other helpers that write the same record: what one of them
   has compared stays as it is until it has written. Waits `wait_ms` at most. */
struct file_lock;
bool record_turn(struct file_lock *lock, const char *name, int wait_ms,
		 struct reply *reply);

#endif
