/*
 * The program's streams: data on stdout, talk on stderr.
 *
 * Data goes through a buffer of our own, since stdio can lose the middle of
 * its output and still report success: every write is checked, the first
 * error sticks, and io_flush tells. Talk is cleaned (sanitize.h) line by line.
 */
#ifndef FENTU_UI_IO_H
#define FENTU_UI_IO_H

#include <stddef.h>

#include "lib/base/error.h"

struct io;

enum io_color { IO_COLOR_AUTO, IO_COLOR_ALWAYS, IO_COLOR_NEVER };

struct io_config {
	enum io_color color;
	bool quiet; /* only errors on stderr */
	bool verbose;
	bool no_input;	  /* never ask */
	bool json_errors; /* errors are also one JSON line on stderr */
};

/* Uses descriptors 0 to 2. Settings may be changed later, since messages are
   needed before the command line is read. */
struct io *io_open(void);
void io_configure(struct io *io, const struct io_config *config);
void io_free(struct io *io);

/* Data. Fails with ERR_CLOSED_PIPE when nobody reads any more, else with
   ERR_OTHER. */
bool io_write(struct io *io, const char *bytes, size_t len,
	      struct error *err) MUST_CHECK;
bool io_flush(struct io *io, struct error *err) MUST_CHECK;

/* Talk; none of it can fail. A line end is added. */
void io_say(struct io *io, const char *fmt, ...)
	PRINTF_LIKE(2, 3); /* unless quiet */
void io_detail(struct io *io, const char *fmt, ...)
	PRINTF_LIKE(2, 3); /* only when verbose */
void io_warn(struct io *io, const char *fmt, ...)
	PRINTF_LIKE(2, 3); /* "fentu: warning: ...", unless quiet */
void io_hint(struct io *io, const char *fmt, ...)
	PRINTF_LIKE(2, 3); /* "hint: ...", unless quiet */
/* "fentu: error: ...", its hints and, if asked for, the JSON line. */
void io_error(struct io *io, const struct error *err);
/* A line that the next one replaces; only on a terminal. NULL: take it away.
   Any other talk takes it away first. */
void io_status(struct io *io, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* For struct trace. */
void io_trace_line(void *io, const char *text);

bool io_out_is_terminal(const struct io *io);
bool io_err_is_terminal(const struct io *io);
/* May a question be asked: stdin and stderr are terminals and --no-input was
   not given? */
bool io_can_ask(const struct io *io);
/* Columns of the terminal; 0 when stdout is none (COLUMNS counts, too). */
unsigned io_width(const struct io *io);
bool io_has_color(const struct io *io); /* for stdout */

#endif
