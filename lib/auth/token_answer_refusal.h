/*
 * What a refusal of a token endpoint means (RFC 6749, section 5.2). A part of
 * token_answer.h; not for other modules.
 */
#ifndef FENTU_AUTH_TOKEN_ANSWER_REFUSAL_H
#define FENTU_AUTH_TOKEN_ANSWER_REFUSAL_H

#include "lib/auth/token_answer.h"
#include "lib/base/js.h"
#include "lib/net/errbody.h"

struct token_refusal {
	int status;
	struct js code;	       /* "error" */
	struct js description; /* "error_description" */
	const char *text; /* of a body with neither; NULL: it says nothing */
};

/* What an error's body says, to be quoted; NULL: nothing, or text of no known
   shape that may have tokens in it. Borrowed. */
const char *token_words_of(const struct errbody *body);

/* Always false, with what to do in *err; *ret_verdict says what follows. */
bool token_refuse(const struct token_refusal *refusal, enum token_grant grant,
		  enum token_verdict *ret_verdict, struct error *err);

/* A status from 500 on; always false. */
bool token_in_trouble(const struct http_reply *reply, struct error *err);

#endif
