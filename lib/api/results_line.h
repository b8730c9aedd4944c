/* The lines of a results file (results.h) as text: no file is touched. */
#ifndef FENTU_API_RESULTS_LINE_H
#define FENTU_API_RESULTS_LINE_H

#include "lib/api/results.h"
#include "lib/base/js.h"

/* Each appends one line, its end included. */
void results_line_head(GString *out, const struct results_about *about,
		       size_t rows, int64_t started_s);
void results_line_note(GString *out, const struct results_note *note);

/* Read the first line, `len` bytes without its end. ERR_USAGE: it is none, or
   about something else. */
bool results_line_read_head(const char *line, size_t len,
			    const struct results_about *about, size_t *ret_rows,
			    int64_t *ret_started_s,
			    struct error *err) MUST_CHECK;

/* Read any further line. ERR_USAGE: it makes no sense. */
bool results_line_read(const char *line, size_t len, size_t *ret_row,
		       enum results_state *ret_state,
		       struct error *err) MUST_CHECK;

/* Can this be the beginning of a first line that was cut? */
bool results_line_is_torn_head(const char *text, size_t len);

#endif
