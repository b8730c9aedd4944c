/*
 * What a token endpoint answered (RFC 6749, sections 5.1 and 5.2): a function
 * of the reply, with no socket and no clock.
 *
 * Only what cannot be used is refused: no whole object, no access token of
 * visible ASCII (16 KiB at most) in it or in its member "data", a token_type
 * that is a word other than Bearer. By the time an answer came the grant for it
 * is spent, and to refuse a good one costs the login. An optional member with
 * an odd value counts as unknown, and is named in `odd`; members that are not
 * known are ignored, and so is what makes the rest of the body other than JSON
 * (js_loose_members in js.h). Nothing that the server said of an error is taken
 * for more than text.
 */
#ifndef FENTU_AUTH_TOKEN_ANSWER_H
#define FENTU_AUTH_TOKEN_ANSWER_H

#include "lib/base/redact.h"
#include "lib/base/sealed.h"
#include "lib/net/http.h"

enum {
	TOKEN_BYTES_MAX = 16 * 1024,
	TOKEN_LIFETIME_S = 3600, /* when expires_in is not said */
	TOKEN_REFRESH_LIFETIME_S = 30 * 24 * 3600 /* when that is not said */
};

struct token_answer {
	struct sealed access;
	struct sealed refresh; /* empty: none came; a refresh keeps its own */
	int64_t expires_in_s;  /* TOKEN_LIFETIME_S if not said; 0: unknown */
	int64_t refresh_expires_in_s; /* likewise; of `refresh` */
	char *scope;		      /* NULL: not said, that is: as asked */
	bool is_scope_unknown;	      /* said, and not understood */
	char *odd;	 /* "expires_in, scope": members with odd values, for a
			    note; NULL: none */
	bool is_loose;	 /* the body is not JSON, and was read all the same */
	bool is_doubled; /* a token came with two values: the last counts */
};

void token_answer_release(struct token_answer *answer);

/* What was given for the tokens. */
enum token_grant { TOKEN_BY_REFRESH, TOKEN_BY_CODE };

/* What an attempt at the endpoint came to. */
enum token_verdict {
	TOKEN_GRANTED,
	TOKEN_INVALID_GRANT, /* the code or the refresh token is no good */
	TOKEN_REFUSED,	     /* for another reason; the grant may be good */
	TOKEN_SPENT,	     /* a whole answer came that cannot be used, so the
				grant is not sent again */
	TOKEN_UNKNOWN,	     /* the server may have spent the grant, and what
				it gave for it did not arrive */
	TOKEN_NOT_SPENT	     /* there was no answer, and nothing was done */
};

/*
 * Read a whole reply of any status. True: TOKEN_GRANTED, and *ret_answer is
 * released by the caller. Else *ret_verdict says what follows, and *err how:
 * ERR_LOGIN for what the person has to change, ERR_NETWORK for a server that
 * is in trouble or behind a web page.
 */
bool token_answer_read(const struct http_reply *reply, enum token_grant grant,
		       struct token_answer *ret_answer,
		       enum token_verdict *ret_verdict,
		       struct error *err) MUST_CHECK;

/* A scope that repeats a secret is not kept: scopes are shown. */
void token_answer_check_scope(struct token_answer *answer,
			      const struct redact *secrets);

struct cred;

/* Put what was granted into a login, in place of what it had. What the answer
   left out stays: a refresh token, and scopes. `asked_at` is when the request
   went out: nothing lasts longer than the server meant it to. */
void token_answer_move(struct token_answer *answer, int64_t asked_at,
		       struct cred *login);

#endif
