/*
 * What the browser brings back (RFC 6749, section 4.1.2; RFC 9207): a query,
 * or what a person pasted. Functions of text: no socket, no terminal.
 *
 * Anybody on this machine, and any web page, can send something to the port
 * that waits for it. So the state decides first, compared in constant time:
 * without the right one nothing else is looked at, and nothing follows.
 */
#ifndef FENTU_AUTH_REDIRECT_H
#define FENTU_AUTH_REDIRECT_H

#include "lib/base/sealed.h"

enum {
	REDIRECT_QUERY_MAX = 8 * 1024,
	REDIRECT_PARAMETERS_MAX = 32,
	REDIRECT_CODE_MAX = 4 * 1024,
	REDIRECT_WORD_MAX = 64, /* bytes of an error's name that are kept */
	REDIRECT_TEXT_MAX = 300 /* and of its description */
};

enum redirect_kind {
	REDIRECT_FOREIGN, /* not ours, or not in order: to be ignored */
	REDIRECT_CODE,
	REDIRECT_ERROR, /* the server, or the person at it, said no */
	REDIRECT_ISSUER /* ours, but of another server (RFC 9207, section 2.4)
			 */
};

struct redirect {
	enum redirect_kind kind;
	struct sealed code;
	char *error;	   /* its name, as it came: "access_denied" */
	char *description; /* as it came, in UTF-8; or NULL */
	char *issuer;	   /* of REDIRECT_ISSUER; NULL: it was missing */
};

/* What is waited for; borrowed. */
struct redirect_wish {
	const struct sealed *state;
	const char *issuer; /* what `iss` has to be, byte for byte */
	bool needs_issuer;  /* the server is known to send it */
};

/*
 * Judge the query of a request, without its question mark. REDIRECT_FOREIGN:
 * no state or a wrong one; a parameter given twice (section 3.1); neither
 * code nor error, or both; broken escapes, NUL bytes, more than the limits.
 */
void redirect_judge(const char *query, const struct redirect_wish *wish,
		    struct redirect *ret_redirect);

/*
 * Judge what was pasted: the whole address, its query, or the code alone,
 * which has no state and is guarded by PKCE. ERR_LOGIN when it is an address
 * of another login, ERR_USAGE when it is none of these.
 */
bool redirect_pasted(const struct sealed *text,
		     const struct redirect_wish *wish,
		     struct redirect *ret_redirect,
		     struct error *err) MUST_CHECK;

/*
 * False, with ERR_LOGIN or (a server in trouble) ERR_NETWORK in words, for
 * everything but a code.
 */
bool redirect_explain(const struct redirect *redirect,
		      const struct redirect_wish *wish,
		      struct error *err) MUST_CHECK;

void redirect_release(struct redirect *redirect);

#endif
