/*
 * A credential and the record it is kept as.
 *
 * One record for each profile and origin holds everything that belongs
 * together, as one JSON object with a version, 64 KiB at most, so that parts
 * cannot get out of step. A record of a newer version is refused and never
 * overwritten.
 */
#ifndef FENTU_AUTH_CRED_H
#define FENTU_AUTH_CRED_H

#include <stdint.h>

#include "lib/base/sealed.h"

enum { CRED_VERSION = 1 };

enum cred_kind { CRED_NONE, CRED_API_KEY, CRED_OAUTH };

/* Where it was found; cred_source_name gives the word for scripts. */
enum cred_source {
	CRED_FROM_NOWHERE,
	CRED_FROM_ENVIRONMENT,
	CRED_FROM_KEY_FILE,
	CRED_FROM_SYSTEMD,
	CRED_FROM_KEYRING,
	CRED_FROM_FILE
};

struct cred {
	enum cred_kind kind;
	enum cred_source source;
	char *source_detail;  /* variable, path or keyring provider; or NULL */
	struct sealed access; /* the API key, or the access token */
	int64_t created_at;   /* Unix seconds when it was stored; 0: unknown */
};

/* Whose credential: the API's origin and the profile. Both borrowed. */
struct cred_key {
	const char *origin;
	const char *profile;
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

const char *cred_kind_name(enum cred_kind kind);       /* "api_key", "oauth" */
const char *cred_source_name(enum cred_source source); /* "keyring", ... */

#endif
