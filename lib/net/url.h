/*
 * URLs: where a credential may go, and how text becomes part of a path or
 * query.
 *
 * A credential belongs to one origin: scheme, host and port (RFC 6454,
 * section 4), compared whole after one strict parse. There are no suffixes,
 * patterns or equivalents. What reaches libcurl is put together again from
 * the parsed parts, so that two parsers cannot see two hosts.
 */
#ifndef FENTU_NET_URL_H
#define FENTU_NET_URL_H

#include "lib/base/error.h"

enum { URL_MAX = 8 * 1024 };

struct url {
	char *origin; /* "https://api.example:8443"; the port only when it is
			 not the scheme's own; lower case */
	char *host;   /* lower case, IPv6 without brackets */
	char *path;   /* "/v1", no slash at the end; "" for the root */
	char *query;  /* after the question mark; NULL: none */
	int port;
	bool is_https;
	bool is_loopback; /* 127.0.0.0/8, ::1 or "localhost" */
};

/*
 * Parse an absolute http(s) URL. Refused with ERR_USAGE: other schemes, plain
 * http to a host that is not loopback, user info, fragments, control or
 * non-ASCII bytes, empty or odd hosts (a dot at the end, percent escapes),
 * ports out of range, "." and ".." in the path, anything longer than URL_MAX.
 * `what` names the source ("--api-url", "the redirect").
 */
bool url_parse(const char *text, const char *what, struct url *ret_url,
	       struct error *err) MUST_CHECK;
void url_release(struct url *url);

/* The same check; *ret_text is the URL put together again: the canonical
   origin, then path and query with their escapes in one spelling (RFC 3986,
   section 6.2.2). Owned by the caller. */
bool url_canonical(const char *text, const char *what, char **ret_text,
		   struct error *err) MUST_CHECK;

/* Same scheme, host and port? Two URLs given as text; anything that does not
   parse is equal to nothing. */
bool url_same_origin(const char *a, const char *b);

/* Resolve `location` (absolute, or a path, or relative) against `base` as
   RFC 3986, section 5 says. *ret_url is canonical and owned by the caller. A
   target that url_parse would refuse is ERR_NETWORK: a server sent it. */
bool url_resolve(const char *base, const char *location, char **ret_url,
		 struct error *err) MUST_CHECK;

/* Append text percent-encoded: all but unreserved characters (RFC 3986,
   section 2.3), so that an id can never leave its path part; the dots of
   "." and ".." are encoded as well. */
void url_append_encoded(GString *out, const char *text);

/* Append "?key=value" or "&key=value", both encoded. */
void url_append_query(GString *url, const char *key, const char *value);

#endif
