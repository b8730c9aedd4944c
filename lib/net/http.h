/*
 * HTTP as one interface: "send these, tell me as each ends".
 *
 * Below it is libcurl's multi interface (lib/net/curl.c, a part that is
 * loaded when the first request is made); beside it, in tests, a scripted
 * transport. Above it (client.h) are authorization, retry, redirects and the
 * rate limit. A transport makes no decision: it never follows a redirect,
 * never sends twice, knows no credential but the headers it is given.
 *
 * Limits that every transport keeps: connect 10 s, head of the reply 15 s, no
 * byte for 30 s, the request's own timeout for all of it, head at most
 * 256 KiB, body at most 32 MiB before and after decompression.
 */
#ifndef FENTU_NET_HTTP_H
#define FENTU_NET_HTTP_H

#include <stddef.h>

#include "lib/base/clock.h"
#include "lib/base/error.h"
#include "lib/base/trace.h"

enum {
	HTTP_HEAD_MAX = 256 * 1024,
	HTTP_BODY_MAX = 32 * 1024 * 1024,
	HTTP_CONNECT_MS = 10 * 1000,
	HTTP_HEAD_MS = 15 * 1000, /* from the request to the reply's head, or
				     half of a longer timeout */
	HTTP_STALL_S = 30
};

struct http_header {
	const char *name;
	const char *value;
};

/* One request. The body is borrowed until it has ended, the rest is copied
   where it is needed. */
struct http_request {
	const char *method;
	const char *url; /* of the transport's origin */
	const struct http_header *headers;
	size_t header_count;
	const char *body; /* NULL: none */
	size_t body_len;
	int64_t timeout_ms;    /* 0: none */
	bool fresh_connection; /* for what must not be sent twice: libcurl
				  repeats a request by itself when a
				  connection that was kept alive turns out
				  to be dead */
};

enum http_fault {
	HTTP_REPLIED, /* there is a whole reply, whatever its status */
	HTTP_NO_NAME, /* the name did not resolve */
	HTTP_NO_CONNECTION,
	HTTP_TLS,
	HTTP_TIMED_OUT,
	HTTP_BROKEN,   /* ended early, or was no HTTP */
	HTTP_TOO_LARGE /* one of the limits above */
};

struct http_reply {
	enum http_fault fault;
	char *detail;	   /* what the library said of a fault; or NULL */
	bool request_sent; /* could the server have acted on it? */
	int status;
	char *headers; /* the final head as text, its status line left out,
			  lines ending with LF; or NULL */
	char *body;    /* NUL-terminated beyond its length; never NULL when
			  there is a reply */
	size_t body_len;
	int64_t elapsed_ms;
	int64_t asked_unix_ms; /* when the client sent for it, which may be a
				  while ago (cache.h); 0: it does not say */
	unsigned tries;	       /* of the client, this one included; 0: none */
	int64_t tried_ms;      /* from the first to the end of the last */
	char *asked_url;       /* the client followed a redirect from here */
	char *final_url;       /* to there; NULL: it did not */
};

/* "; 5 attempts in 20 s" for the end of a message, or "" for one; owned. */
char *http_reply_attempts(const struct http_reply *reply);

void http_reply_release(struct http_reply *reply);

/* The first value of a header (any case), copied and trimmed; NULL: not
   there. */
char *http_reply_header(const struct http_reply *reply, const char *name);

/* Everything is borrowed as long as the transport lives. */
struct http_config {
	const char *origin;	/* the only one that is spoken to; url.h */
	const char *ca_file;	/* further CA bundle; NULL: the system's */
	const char *user_agent; /* visible ASCII */
	bool use_proxy; /* as the environment says; never for loopback and
			   never in a CGI program, where a request can set
			   such variables */
	const struct trace *trace;
	void *user; /* for the transport of a test */
};

struct transport_ops {
	/* *ret_self is closed with close(). */
	bool (*open)(const struct http_config *config, void **ret_self,
		     struct error *err);
	/* Hand in a request; `tag` comes back with its reply. */
	bool (*start)(void *self, const struct http_request *request, void *tag,
		      struct error *err);
	/* Wait until one has ended, at most timeout_ms (0: only look), also
	   when none is under way. *ret_tag is NULL when none has ended.
	   *ret_reply is released by the caller. */
	bool (*wait)(void *self, int timeout_ms, void **ret_tag,
		     struct http_reply *ret_reply, struct error *err);
	/* Give up a request that is under way: its reply never comes. */
	void (*cancel)(void *self, void *tag);
	/* Give up what is in flight and free everything. */
	void (*close)(void *self);
};

/* The name of the one symbol that the loadable part exports: a
   `const struct transport_ops`. */
#define HTTP_TRANSPORT_SYMBOL "fentu_http_transport"

/* Load the part at `path`. The result is never unloaded. */
bool http_load(const char *path, const struct transport_ops **ret_ops,
	       struct error *err) MUST_CHECK;

#endif
