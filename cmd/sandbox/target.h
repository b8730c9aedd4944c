/*
 * The target of a request: path and query, taken apart.
 */
#ifndef FENTU_SANDBOX_TARGET_H
#define FENTU_SANDBOX_TARGET_H

#include <glib.h>
#include <stdbool.h>

struct param {
	char *name, *value;
};

struct target {
	char *path;	 /* as it came, without the query */
	char *query;	 /* as it came; "" if there is none */
	char **segments; /* of the path, decoded; ends with NULL */
	GArray *params;	 /* struct param, decoded, in order */
};

/* False: an escape that is none, an encoded zero byte, or text not in UTF-8. */
bool target_parse(const char *text, struct target *ret_target);

void target_release(struct target *target);

/* The value of a query parameter, or NULL. */
const char *target_param(const struct target *target, const char *name);

#endif
