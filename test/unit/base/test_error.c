#include "lib/base/error.h"

#include <errno.h>

static void a_failure_has_a_code_and_a_message(void)
{
	AUTO(error_release) struct error err = { 0 };

	g_assert_false(error_set(&err, ERR_NOT_FOUND, "no asset '%s'", "a-1"));
	g_assert_cmpint(err.code, ==, ERR_NOT_FOUND);
	g_assert_cmpstr(err.message, ==, "no asset 'a-1'");
	g_assert_null(error_hint_text(&err));
}

static void a_second_failure_replaces_the_first(void)
{
	AUTO(error_release) struct error err = { 0 };

	(void)error_set(&err, ERR_LOGIN, "first");
	(void)error_hint(&err, "do this");
	error_add_field(&err, "name", "is empty");
	(void)error_set(&err, ERR_OTHER, "after: %s", err.message);
	g_assert_cmpstr(err.message, ==, "after: first");
	g_assert_null(err.hint);
	g_assert_null(err.fields);
}

static void context_goes_in_front(void)
{
	AUTO(error_release) struct error err = { 0 };

	(void)error_errno(&err, ENOENT, "'%s'", "x");
	g_assert_false(error_wrap(&err, "page %d", 3));
	g_assert_cmpint(err.code, ==, ERR_OTHER);
	g_assert_cmpstr(err.message, ==,
			"page 3: 'x': No such file or directory");
}

static void a_hint_given_wins_over_the_usual_one(void)
{
	AUTO(error_release) struct error err = { 0 };

	(void)error_set(&err, ERR_LOGIN, "no");
	g_assert_cmpstr(error_hint_text(&err), ==, "run 'fentu login'");
	(void)error_hint(&err, "one");
	(void)error_hint(&err, "%s and two", err.hint);
	g_assert_cmpstr(error_hint_text(&err), ==, "one and two");
}

static void every_code_has_its_exit_status(void)
{
	static const int wanted[ERR_COUNT] = { 0, 1, 2, 3, 4,	5,
					       6, 7, 8, 9, 130, 141 };

	for (int code = 0; code < ERR_COUNT; code++) {
		const struct error err = { .code = (enum error_code)code };

		g_assert_cmpint(error_exit_status(&err), ==, wanted[code]);
		g_assert_nonnull(error_name(err.code));
	}
	g_assert_cmpstr(error_name(ERR_NOT_FOUND), ==, "not_found");
}

static void a_signal_decides_the_exit_status(void)
{
	const struct error err = { .code = ERR_INTERRUPTED, .signal = 15 };

	g_assert_cmpint(error_exit_status(&err), ==, 143);
}

static void moving_leaves_nothing_behind(void)
{
	AUTO(error_release) struct error from = { 0 };
	AUTO(error_release) struct error to = { 0 };

	(void)error_set(&from, ERR_REJECTED, "no");
	error_add_field(&from, "name", "is empty");
	error_move(&to, &from);
	g_assert_cmpint(from.code, ==, ERR_NONE);
	g_assert_null(from.message);
	g_assert_cmpint(to.fields->len, ==, 1);
	g_assert_cmpstr(
		((struct error_field *)g_ptr_array_index(to.fields, 0))->field,
		==, "name");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/error/a failure has a code and a message",
			a_failure_has_a_code_and_a_message);
	g_test_add_func("/error/a second failure replaces the first",
			a_second_failure_replaces_the_first);
	g_test_add_func("/error/context goes in front", context_goes_in_front);
	g_test_add_func("/error/a hint given wins over the usual one",
			a_hint_given_wins_over_the_usual_one);
	g_test_add_func("/error/every code has its exit status",
			every_code_has_its_exit_status);
	g_test_add_func("/error/a signal decides the exit status",
			a_signal_decides_the_exit_status);
	g_test_add_func("/error/moving leaves nothing behind",
			moving_leaves_nothing_behind);
	return g_test_run();
}
