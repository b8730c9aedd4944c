/*
 * Query parameters, checked as a strict server does.
 */
#ifndef FENTU_SANDBOX_PARAMS_H
#define FENTU_SANDBOX_PARAMS_H

#include "cmd/sandbox/sandbox.h"

/* True if there are none; else 400, naming the first. */
bool params_none(struct call *call);

/*
 * What a list is asked for. where is made of the filters of the resource, and
 * of the condition it has already; values are the texts for it, owned.
 */
struct params {
	GString *where;
	GPtrArray *values;
	int64_t page, per_page;
};

void params_init(struct params *params);
void params_release(struct params *params);

/* Add a condition with one "?"; value is copied. */
void params_where(struct params *params, const char *condition,
		  const char *value);

/*
 * Read the query of a list of this resource. False, and 400 with a line for
 * each parameter that is unknown, given twice or of the wrong type.
 */
bool params_read(struct call *call, const struct resource *resource,
		 struct params *params);

#endif
