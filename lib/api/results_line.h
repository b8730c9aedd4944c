/* The lines of a results file (results.h) as text: no file is touched. */
#ifndef FENTU_API_RESULTS_LINE_H
#define FENTU_API_RESULTS_LINE_H

#include "lib/api/results.h"
#include "lib/base/js.h"

/* Each appends one line, its end included. */
void results_line_head(GString *out, const struct results_about *about,
		       size_t rows, int64_t started_s);
void results_line_note(GString *out, const struct results_note *note,
		       const struct row_key *key);

/* Read the first line, `len` bytes without its end. ERR_USAGE: it is none, or
   about something else than this but for the digest. */
struct results_head {
	char *digest;
	size_t rows;
	int64_t started_s;
};
void results_head_release(struct results_head *head);
bool results_line_read_head(const char *line, size_t len,
			    const struct results_about *about,
			    struct results_head *ret_head,
			    struct error *err) MUST_CHECK;

/* What a further line says. */
struct results_line {
	char *key;
	char *id;   /* of the record; NULL: not known */
	size_t row; /* 0: it has left the input */
	enum results_state state;
};
void results_line_release(struct results_line *line);
/* ERR_USAGE: it makes no sense. */
bool results_line_read(const char *line, size_t len,
		       struct results_line *ret_line,
		       struct error *err) MUST_CHECK;

/* A last line that was cut behind its key, as one that says that its row was
   sent; owned by the caller. NULL: its row is not known. */
char *results_line_complete(const char *torn, size_t len);

/* Append a line that was read as it stands at the end of a run: with another
   row and line (key NULL: none), and "unknown" in place of "sent". */
void results_line_renumber(GString *out, const char *line, size_t len,
			   size_t row, const struct row_key *key);

/* Can this be the beginning of a first line that was cut? */
bool results_line_is_torn_head(const char *text, size_t len);

#endif
