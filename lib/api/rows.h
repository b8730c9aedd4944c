/*
 * Many records to be written, as the rows of one text.
 *
 * The text is CSV with a header line, JSON objects line by line, or one JSON
 * array of objects; its first character tells which. Headings are the fields
 * of the resource, dotted for what is nested ("customer.id", "address.city"),
 * or the keys of a body; an empty cell leaves its field out. A JSON object is
 * a body as the API takes it and is sent as it is. For updates each row has an
 * "id", which is no part of the body.
 *
 * Nothing is kept of a row but what is handed out: memory does not grow with
 * their number.
 */
#ifndef FENTU_API_ROWS_H
#define FENTU_API_ROWS_H

#include "lib/api/resource.h"

enum { ROWS_BYTES_MAX = 128 * 1024 * 1024 }; /* of the text */

struct row;
struct rows_config {
	const char *text; /* all of it is borrowed */
	size_t len;
	const char *name; /* of the text, for messages: "'new.csv'" */
	const struct resource *resource;
	bool is_update;
	bool is_unchecked; /* a required field may be missing */
	int64_t now_s;	   /* what "today" in a cell is counted from; Unix */
	/* Called for a value in CSV that is not among the known ones; it is
	   sent all the same. May be NULL. */
	void (*on_unlisted)(void *user, const struct setter *setter,
			    const char *value);
	/* Called by rows_check for each good row, in order. May be NULL. */
	void (*on_row)(void *user, const struct row *row);
	void *user;
};

struct rows;

/* ERR_USAGE: a heading that is not known, cannot be written, or names what
   another has named; an array that is no JSON. */
bool rows_open(const struct rows_config *config, struct rows **ret_rows,
	       struct error *err) MUST_CHECK;
void rows_free(struct rows *rows);
static inline void rows_drop(struct rows **rows)
{
	rows_free(*rows);
}

struct row {
	size_t number; /* from 1 */
	size_t line;   /* on which it begins, from 1 */
	bool is_good;  /* the rest is filled in */
	char *id;      /* of an update */
	char *body;
	size_t body_len;
	char **partial; /* as of struct write_request, from dotted headings;
			   NULL: none */
};
void row_release(struct row *row);

/* The next row, released by the caller; false: there is none. What is wrong
   with it is added to the problems as fields, named by line and column. */
bool rows_next(struct rows *rows, struct row *ret_row,
	       struct error *problems) MUST_CHECK;

/*
 * Look at every row, and count them. ERR_USAGE, with a field for each
 * problem: whatever rows_next finds, a required field that is missing, an id
 * that comes twice; or no row at all.
 */
bool rows_check(const struct rows_config *config, size_t *ret_count,
		struct error *err) MUST_CHECK;

#endif
