/*
 * Where the replacement of a key by another stands, so that one that was cut
 * short can be finished.
 *
 * Two records bear it: the login itself, which holds a key that works at every
 * moment, and beside it the former key, kept until the server no longer
 * accepts it. What they are decides what is next; a journal, a small file
 * without secrets, adds what they cannot tell.
 */
#ifndef FENTU_AUTH_ROTATE_H
#define FENTU_AUTH_ROTATE_H

#include <stdint.h>

#include "lib/base/sealed.h"

enum rotate_step {
	ROTATE_CHECKED, /* the new key is good; nothing is changed */
	ROTATE_STORED,	/* it is the login; the old one is kept as former */
	ROTATE_HANDED,	/* and whoever else needs it has it */
	ROTATE_REVOKED	/* the server no longer accepts the former */
};

/* Marks stand for keys: enough to know one again, useless to whoever finds
   them. */
struct rotate_journal {
	enum rotate_step step;
	bool to_hand; /* the new key is to be handed to a program */
	char *old_mark, *new_mark;
	int64_t begun_at; /* Unix seconds */
};
void rotate_journal_release(struct rotate_journal *journal);

/* The mark of a key; owned by the caller. */
char *rotate_mark(const struct sealed *key);

/* The journal as text, and back; false for text that is none. */
char *rotate_journal_text(const struct rotate_journal *journal);
bool rotate_journal_parse(const char *text, size_t len,
			  struct rotate_journal *ret_journal) MUST_CHECK;

/* What is known at the start; marks are NULL for what is not there. */
struct rotate_facts {
	const struct rotate_journal *journal; /* NULL: none */
	const char *stored;		      /* the login */
	const char *former;
	const char *given; /* the key that is to be the new one */
};

enum rotate_plan {
	ROTATE_NOTHING, /* there is no login to begin with */
	ROTATE_BEGIN,
	ROTATE_RESTORE, /* the login is lost, the former key is not */
	ROTATE_FINISH,	/* a new key is stored; go on from there */
	ROTATE_ENDED	/* it was finished, but for the journal */
};
enum rotate_plan rotate_plan(const struct rotate_facts *facts);

#endif
