#include "lib/ui/filter.h"

#include <signal.h>
#include <string.h>

/* Results, one a line; a string is marked by "s:". */
struct results {
	GString *text;
	unsigned left; /* how many more are wanted */
};

static bool take(void *user, const char *text, size_t len, bool is_string,
		 struct error *err)
{
	struct results *results = user;

	g_string_append(results->text, is_string ? "s:" : "");
	g_string_append_len(results->text, text, (gssize)len);
	g_string_append_c(results->text, '\n');
	if (--results->left > 0)
		return true;
	return error_set(err, ERR_CLOSED_PIPE, "enough");
}

static void take_debug(void *user, const char *text)
{
	const struct results *results = user;

	g_string_append_printf(results->text, "d:%s\n", text);
}

#define LISTEN(results)                                                        \
	(&(const struct filter_listener){ take, take_debug, results })

static void drop_filter(struct filter **filter)
{
	filter_free(*filter);
}

static struct filter *open_filter(const char *program)
{
	AUTO(error_release) struct error err = { 0 };
	struct filter *filter = NULL;

	if (!filter_open(g_getenv("JQ_PART"), program, &filter, &err))
		g_error("%s", err.message);
	return filter;
}

static void assert_results(struct filter *filter, const char *json,
			   const char *wanted)
{
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	struct results results = { text, 100 };

	if (!filter_run(filter, json, strlen(json), LISTEN(&results), &err))
		g_error("%s", err.message);
	g_assert_cmpstr(text->str, ==, wanted);
}

static void assert_fails(const char *program, const char *message)
{
	AUTO(drop_filter) struct filter *filter = open_filter(program);
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	struct results results = { text, 100 };

	g_assert_false(filter_run(filter, "{}", 2, LISTEN(&results), &err));
	g_assert_cmpint(err.code, ==, ERR_OTHER);
	g_assert_cmpstr(err.message, ==, message);
}

static void assert_refused(const char *path, const char *program,
			   enum error_code code, const char *message)
{
	AUTO(error_release) struct error err = { 0 };
	struct filter *filter = NULL;

	g_assert_false(filter_open(path, program, &filter, &err));
	g_assert_null(filter);
	g_assert_cmpint(err.code, ==, code);
	g_assert_cmpstr(err.message, ==, message);
}

static void results_come_one_by_one(void)
{
	AUTO(drop_filter) struct filter *filter = open_filter(".[] | .a");

	assert_results(filter, "[{\"a\":\"x\\n\"},{\"a\":[1,{\"b\":null}]}]",
		       "s:x\n\n[1,{\"b\":null}]\n");
	assert_results(filter, "[]", "");
	assert_results(filter, "[{\"a\":true}]", "true\n");
}

static void the_order_of_keys_is_kept(void)
{
	AUTO(drop_filter) struct filter *filter = open_filter(".");

	assert_results(filter, "{\"z\":1,\"a\":2}", "{\"z\":1,\"a\":2}\n");
}

static void an_error_of_the_filter_is_told(void)
{
	assert_fails("error(\"no\")", "--jq: no");
	assert_fails("error({\"a\":1})", "--jq: {\"a\":1}");
	assert_fails(".a.b.c | keys", "--jq: null (null) has no keys");
	assert_fails("\"over\\n\" | halt_error", "--jq: over");
}

static void after_an_error_the_filter_still_works(void)
{
	AUTO(drop_filter) struct filter *filter = open_filter(".a + 1");
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	struct results results = { text, 100 };
	static const char bad[] = "{\"a\":[]}";

	g_assert_false(
		filter_run(filter, bad, strlen(bad), LISTEN(&results), &err));
	assert_results(filter, "{\"a\":1}", "2\n");
}

static void what_is_debugged_is_handed_out(void)
{
	AUTO(drop_filter)
	struct filter *filter = open_filter("debug | .a, (.a | stderr)");

	assert_results(filter, "{\"a\":\"x\"}",
		       "d:[\"DEBUG:\",{\"a\":\"x\"}]\ns:x\n"
		       "d:[\"DEBUG:\",\"x\"]\ns:x\n");
}

static void a_filter_may_be_empty(void)
{
	static const char *const programs[] = { "", "# a comment", "def f: 1;",
						"." };

	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
		AUTO(drop_filter)
		struct filter *filter = open_filter(programs[i]);

		assert_results(filter, "[1]", "[1]\n");
	}
}

static void no_handler_is_left(void)
{
	static const int numbers[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE,
				       SIGALRM };
	struct sigaction before[G_N_ELEMENTS(numbers)], after;

	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		(void)sigaction(numbers[i], NULL, &before[i]);
	what_is_debugged_is_handed_out();
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		(void)sigaction(numbers[i], NULL, &after);
		g_assert_true(after.sa_sigaction == before[i].sa_sigaction);
	}
}

static void halt_ends_the_run(void)
{
	AUTO(drop_filter) struct filter *filter = open_filter("1, halt, 2");

	assert_results(filter, "null", "1\n");
}

static void who_takes_results_can_stop_the_run(void)
{
	AUTO(drop_filter)
	struct filter *filter = open_filter("range(1000000000)");
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	struct results results = { text, 3 };

	g_assert_false(filter_run(filter, "null", 4, LISTEN(&results), &err));
	g_assert_cmpint(err.code, ==, ERR_CLOSED_PIPE);
	g_assert_cmpstr(text->str, ==, "0\n1\n2\n");
}

static void what_does_not_compile_is_refused(void)
{
	const char *part = g_getenv("JQ_PART");

	assert_refused(part, ".[", ERR_USAGE,
		       "--jq: syntax error, unexpected $end");
	assert_refused(part, "nosuch", ERR_USAGE,
		       "--jq: nosuch/0 is not defined at <top-level>, line 1");
}

static void a_part_that_is_not_there_is_named(void)
{
	assert_refused("/nowhere/fentu-jq.so", ".", ERR_USAGE,
		       "--jq is not installed");
	assert_refused(NULL, ".", ERR_USAGE, "--jq is not installed");
	assert_refused("libglib-2.0.so.0", ".", ERR_USAGE,
		       "--jq is not installed");
}

static void a_part_that_is_another_thing_is_refused(void)
{
	AUTO(error_release) struct error err = { 0 };
	struct filter *filter = NULL;

	g_assert_false(filter_open("/proc/self/exe", ".", &filter, &err));
	g_assert_cmpint(err.code, ==, ERR_OTHER);
	g_assert_true(g_str_has_prefix(err.message, "cannot load --jq: "));
}

static void without_libjq_it_says_so(void)
{
	assert_refused("/proc/self/exe", ".", ERR_USAGE,
		       "this fentu was built without --jq");
}

#define ADD(test) g_test_add_func("/filter/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	if (!FENTU_WITH_JQ) {
		ADD(without_libjq_it_says_so);
		return g_test_run();
	}
	ADD(results_come_one_by_one);
	ADD(the_order_of_keys_is_kept);
	ADD(an_error_of_the_filter_is_told);
	ADD(after_an_error_the_filter_still_works);
	ADD(what_is_debugged_is_handed_out);
	ADD(a_filter_may_be_empty);
	ADD(no_handler_is_left);
	ADD(halt_ends_the_run);
	ADD(who_takes_results_can_stop_the_run);
	ADD(what_does_not_compile_is_refused);
	ADD(a_part_that_is_not_there_is_named);
	ADD(a_part_that_is_another_thing_is_refused);
	return g_test_run();
}
