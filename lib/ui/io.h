/*
 * The program's streams: data on stdout, talk on stderr.
 *
 * Data goes through a buffer of our own, since stdio can lose the middle of
 * its output and still report success: every write is checked, the first
 * error sticks, and io_flush tells. Talk is one line a call and is cleaned
 * (sanitize.h): a line end in a server's text cannot forge a second line.
 *
 * SIGPIPE is expected to be ignored; a closed pipe is an error like others.
 */
#ifndef FENTU_UI_IO_H
#define FENTU_UI_IO_H

#include <stddef.h>

#include "lib/base/redact.h"

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
/* The same on other descriptors, which stay the caller's. */
struct io *io_open_fds(int in_fd, int out_fd, int err_fd);
void io_configure(struct io *io, const struct io_config *config);
/* Secrets are blotted out of all talk from here on; borrowed. */
void io_hide(struct io *io, const struct redact *secrets);
/* Data not yet flushed is dropped. */
void io_free(struct io *io);

/* Data. Fails with ERR_CLOSED_PIPE when nobody reads any more, else with
   ERR_OTHER; once failed, every further call fails the same way. On a
   terminal whole lines are written at once. */
bool io_write(struct io *io, const char *bytes, size_t len,
	      struct error *err) MUST_CHECK;
bool io_flush(struct io *io, struct error *err) MUST_CHECK;

/* Talk; none of it can fail. A line end is added. Every line names its speaker,
   "fentu: " or "hint: ", so that a log that several programs share can be
   read. */
void io_say(struct io *io, const char *fmt, ...)
	PRINTF_LIKE(2, 3); /* "fentu: ...", unless quiet */
/* What nobody can go on without, quiet or not. */
void io_tell(struct io *io, const char *fmt, ...) PRINTF_LIKE(2, 3);
void io_detail(struct io *io, const char *fmt, ...)
	PRINTF_LIKE(2, 3); /* only when verbose */
void io_warn(struct io *io, const char *fmt, ...)
	PRINTF_LIKE(2, 3); /* "fentu: warning: ...", unless quiet */
void io_hint(struct io *io, const char *fmt, ...)
	PRINTF_LIKE(2, 3); /* "hint: ...", unless quiet */
/* "fentu: error: ...", its hints and, if asked for, the JSON line (report.h).
   Nothing for ERR_CLOSED_PIPE. Data goes out first: the records before the
   failure stay whole, and worth having. */
void io_error(struct io *io, const struct error *err);
/* A line that the next one replaces; only on a terminal, unless quiet. NULL:
   take it away. Whatever else is written takes it away first. */
void io_status(struct io *io, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* For struct trace. */
void io_trace_line(void *io, const char *text);
/* For prompt.c: a question, without a line end; NULL: the line end. */
void io_ask(struct io *io, const char *question);

/* Where answers to questions are read from. */
int io_in_fd(const struct io *io);
bool io_out_is_terminal(const struct io *io);
bool io_err_is_terminal(const struct io *io);
/* May a question be asked: stdin and stderr are terminals and --no-input was
   not given? */
bool io_can_ask(const struct io *io);
/* Columns and lines of the terminal on stdout; 0 when it is none. COLUMNS and
   LINES go before what the terminal says. */
unsigned io_width(const struct io *io);
unsigned io_height(const struct io *io);
bool io_has_color(const struct io *io); /* for stdout */

/*
 * May stdout be coloured? A pure function of the setting, of whether stdout
 * is a terminal, and of the environment, read through `env`: NO_COLOR and
 * CLICOLOR=0 say no, CLICOLOR_FORCE and FORCE_COLOR yes, TERM=dumb no;
 * --color goes before them all and NO_COLOR before the others.
 */
bool io_color_wanted(enum io_color color, bool is_terminal,
		     const char *(*env)(const char *name));

#endif
