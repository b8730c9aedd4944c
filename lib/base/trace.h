/*
 * The debug trace of --debug: lines for whoever looks for a fault.
 *
 * What may be written is an allow-list: method, path, query keys, status,
 * sizes, times, header names, the values of the headers named in
 * trace_may_show, and those of the query that trace_may_show_query lets pass.
 * Bodies, every other query value and every other header's value never are. So
 * a log can be pasted into a bug report as it is.
 */
#ifndef FENTU_BASE_TRACE_H
#define FENTU_BASE_TRACE_H

#include <stdbool.h>

#include "lib/base/auto.h"

struct trace {
	void (*line)(void *user, const char *text); /* NULL: tracing is off */
	void *user;
};

static inline bool trace_is_on(const struct trace *trace)
{
	return trace && trace->line;
}

/* One line, without its end. Does nothing when tracing is off. */
void trace_line(const struct trace *trace, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

/* A header as it may be shown: "name: value", or "name: (hidden)" for all
   that are not on the allow-list. */
void trace_header(const struct trace *trace, const char *direction,
		  const char *name, const char *value);

/* May the value of this header (any case) be shown? */
bool trace_may_show(const char *header_name);

/* May this value of the query be shown? Both as they stand in it, encoded. A
   page, a day, a status: the key is one of a few, and the value has the shape
   that belongs to it, so that no name and no secret can be in it. */
bool trace_may_show_query(const char *key, const char *value);

#endif
