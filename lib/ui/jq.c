/* The loadable part with libjq; the only file that knows it. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>
#include <jq.h>

#include "lib/ui/jq_guard.h"
#include "lib/ui/jq_part.h"

struct jq_program {
	jq_state *jq;
	char *complaint; /* the first thing libjq complained about */
	struct jq_guard guard;
	const struct jq_listener *listener; /* of the run under way */
};

/* In front of each filter: libjq writes what `stderr` is given as it is. */
static const char prelude[] = "def stderr: debug; ";

/* libjq's messages have a prefix, a guess in brackets, and a second line with
   the filter. */
static char *first_line(const char *text)
{
	static const char prefix[] = "jq: error: ";
	size_t len = strcspn(text, "\n");
	const char *guess = strstr(text, " (Unix shell quoting issues?)");

	if (guess && guess < text + len)
		len = (size_t)(guess - text);
	else if (len > 0 && text[len - 1] == ':')
		len--; /* what follows is the filter, which is known */
	if (g_str_has_prefix(text, prefix)) {
		text += sizeof(prefix) - 1;
		len -= sizeof(prefix) - 1;
	}
	return g_strndup(text, len);
}

static void take_complaint(void *user, jv message)
{
	struct jq_program *program = user;

	if (jv_get_kind(message) == JV_KIND_STRING && !program->complaint)
		program->complaint = first_line(jv_string_value(message));
	jv_free(message);
}

static void take_debug(void *user, jv message)
{
	struct jq_program *program = user;
	jv pair = JV_ARRAY(jv_string("DEBUG:"), message);
	jv text = jv_dump_string(pair, 0);

	jq_guard_leave(&program->guard);
	program->listener->debug(program->listener->user,
				 jv_string_value(text));
	jq_guard_enter(&program->guard);
	jv_free(text);
}

static void program_close(struct jq_program *program)
{
	if (!program)
		return;
	jq_guard_enter(&program->guard);
	jq_teardown(&program->jq);
	jq_guard_leave(&program->guard);
	g_free(program->complaint);
	g_free(program);
}

/* Each filter sees one text. Without this libjq says "break" of `input`. */
static jv no_input(jq_state *jq, void *user)
{
	(void)jq;
	(void)user;
	return jv_invalid_with_msg(
		jv_string("input and inputs are not available: the filter sees "
			  "one value, as ."));
}

static char *problem_of_compiling(struct jq_program *program)
{
	static const char *const modules[] = { "unexpected include",
					       "unexpected import" };
	char *problem = g_steal_pointer(&program->complaint);

	for (size_t i = 0; problem && i < G_N_ELEMENTS(modules); i++)
		if (strstr(problem, modules[i])) {
			g_free(problem);
			return g_strdup("include and import are not available: "
					"the filter must hold all that it "
					"needs");
		}
	return problem ? problem : g_strdup("the filter does not compile");
}

static bool compile(struct jq_program *program, const char *filter)
{
	g_autofree char *whole = g_strconcat(prelude, filter, NULL);
	bool ok;

	jq_guard_enter(&program->guard);
	/* libjq does not ask whether they are set */
	jq_set_attr(program->jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
	jq_set_error_cb(program->jq, take_complaint, program);
	jq_set_debug_cb(program->jq, take_debug, program);
	jq_set_input_cb(program->jq, no_input, NULL);
	jq_set_nomem_handler(program->jq, jq_guard_no_memory, NULL);
	ok = jq_compile(program->jq, whole);
	jq_guard_leave(&program->guard);
	return ok;
}

static struct jq_program *program_open(const char *filter, char **ret_problem)
{
	struct jq_program *program = g_new0(struct jq_program, 1);

	program->jq = jq_init();
	if (!program->jq) {
		*ret_problem = g_strdup("libjq does not start");
		program_close(program);
		return NULL;
	}
	if (!compile(program, filter)) {
		*ret_problem = problem_of_compiling(program);
		program_close(program);
		return NULL;
	}
	return program;
}

static bool give(struct jq_program *program, jv value)
{
	const struct jq_listener *listener = program->listener;
	bool is_string = jv_get_kind(value) == JV_KIND_STRING;
	jv text = is_string ? value : jv_dump_string(value, 0);
	bool go_on;

	jq_guard_leave(&program->guard);
	go_on = listener->result(listener->user, jv_string_value(text),
				 (size_t)jv_string_length_bytes(jv_copy(text)),
				 is_string);
	jq_guard_enter(&program->guard);
	jv_free(text);
	return go_on;
}

/* An error is a string, or any value that was given to error(). */
static char *problem_of(jv message)
{
	char *problem;

	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	problem = first_line(jv_string_value(message));
	jv_free(message);
	return problem;
}

/* How a run ended: `last` is what came instead of a result. */
static bool end_run(jq_state *jq, jv last, char **ret_problem)
{
	if (jq_halted(jq)) {
		jv code = jq_get_exit_code(jq);
		jv message = jq_get_error_message(jq);
		bool ok = jv_get_kind(code) != JV_KIND_NUMBER ||
			  jv_number_value(code) == 0;

		jv_free(code);
		jv_free(last);
		if (!ok)
			*ret_problem = problem_of(jv_copy(message));
		jv_free(message);
		return ok;
	}
	if (!jv_invalid_has_msg(jv_copy(last))) {
		jv_free(last);
		return true;
	}
	*ret_problem = problem_of(jv_invalid_get_msg(last));
	return false;
}

static bool run(struct jq_program *program, const char *json, size_t len,
		char **ret_problem)
{
	jv value = jv_parse_sized(json, (int)len);

	if (!jv_is_valid(value)) {
		*ret_problem = problem_of(jv_invalid_get_msg(value));
		return false;
	}
	jq_start(program->jq, value, 0);
	value = jq_next(program->jq);
	while (jv_is_valid(value)) {
		if (!give(program, value))
			return false;
		value = jq_next(program->jq);
	}
	return end_run(program->jq, value, ret_problem);
}

static bool program_run(struct jq_program *program, const char *json,
			size_t len, const struct jq_listener *listener,
			char **ret_problem)
{
	bool ok;

	if (len > INT_MAX) {
		*ret_problem = g_strdup("more than 2 GiB; use -o ndjson, which "
					"filters record by record");
		return false;
	}
	program->listener = listener;
	jq_guard_enter(&program->guard);
	ok = run(program, json, len, ret_problem);
	jq_guard_leave(&program->guard);
	return ok;
}

extern const struct jq_part fentu_jq_part;

__attribute__((visibility("default"))) const struct jq_part fentu_jq_part = {
	.version = JQ_PART_VERSION,
	.open = program_open,
	.run = program_run,
	.close = program_close,
};
