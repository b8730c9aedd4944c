/*
 * A credential and the record it is kept as.
 *
 * One record for each profile and origin holds everything that belongs
 * together, as one JSON object with a version, 64 KiB at most, so that parts
 * cannot get out of step: an access token never stands beside the refresh
 * token of another. A record of a newer version is refused and never
 * overwritten; members that are not known, or not there, do not matter.
 *
 * The secret of an OAuth client is no part of a login. It has a record of its
 * own, so that it is read only where it is sent.
 */
#ifndef FENTU_AUTH_CRED_H
#define FENTU_AUTH_CRED_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/keyring_protocol.h"
#include "lib/base/sealed.h"

enum { CRED_VERSION = 1 };

enum cred_kind {
	CRED_NONE,
	CRED_API_KEY,
	CRED_OAUTH,
	CRED_CLIENT /* `access` is the secret of the client oauth.client_id */
};

/* Where it was found; cred_source_name gives the word for scripts. */
enum cred_source {
	CRED_FROM_NOWHERE,
	CRED_FROM_ENVIRONMENT,
	CRED_FROM_KEY_FILE,
	CRED_FROM_SYSTEMD,
	CRED_FROM_KEYRING,
	CRED_FROM_LIBSECRET_FILE, /* what libsecret takes for a keyring where
				     SECRET_BACKEND=file says so */
	CRED_FROM_FILE
};

/* What a login by OAuth has beside its access token. Times are Unix seconds;
   0, an empty secret and NULL stand for "not known" or "none". */
struct cred_oauth {
	struct sealed refresh; /* the refresh token */
	int64_t access_expires_at;
	int64_t refresh_expires_at;
	int64_t obtained_at;	/* when this access token was issued */
	int64_t replaced_until; /* when the last of the access tokens that it
				   has taken the place of ends: a server may
				   accept them, and revokes this one alone */
	char *scopes;		/* as granted: "read:assets write:assets" */
	char *client_id;	/* as whom; goes with every refresh */
	char *root; /* the OAuth root that issued it ("https://api.fentu.io"):
		       its tokens are sent there and nowhere else */
	bool has_ended; /* the refresh token is of no use: the server does not
			   accept it, or may have taken it without giving
			   another. In that case it stays, to be revoked */
};

struct cred {
	enum cred_kind kind;
	enum cred_source source;
	char *source_detail; /* variable, path or keyring provider; or NULL */
	char digest[KEYRING_DIGEST_SIZE]; /* of the record that a store has
					     read it from; "": of none */
	struct sealed access;		  /* the API key, or the access token */
	int64_t created_at; /* when the login was made; 0: unknown. A refresh
			       does not change it */
	struct cred_oauth oauth; /* zeroed for an API key */
};

/* Which of a profile's records. */
enum cred_slot {
	CRED_SLOT_LOGIN,
	CRED_SLOT_CLIENT,
	CRED_SLOT_FORMER /* a key that was replaced, until nobody accepts it */
};

/* Whose credential: the API's origin and the profile. Both borrowed. */
struct cred_key {
	const char *origin;
	const char *profile;
	enum cred_slot slot;
};

/* The record's text. */
bool cred_encode(const struct cred *cred, struct sealed *ret_text,
		 struct error *err) MUST_CHECK;
bool cred_decode(const struct sealed *text, struct cred *ret_cred,
		 struct error *err) MUST_CHECK;
/*
 * May a record be put in the place of this one? False for one of a newer
 * version; what is no record at all may go. Every store asks before it puts.
 */
bool cred_may_replace(const struct sealed *text, struct error *err) MUST_CHECK;
void cred_release(struct cred *cred);

bool cred_copy(const struct cred *cred, struct cred *ret_copy,
	       struct error *err) MUST_CHECK;

/* Do they say the same, apart from where they come from? */
bool cred_equal(const struct cred *a, const struct cred *b);

/* Move another access token into a login, and note until when the one that was
   there may be accepted. Its own times are the caller's to set. */
void cred_take_access(struct cred *login, struct sealed *access);

/* Has the access token ended, or will it within `left_s` seconds? One whose
   end is not known, and an API key, has not. */
bool cred_is_ending(const struct cred *cred, int64_t now_unix_s,
		    int64_t left_s);

/* Can another access token be had for it, as far as is known here? */
bool cred_is_renewable(const struct cred *cred);

const char *cred_kind_name(enum cred_kind kind);       /* "api_key", "oauth" */
const char *cred_slot_name(enum cred_slot slot);       /* "login", ... */
const char *cred_source_name(enum cred_source source); /* "keyring", ... */

#endif
