/*
 * The filter of --jq: finds the loadable part with libjq (jq_part.h) and runs
 * programs with it.
 */
#ifndef FENTU_UI_FILTER_H
#define FENTU_UI_FILTER_H

#include "lib/base/error.h"

struct filter;

/* Called for each result: a string's own text, or else compact JSON. */
typedef bool filter_result_fn(void *user, const char *text, size_t len,
			      bool is_string, struct error *err);

/* Called for what the filter gives to `debug` or `stderr`: compact JSON. */
typedef void filter_debug_fn(void *user, const char *text);

struct filter_listener {
	filter_result_fn *result;
	filter_debug_fn *debug;
	void *user;
};

/*
 * Load the part at `path` and compile `program`. Fails with ERR_USAGE when
 * the part is not there, or fentu was built without it, or the program does
 * not compile; with ERR_OTHER when the part is not one of ours.
 */
bool filter_open(const char *path, const char *program,
		 struct filter **ret_filter, struct error *err) MUST_CHECK;
void filter_free(struct filter *filter);

/* Run over one JSON text. Fails with ERR_OTHER and what the filter said. Where
   libjq itself fails, the process ends with status 1 and a message. */
bool filter_run(struct filter *filter, const char *json, size_t len,
		const struct filter_listener *listener,
		struct error *err) MUST_CHECK;

#endif
