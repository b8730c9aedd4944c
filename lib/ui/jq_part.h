/*
 * The seam to libjq, which is loaded only for --jq.
 *
 * The loadable part exports one symbol, JQ_PART_SYMBOL, a `const struct
 * jq_part`. It uses GLib and nothing of ours, so that it can be built and
 * shipped apart; texts that it hands out are freed with g_free.
 */
#ifndef FENTU_UI_JQ_PART_H
#define FENTU_UI_JQ_PART_H

#include <stdbool.h>
#include <stddef.h>

enum { JQ_PART_VERSION = 2 };

#define JQ_PART_SYMBOL "fentu_jq_part"

struct jq_program;

/* One result: a string's own text, or else compact JSON. Borrowed for the
   call; false ends the run. */
typedef bool jq_result_fn(void *user, const char *text, size_t len,
			  bool is_string);

/* What `debug` and `stderr` are given, as compact JSON: ["DEBUG:",...]. */
typedef void jq_debug_fn(void *user, const char *text);

struct jq_listener {
	jq_result_fn *result;
	jq_debug_fn *debug;
	void *user;
};

struct jq_part {
	unsigned version; /* JQ_PART_VERSION; others are refused */
	/* Compile. NULL: *ret_problem says why, in one line. */
	struct jq_program *(*open)(const char *filter, char **ret_problem);
	/* Run over one input, which is JSON. False, and *ret_problem: the
	   filter failed; false without one: `result` said so. */
	bool (*run)(struct jq_program *program, const char *json, size_t len,
		    const struct jq_listener *listener, char **ret_problem);
	void (*close)(struct jq_program *program);
};

#endif
