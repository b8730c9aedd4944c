/* What is in the context; for the files that make it up, ctx*.c, alone. */
#ifndef FENTU_CMD_CTX_PARTS_H
#define FENTU_CMD_CTX_PARTS_H

#include "cmd/ctx.h"
#include "lib/auth/session.h"
#include "lib/net/cache.h"
#include "lib/net/http_late.h"
#include "lib/net/usage_book.h"

struct ctx {
	struct io *io;
	struct redact *secrets; /* in use: blotted out of what is said */
	struct globals globals;
	struct trace trace;

	bool prefers_table;
	bool mends_conf;
	struct conf *conf; /* NULL: not opened yet, as with all below */
	const char *profile;
	enum conf_origin profile_origin;
	bool may_be_new; /* the profile */
	struct url api;
	char *api_text;
	enum conf_origin api_origin;

	struct store given, keyring, file;
	bool may_prompt;
	struct cred cred;
	struct session session; /* its config.store is NULL: none yet */
	char *lock_path;

	/* Requests of this command that are not in the file yet. */
	char *command; /* "wo list"; NULL: nothing is counted */
	struct usage_row sent;
	int64_t requests; /* of this command, all in all */

	const struct transport_ops *transport;
	struct http_late late; /* what loads it when it is needed */
	struct cache *cache;
	bool wants_transport; /* a request follows: load it meanwhile */
	struct client *client;
	struct api api_calls;
	const struct signals *signals; /* that end a request; NULL: none */
};

/* A variable of the environment; NULL when unset or empty. */
const char *ctx_env(const char *name);

/* Where login put it: the keyring, or the file if that was asked for. */
bool ctx_kept_store(struct ctx *ctx, const struct store **ret_store,
		    struct error *err) MUST_CHECK;

/* A client as ctx_client opens it, but for these. */
struct ctx_client_wish {
	const char *origin;
	const struct sealed *secret; /* NULL: none */
	const char *account;	 /* whose rate limit it shares, other than the
				    secret's own; NULL: that */
	struct session *session; /* keeps the secret fresh; NULL: nobody */
	struct cache *cache;	 /* of replies; NULL: none */
};
bool ctx_open_client(struct ctx *ctx, const struct ctx_client_wish *wish,
		     struct client **ret_client, struct error *err) MUST_CHECK;

/* A digest of whose credential it is, for a purpose: other purposes, other
   digests; the credential cannot be had from it. Owned by the caller. */
char *ctx_owner(const char *purpose, const struct ctx_client_wish *wish);

/* ctx_cache.c: the place of the replies to such a client. */
bool ctx_open_cache(struct ctx *ctx, const struct ctx_client_wish *wish,
		    struct error *err) MUST_CHECK;

/* Load the part that makes requests, once. */
bool ctx_load_transport(struct ctx *ctx, struct error *err) MUST_CHECK;

/* A number given on the command line, else the setting. */
bool ctx_number(struct ctx *ctx, long given, const char *key,
		int64_t *ret_number, struct error *err) MUST_CHECK;

/* A file name for origin and profile. The purpose keeps files of different
   kinds from having one name; NULL: a folder does. Owned by the caller. */
char *ctx_account_name(const char *purpose, const struct cred_key *key);

/* ctx_login.c: blot out what the environment gives, whatever is said of it. */
void ctx_hide_given(struct ctx *ctx);

/* ctx_lock.c: where the lock of a profile's credentials is, its folder made;
   owned by the caller, NULL without a home. And how long to wait. */
bool ctx_lock_path(const struct cred_key *key, char **ret_path,
		   struct error *err) MUST_CHECK;
bool ctx_lock_wait(struct ctx *ctx, int *ret_wait_ms,
		   struct error *err) MUST_CHECK;

/* ctx_local.c: one request more, for client_config.on_send. */
void ctx_count(void *ctx);
/* With --verbose: how many they were, to whom, and how many are left. */
void ctx_tell_requests(struct ctx *ctx);
/* Put what was counted into the file. It cannot fail: it says what is odd. */
void ctx_count_end(struct ctx *ctx);

#endif
