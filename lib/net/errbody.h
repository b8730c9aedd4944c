/*
 * What the body of an error says.
 *
 * The API's documentation does not show one, so every shape that is common is
 * read, and each key of it may be missing:
 *
 *	{"error": {"code": ..., "message": ..., "details": ...}}
 *	{"error": "invalid_token", "error_description": "..."}
 *	{"message": "...", "errors": {"name": ["..."]}}
 *	{"errors": [{"field": "name", "message": "..."}]}, or of strings, such
 *		as "name: must not be empty"
 *	{"code": ..., "message": ...}
 *	{"title": "...", "detail": "..."}	(RFC 9457)
 *
 * Anything else, also JSON in which none of this is found, has no known shape:
 * the message is its start, of a web page the title or else the text.
 */
#ifndef FENTU_NET_ERRBODY_H
#define FENTU_NET_ERRBODY_H

#include "lib/base/error.h"

enum {
	ERRBODY_TEXT_MAX = 500, /* bytes of one text; the rest is cut */
	ERRBODY_FIELDS_MAX = 200
};

/* Texts as they came, not cleaned. Zeroed is a valid "says nothing". */
struct errbody {
	char *message;	   /* NULL: none */
	char *code;	   /* NULL: none */
	char *scope;	   /* "required_scope", of any shape; NULL: none */
	GPtrArray *fields; /* of struct error_field; NULL: none */
	bool is_known;	   /* it has one of the shapes above */
};

void errbody_read(const char *text, size_t len, struct errbody *ret_body);
void errbody_release(struct errbody *body);

/* The start of a text in one line, white space as one blank each; owned by the
   caller. */
char *errbody_start(const char *text, size_t len);

/* Is this text a web page rather than data? */
bool errbody_is_page(const char *text, size_t len);

#endif
