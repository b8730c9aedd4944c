/*
 * How the sandbox behaves where the real API may be one way or the other.
 *
 * Each setting has a default, and is changed by an option on the command line
 * or by a control request while the server runs.
 */
#ifndef FENTU_SANDBOX_SETTINGS_H
#define FENTU_SANDBOX_SETTINGS_H

#include "cmd/sandbox/problem.h"

#include <stdint.h>

enum rate_reset {
	RATE_RESET_EPOCH, /* a point in time, in seconds */
	RATE_RESET_DELTA, /* seconds from now */
	RATE_RESET_MS,	  /* a point in time, in milliseconds */
	RATE_RESET_DATE,  /* a point in time, as an HTTP date */
};

enum write_verb {
	WRITE_PATCH,
	WRITE_PUT, /* replaces the whole record */
	WRITE_BOTH,
};

/* How a client must prove who it is to revoke a token. */
enum revoke_auth {
	REVOKE_ANY, /* or not at all */
	REVOKE_FORM,
	REVOKE_BASIC,
	REVOKE_BEARER,
};

/* What goes with a refresh token that is revoked. RFC 7009 lets a server do
   either. */
enum revocation {
	REVOCATION_FAMILY, /* all that was issued for the same grant */
	REVOCATION_TOKEN,  /* nothing */
};

/* What the authorize page does. */
enum consent {
	CONSENT_ASK,
	CONSENT_APPROVE,
	CONSENT_DENY,
};

struct settings {
	int64_t latency_ms;  /* before every answer */
	int64_t rate_limit;  /* requests per window and key; 0: no limit */
	int64_t rate_window; /* seconds */
	int64_t rate_reset;  /* enum rate_reset: unit of X-RateLimit-Reset */
	int64_t error_shape; /* enum problem_shape */
	int64_t write_verb;  /* enum write_verb */
	int64_t idempotency; /* honour Idempotency-Key */
	int64_t gzip;	     /* for those who accept it */
	int64_t link_header; /* Link: rel="next" on lists */
	int64_t etag;	     /* ETag on what is read, and 304 */
	int64_t date_skew;   /* seconds by which Date is ahead */

	/* What OAuth issues; lifetimes and times are in seconds. */
	int64_t access_ttl, refresh_ttl, code_ttl;
	int64_t rotation;    /* a refresh token is good for one refresh */
	int64_t reuse_grace; /* and for so long after it, once more */
	int64_t revoke_auth; /* enum revoke_auth */
	int64_t revocation;  /* enum revocation */
	int64_t consent;     /* enum consent */
	int64_t iss;	     /* name the issuer in the redirect */
};

void settings_init(struct settings *settings);

/* Change one by its name; false and error if name or value will not do. */
MUST_CHECK bool settings_set(struct settings *settings, const char *name,
			     const char *value, GError **error);

/* All of them, under their names; a new object. */
struct json_object *settings_show(const struct settings *settings);

#endif
