#include <string.h>

#include "test/unit/api/results_place.h"

static void what_is_noted_is_there_after_a_sync(void)
{
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	g_assert_true(find(&p));
	g_assert_null(p.results);
	g_assert_false(g_file_test(p.path, G_FILE_TEST_EXISTS));
	g_assert_true(
		results_create(p.path, &about, p.keys, 7, &p.results, &p.err));
	expect(&p, HEAD);
	add(&p, 1, RESULTS_SENT, NULL);
	expect(&p, HEAD);
	g_assert_true(results_sync(p.results, &p.err));
	expect(&p, HEAD "{@1,\"outcome\":\"sent\"}\n");
	g_assert_cmpint(results_state(p.results, 1), ==, RESULTS_SENT);
	g_assert_cmpint(results_state(p.results, 2), ==, RESULTS_OPEN);
}

static void an_earlier_run_is_gone_on_with(void)
{
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	put(&p, HEAD "{@2,\"outcome\":\"sent\"}\n"
		     "{@1,\"outcome\":\"sent\"}\n"
		     "{@2,\"outcome\":\"done\",\"id\":\"x\"}\n"
		     "{@3,\"outcome\":\"do");
	g_assert_true(find(&p));
	g_assert_cmpuint(results_rows(p.results), ==, 3);
	g_assert_cmpint(results_started_s(p.results), ==, 7);
	g_assert_cmpint(results_state(p.results, 1), ==, RESULTS_SENT);
	g_assert_cmpint(results_state(p.results, 2), ==, RESULTS_DONE);
	g_assert_cmpint(results_state(p.results, 3), ==, RESULTS_SENT);
	add(&p, 3, RESULTS_FAILED, NULL);
	g_assert_true(results_finish(p.results, &p.err));
	expect(&p, HEAD "{@1,\"outcome\":\"unknown\"}\n"
			"{@2,\"outcome\":\"done\",\"id\":\"x\"}\n"
			"{@3,\"outcome\":\"failed\"}\n");
}

static void two_runs_do_not_share_a_file(void)
{
	AUTO(place_close) struct place p = { 0 };
	struct results *other = NULL;

	place_open(&p);
	put(&p, HEAD);
	g_assert_true(find(&p));
	g_assert_false(results_find(p.path, &about, &other, &p.err));
	g_assert_cmpint(p.err.code, ==, ERR_USAGE);
	g_assert_nonnull(strstr(p.err.message, "by another run"));
	error_clear(&p.err);
	/* what is left is another file of that name, and not locked */
	g_assert_true(results_finish(p.results, &p.err));
	g_assert_true(results_find(p.path, &about, &other, &p.err));
	results_free(other);
}

static void a_run_that_began_meanwhile_is_noticed(void)
{
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	put(&p, HEAD);
	g_assert_false(
		results_create(p.path, &about, p.keys, 7, &p.results, &p.err));
	g_assert_cmpint(p.err.code, ==, ERR_USAGE);
	g_assert_nonnull(strstr(p.err.message, "in the meantime"));
	expect(&p, HEAD);
}

static void a_head_that_was_cut_is_none(void)
{
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	for (size_t len = 0; len < strlen(HEAD); len++) {
		g_autofree char *text = g_strndup(HEAD, len);

		put(&p, text);
		g_assert_true(find(&p));
		g_assert_null(p.results);
	}
	g_assert_true(
		results_create(p.path, &about, p.keys, 7, &p.results, &p.err));
	expect(&p, HEAD);
}

static void what_is_about_something_else_is_refused(void)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{ "precious", "is no file of results" },
		{ "precious\n", "line 1: this is no file of results" },
		{ "{}\n", "line 1: this is no file of results" },
		{ HEAD "{}\n", "line 2: this line of results is damaged" },
		{ HEAD "\n" HEAD, "line 2: this line of results is damaged" },
		{ HEAD "{\"row\":4,\"line\":5,\"outcome\":\"sent\"}\n",
		  "line 2: this line of results is damaged" },
		{ HEAD "{@1,\"outcome\":\"odd\"}\n",
		  "line 2: this line of results is damaged" },
		{ HEAD "{\"row\":0,\"line\":5,\"outcome\":\"sent\"}\n",
		  "line 2: this line of results is damaged" },
	};
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		put(&p, cases[i].text);
		g_assert_false(find(&p));
		g_assert_cmpint(p.err.code, ==, ERR_USAGE);
		g_assert_nonnull(strstr(p.err.message, cases[i].part));
		expect(&p, cases[i].text);
		error_clear(&p.err);
	}
}

/* Letters as in keys_of; of earlier rows, what has become of each: - was not
   sent. */
static const struct {
	const char *earlier, *outcomes, *now;
	const char *states; /* of the rows now; NULL: refused */
} corrections[] = {
	{ "abc", "dud", "abc", "dud" },
	{ "abc", "d--", "abc", "d--" },
	/* another order, and what failed corrected */
	{ "abc", "dfd", "cxa", "d-d" },
	/* what failed alone, corrected */
	{ "abc", "dfd", "x", "-" },
	{ "abc", "duf", "bx", "u-" },
	/* more rows, all earlier ones still there */
	{ "abc", "ddu", "abcxyz", "ddu---" },
	/* of equal rows each counts for itself */
	{ "aab", "df-", "aab", "df-" },
	{ "aab", "dd-", "aaab", "dd--" },
	{ "aab", "dd-", "ab", "d-" },
	/* nothing was sent: anything goes */
	{ "abc", "---", "xyzv", "----" },
	{ "abc", "fff", "xyz", "---" },
	/* may be a row that was sent, changed */
	{ "abc", "ddd", "abx", NULL },
	{ "abc", "dud", "axc", NULL },
	{ "abc", "ddf", "axy", NULL },
	{ "abc", "d--", "xyzv", NULL },
};

