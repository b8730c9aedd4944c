/*
 * Where credentials live: get, put, drop and a name.
 *
 * Implementations: the keyring through its helper program, a private file
 * (only where asked for), the environment and its relatives (read-only), and
 * memory (tests). One contract suite runs on all of them.
 *
 * Absent is an answer: get is true with *ret_found false. Locked and
 * unavailable are failures with ERR_LOGIN, each with its own message and
 * remedy.
 */
#ifndef FENTU_AUTH_STORE_H
#define FENTU_AUTH_STORE_H

#include "lib/auth/cred.h"
#include "lib/base/keyring_protocol.h"

struct store_ops {
	const char *name; /* "keyring", "file", ...: shown to the user */
	/* *ret_cred is released by the caller. */
	bool (*get)(void *self, const struct cred_key *key,
		    struct cred *ret_cred, bool *ret_found, struct error *err);
	/*
	 * Stored, read back and compared before it returns true. NULL in
	 * ops: read-only. `expect`, NULL or as in a request to the keyring,
	 * is compared in one step with what is there: *ret_done is false when
	 * that is something else, and nothing is changed.
	 */
	bool (*put)(void *self, const struct cred_key *key,
		    const struct cred *cred, const char *expect, bool *ret_done,
		    struct error *err);
	/* Gone, or was not there. */
	bool (*drop)(void *self, const struct cred_key *key, const char *expect,
		     bool *ret_done, struct error *err);
	void (*free)(void *self);
};

struct store {
	const struct store_ops *ops;
	void *self;
};

bool store_get(const struct store *store, const struct cred_key *key,
	       struct cred *ret_cred, bool *ret_found,
	       struct error *err) MUST_CHECK;
/* Whatever is there. */
bool store_put(const struct store *store, const struct cred_key *key,
	       const struct cred *cred, struct error *err) MUST_CHECK;
bool store_drop(const struct store *store, const struct cred_key *key,
		struct error *err) MUST_CHECK;
/*
 * Only what is still as it was read: `was` comes from a get of this store;
 * NULL: nothing was there. *ret_done is false when something else is there by
 * now, which is left alone: read it, and decide again.
 */
bool store_replace(const struct store *store, const struct cred_key *key,
		   const struct cred *was, const struct cred *cred,
		   bool *ret_done, struct error *err) MUST_CHECK;
bool store_remove(const struct store *store, const struct cred_key *key,
		  const struct cred *was, bool *ret_done,
		  struct error *err) MUST_CHECK;
void store_release(struct store *store);

/* For implementations: is a record's text (NULL: none) what is expected? */
bool store_is_expected(const struct sealed *text, const char *expect);

/* A store in memory, for tests. */
void store_memory(struct store *ret_store);

/* One 0600 file for each record in `folder`, which is made 0700. */
void store_file(const char *folder, struct store *ret_store);

/* Where such a store keeps a record, whether there is one or not; owned. */
char *store_file_path(const struct store *store, const struct cred_key *key);

/* The keyring, asked through the program `helper` with a deadline. */
struct store_keyring_config {
	const char *helper;
	int deadline_ms;
	bool may_prompt; /* a person can answer an unlock prompt: the
			    deadline of a keyring that answers at all is then
			    prompt_deadline_ms; no longer once a question has
			    failed */
	bool is_patient; /* that deadline, without a prompt: see store_quiet */
	int prompt_deadline_ms;
	void (*meanwhile)(void *user); /* as in struct child_spec, while a
					  record is looked up; or NULL */
	void (*waiting)(void *user, int seconds); /* likewise, for each */
	void *user;
};
void store_keyring(const struct store_keyring_config *config,
		   struct store *ret_store);

/* May a question to this store have a person unlock the keyring? */
bool store_may_prompt(const struct store *store);

/* From now on nobody is asked to unlock it. Whoever has shown to be there
   keeps the time to answer what a keyring asks when it stores or deletes. */
void store_quiet(const struct store *store);

/* A keyring that has not answered in time is not asked again: each question
   fails at once, as the one that was waited for did, so that the limit is that
   of the whole command. From now on it is: something would be lost. */
void store_ask_again(const struct store *store);

/* Whom the keyring is asked of: what `status` and `doctor` show. Each string
   owned, NULL: not known. */
struct store_keyring_facts {
	char *provider;	  /* the program behind org.freedesktop.secrets */
	char *collection; /* label of the default collection */
	bool is_file;	  /* libsecret's encrypted file, because the environment
			     has SECRET_BACKEND=file: worth a warning */
	bool is_locked;
	unsigned duplicates; /* surplus records for the key */
};
/* Fails as get does; *ret_reason is set in any case, KEYRING_NO_REASON when the
   helper itself is what failed. Nothing is unlocked and nobody is asked. */
bool store_keyring_probe(const struct store *store, const struct cred_key *key,
			 struct store_keyring_facts *ret_facts,
			 enum keyring_reason *ret_reason,
			 struct error *err) MUST_CHECK;
void store_keyring_facts_release(struct store_keyring_facts *facts);

/*
 * The given credentials, in this order: FENTU_TOKEN, FENTU_API_KEY, the file
 * named by FENTU_API_KEY_FILE, $CREDENTIALS_DIRECTORY/fentu-api-key. Variables
 * are looked up once, at creation, and a file is read when it is asked for;
 * `lookup` gives a variable's value or NULL (getenv). They belong to
 * `home_origin` and are refused for any other (ERR_USAGE). A file may be
 * readable by others, as container secrets are, but not writable.
 */
struct store_given_config {
	const char *home_origin;
	const char *(*lookup)(const char *name);
};
void store_given(const struct store_given_config *config,
		 struct store *ret_store);

#endif
