#include "lib/api/answer.h"

#include <string.h>

static const struct field fields[] = {
	{ "status", "STATUS", FIELD_STATUS, 0, "state" },
	{ .name = NULL },
};

/* wo-1 is asked for; the one below it has no id of its own; one is new. */
static const struct answer_expect one = { .id = "wo-1" };
static const struct answer_expect below = { .id = "wo-1",
					    .fields = fields,
					    .ref = "work_order_id" };
static const struct answer_expect new_one = { .id = NULL };

/* A body, and what it is for each. */
static const struct {
	const char *body;
	enum answer_kind one, below, new_one;
} bodies[] = {
	{ "{\"data\":{\"id\":\"wo-1\"}}", ANSWER_RECORD, ANSWER_RECORD,
	  ANSWER_RECORD },
	{ "{\"id\":\"wo-1\",\"status\":\"x\"}", ANSWER_RECORD, ANSWER_RECORD,
	  ANSWER_RECORD },
	{ "{\"data\":{\"id\":\"WO-1\"},\"error\":null}", ANSWER_RECORD,
	  ANSWER_RECORD, ANSWER_RECORD },
	{ "{\"data\":{\"id\":7,\"work_order_number\":\"wo-1\"}}", ANSWER_RECORD,
	  ANSWER_RECORD, ANSWER_RECORD },
	{ "{\"data\":{\"id\":\"wo-2\"}}", ANSWER_OTHER, ANSWER_RECORD,
	  ANSWER_RECORD },
	{ "{\"data\":{\"work_order_id\":\"wo-2\"}}", ANSWER_EMPTY, ANSWER_OTHER,
	  ANSWER_EMPTY },
	{ "{\"data\":{\"status\":\"x\"}}", ANSWER_EMPTY, ANSWER_RECORD,
	  ANSWER_EMPTY },
	{ "{\"status\":\"x\"}", ANSWER_EMPTY, ANSWER_RECORD, ANSWER_EMPTY },
	{ "{\"data\":{\"id\":\"\"}}", ANSWER_EMPTY, ANSWER_RECORD,
	  ANSWER_EMPTY },
	{ "{\"data\":{\"id\":null}}", ANSWER_EMPTY, ANSWER_RECORD,
	  ANSWER_EMPTY },
	{ "{\"data\":{\"id\":{\"id\":\"wo-1\"}}}", ANSWER_EMPTY, ANSWER_RECORD,
	  ANSWER_EMPTY },
	{ "{}", ANSWER_EMPTY, ANSWER_EMPTY, ANSWER_EMPTY },
	{ "{\"data\":{}}", ANSWER_EMPTY, ANSWER_EMPTY, ANSWER_EMPTY },
	{ "{\"data\":null}", ANSWER_EMPTY, ANSWER_EMPTY, ANSWER_EMPTY },
	{ "{\"data\":[{\"id\":\"wo-1\"}]}", ANSWER_EMPTY, ANSWER_EMPTY,
	  ANSWER_EMPTY },
	{ "{\"items\":[]}", ANSWER_EMPTY, ANSWER_EMPTY, ANSWER_EMPTY },
	{ "{\"message\":\"done\"}", ANSWER_EMPTY, ANSWER_EMPTY, ANSWER_EMPTY },
	{ "[]", ANSWER_EMPTY, ANSWER_EMPTY, ANSWER_EMPTY },
	{ "\"wo-1\"", ANSWER_EMPTY, ANSWER_EMPTY, ANSWER_EMPTY },
	{ "{\"error\":{\"message\":\"no\"}}", ANSWER_ERROR, ANSWER_ERROR,
	  ANSWER_ERROR },
	{ "{\"errors\":[\"no\"],\"data\":null}", ANSWER_ERROR, ANSWER_ERROR,
	  ANSWER_ERROR },
	{ "{\"error\":\"no\",\"id\":\"7\"}", ANSWER_ERROR, ANSWER_ERROR,
	  ANSWER_ERROR },
	{ "{\"error\":false,\"errors\":[]}", ANSWER_EMPTY, ANSWER_EMPTY,
	  ANSWER_EMPTY },
	{ "{\"errors\":[{\"x\":1}],\"data\":{\"id\":\"wo-1\",\"status\":1}}",
	  ANSWER_ERROR, ANSWER_ERROR, ANSWER_ERROR },
	{ "{\"error\":\"no\",\"data\":{\"id\":\"wo-1\",\"status\":1}}",
	  ANSWER_ERROR, ANSWER_ERROR, ANSWER_ERROR },
	{ "{\"success\":false,\"data\":{\"id\":\"wo-1\",\"status\":1}}",
	  ANSWER_ERROR, ANSWER_ERROR, ANSWER_ERROR },
	{ "{\"success\":true,\"error\":\"\",\"errors\":{},"
	  "\"data\":{\"id\":\"wo-1\",\"status\":1}}",
	  ANSWER_RECORD, ANSWER_RECORD, ANSWER_RECORD },
	/* a device may well have a field of that name */
	{ "{\"id\":\"wo-1\",\"error\":\"E42\"}", ANSWER_RECORD, ANSWER_ERROR,
	  ANSWER_ERROR },
};

static void only_what_was_asked_for_is_a_record(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		AUTO(error_release) struct error err = { 0 };
		struct js root, record = { 0 };

		g_test_message("%s", bodies[i].body);
		g_assert_true(js_check(bodies[i].body, strlen(bodies[i].body),
				       "it", &root, &err));
		g_assert_cmpint(answer_read(root, &one, &record), ==,
				bodies[i].one);
		g_assert_cmpint(answer_read(root, &below, &record), ==,
				bodies[i].below);
		g_assert_cmpint(answer_read(root, &new_one, &record), ==,
				bodies[i].new_one);
	}
}

static void what_came_instead_is_put_into_words(void)
{
	static const struct {
		const char *body, *message;
	} cases[] = {
		{ "{\"data\":{\"id\":\"wo-2\"}}",
		  "the server answered with another record than work order "
		  "'wo-1'" },
		{ "{\"items\":[]}",
		  "the reply for work order 'wo-1' holds no record" },
		{ "{\"error\":{\"message\":\"out of paper\"}}",
		  "the server answered with an error instead of work order "
		  "'wo-1': out of paper" },
		{ "{\"success\":false,\"data\":{\"id\":\"wo-1\"}}",
		  "the server answered with an error instead of work order "
		  "'wo-1'" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		struct js root, record;
		enum answer_kind kind;

		g_assert_true(js_check(cases[i].body, strlen(cases[i].body),
				       "it", &root, &err));
		kind = answer_read(root, &one, &record);
		g_assert_false(
			answer_explain(kind, root, "work order 'wo-1'", &err));
		g_assert_cmpstr(err.message, ==, cases[i].message);
		g_assert_cmpint(err.code, ==, ERR_OTHER);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/answer/only what was asked for is a record",
			only_what_was_asked_for_is_a_record);
	g_test_add_func("/answer/what came instead is put into words",
			what_came_instead_is_put_into_words);
	return g_test_run();
}