static void rows_are_found_again_by_what_they_hold(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(corrections); i++) {
		AUTO(place_close) struct place p = { 0 };
		AUTO(row_keys_drop)
		struct row_keys *earlier = keys_of(corrections[i].earlier);
		AUTO(row_keys_drop)
		struct row_keys *now = keys_of(corrections[i].now);
		const char *states = corrections[i].states;

		place_open(&p);
		g_assert_true(results_create(p.path, &about, earlier, 7,
					     &p.results, &p.err));
		for (size_t row = 1; corrections[i].outcomes[row - 1]; row++)
			if (corrections[i].outcomes[row - 1] != '-')
				add(&p, row,
				    state_of(corrections[i].outcomes[row - 1]),
				    NULL);
		g_assert_true(results_finish(p.results, &p.err));
		g_clear_pointer(&p.results, results_free);
		g_assert_true(results_find(p.path, &about, &p.results, &p.err));
		g_assert_cmpint(results_match(p.results, now, false, &p.err),
				==, states != NULL);
		g_assert_cmpint(p.err.code, ==, states ? ERR_NONE : ERR_USAGE);
		for (size_t row = 1; states && states[row - 1]; row++)
			g_assert_cmpint(results_state(p.results, row), ==,
					state_of(states[row - 1]));
	}
}

/* The same rows come and go: what was sent is never forgotten. */
static void what_has_left_the_input_is_kept(void)
{
	AUTO(place_close) struct place p = { 0 };
	AUTO(row_keys_drop) struct row_keys *one = keys_of("b");

	place_open(&p);
	put(&p, HEAD "{@1,\"outcome\":\"done\",\"id\":\"x\"}\n"
		     "{@2,\"outcome\":\"failed\"}\n"
		     "{@3,\"outcome\":\"unknown\"}\n");
	g_assert_true(results_find(p.path, &about, &p.results, &p.err));
	g_assert_true(results_match(p.results, one, false, &p.err));
	add(&p, 1, RESULTS_DONE, NULL);
	g_assert_true(results_finish(p.results, &p.err));
	g_clear_pointer(&p.results, results_free);
	g_assert_true(find(&p));
	g_assert_cmpint(results_state(p.results, 1), ==, RESULTS_DONE);
	g_assert_cmpint(results_state(p.results, 2), ==, RESULTS_DONE);
	g_assert_cmpint(results_state(p.results, 3), ==, RESULTS_UNKNOWN);
	g_assert_true(results_finish(p.results, &p.err));
	expect(&p, HEAD "{@1,\"outcome\":\"done\",\"id\":\"x\"}\n"
			"{@2,\"outcome\":\"done\"}\n"
			"{@3,\"outcome\":\"unknown\"}\n");
}

static void what_is_no_file_is_refused(void)
{
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	g_assert_false(results_find(p.folder, &about, &p.results, &p.err));
	g_assert_cmpint(p.err.code, ==, ERR_USAGE);
	error_clear(&p.err);
	g_assert_false(results_find("/dev/null", &about, &p.results, &p.err));
	g_assert_nonnull(strstr(p.err.message, "no regular file"));
}

/* Blocks come to the disk in any order: what was not synced may read as zeros,
   with whole lines behind it. */
static void a_hole_costs_the_lines_that_it_touches(void)
{
	g_autofree char *text = with_keys(
		HEAD "{@1,\"outcome\":\"sent\"}\n{@2,\"outcome\":\"sent\"}\n"
		     "{@1,\"outcome\":\"done\",\"id\":\"wo-1\"}\n");
	size_t len = strlen(text), head = strlen(HEAD);
	size_t second = (size_t)(strchr(text + head, '\n') + 1 - text);
	size_t third = (size_t)(strchr(text + second, '\n') + 1 - text);

	for (size_t at = head; at < len; at += 3)
		for (size_t count = 1; at + count <= len; count += 47) {
			AUTO(place_close) struct place p = { 0 };
			g_autofree char *holed = g_memdup2(text, len);
			/* without its line end it is one with the next */
			bool first_is = at >= second;
			bool second_is = at + count < second || at >= third;
			bool third_is = at + count < third;

			memset(holed + at, 0, count);
			place_open(&p);
			g_assert_true(g_file_set_contents(p.path, holed,
							  (gssize)len, NULL));
			g_assert_true(find(&p));
			g_assert_cmpint(results_state(p.results, 1), ==,
					third_is   ? RESULTS_DONE
					: first_is ? RESULTS_SENT
						   : RESULTS_OPEN);
			g_assert_cmpint(results_state(p.results, 2), ==,
					second_is ? RESULTS_SENT
						  : RESULTS_OPEN);
		}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/results/" #name, name)
	ADD(what_is_noted_is_there_after_a_sync);
	ADD(an_earlier_run_is_gone_on_with);
	ADD(two_runs_do_not_share_a_file);
	ADD(a_run_that_began_meanwhile_is_noticed);
	ADD(a_head_that_was_cut_is_none);
	ADD(what_is_about_something_else_is_refused);
	ADD(rows_are_found_again_by_what_they_hold);
	ADD(what_has_left_the_input_is_kept);
	ADD(what_is_no_file_is_refused);
	ADD(a_hole_costs_the_lines_that_it_touches);
	return g_test_run();
}
