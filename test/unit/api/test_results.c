#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/api/results_line.h"

static const struct results_about about = {
	.digest = "abc",
	.action = "create",
	.path = "work-orders",
	.api = "https://api.test/v1",
	.profile = "default",
};

#define HEAD                                                                   \
	"{\"fentu_results\":1,\"rows\":3,\"started\":7,\"action\":\"create\"," \
	"\"path\":\"work-orders\",\"api\":\"https://api.test/v1\","            \
	"\"profile\":\"default\",\"sha256\":\"abc\"}\n"

/* A folder, and the path of results in it. */
struct place {
	char *folder;
	char *path;
	struct results *results;
	struct error err;
};

static void place_open(struct place *p)
{
	p->folder = g_dir_make_tmp("results-XXXXXX", NULL);
	p->path = g_build_filename(p->folder, "r", NULL);
}

static void place_close(struct place *p)
{
	results_free(p->results);
	error_release(&p->err);
	(void)g_unlink(p->path);
	g_assert_cmpint(g_rmdir(p->folder), ==, 0);
	g_free(p->path);
	g_free(p->folder);
}

static void put(const struct place *p, const char *text)
{
	g_assert_true(g_file_set_contents(p->path, text, -1, NULL));
}

static void expect(const struct place *p, const char *wanted)
{
	g_autofree char *text = NULL;

	g_assert_true(g_file_get_contents(p->path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, wanted);
}

static bool find(struct place *p)
{
	return results_find(p->path, &about, &p->results, &p->err);
}

static void add(struct place *p, size_t row, enum results_state state,
		const char *id)
{
	const struct results_note note = {
		.row = row, .line = row + 1, .state = state, .id = id
	};

	results_add(p->results, &note);
}

static void what_is_noted_is_there_after_a_sync(void)
{
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	g_assert_true(find(&p));
	g_assert_null(p.results);
	g_assert_false(g_file_test(p.path, G_FILE_TEST_EXISTS));
	g_assert_true(results_create(p.path, &about, 3, 7, &p.results, &p.err));
	expect(&p, HEAD);
	add(&p, 1, RESULTS_SENT, NULL);
	expect(&p, HEAD);
	g_assert_true(results_sync(p.results, &p.err));
	expect(&p, HEAD "{\"row\":1,\"line\":2,\"outcome\":\"sent\"}\n");
	g_assert_cmpint(results_state(p.results, 1), ==, RESULTS_SENT);
	g_assert_cmpint(results_state(p.results, 2), ==, RESULTS_OPEN);
}

static void an_earlier_run_is_gone_on_with(void)
{
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	put(&p,
	    HEAD "{\"row\":2,\"line\":3,\"outcome\":\"sent\"}\n"
		 "{\"row\":1,\"line\":2,\"outcome\":\"sent\"}\n"
		 "{\"row\":2,\"line\":3,\"outcome\":\"done\",\"id\":\"x\"}\n"
		 "{\"row\":3,\"line\":4,\"outcome\":\"do");
	g_assert_true(find(&p));
	g_assert_cmpuint(results_rows(p.results), ==, 3);
	g_assert_cmpint(results_started_s(p.results), ==, 7);
	g_assert_cmpint(results_state(p.results, 1), ==, RESULTS_SENT);
	g_assert_cmpint(results_state(p.results, 2), ==, RESULTS_DONE);
	g_assert_cmpint(results_state(p.results, 3), ==, RESULTS_OPEN);
	add(&p, 3, RESULTS_FAILED, NULL);
	add(&p, 1, RESULTS_OPEN, NULL);
	g_assert_true(results_finish(p.results, &p.err));
	expect(&p,
	       HEAD "{\"row\":2,\"line\":3,\"outcome\":\"done\",\"id\":\"x\"}\n"
		    "{\"row\":3,\"line\":4,\"outcome\":\"failed\"}\n");
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
		results_create(p.path, &about, 3, 7, &p.results, &p.err));
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
	g_assert_true(results_create(p.path, &about, 3, 7, &p.results, &p.err));
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
		  "line 2: there is no row 4" },
		{ HEAD "{\"row\":1,\"line\":5,\"outcome\":\"odd\"}\n",
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

static void each_part_of_the_head_counts(void)
{
	AUTO(error_release) struct error err = { 0 };
	const size_t len = strlen(HEAD) - 1;
	struct results_about other[5];
	const char **parts[] = { &other[0].digest, &other[1].action,
				 &other[2].path, &other[3].api,
				 &other[4].profile };
	int64_t started_s;
	size_t rows;

	for (size_t i = 0; i < G_N_ELEMENTS(other); i++) {
		other[i] = about;
		*parts[i] = "else";
		g_assert_false(results_line_read_head(HEAD, len, &other[i],
						      &rows, &started_s, &err));
		g_assert_nonnull(strstr(err.message, "results of another run"));
		error_clear(&err);
	}
	g_assert_true(results_line_read_head(HEAD, len, &about, &rows,
					     &started_s, &err));
	g_assert_cmpuint(rows, ==, 3);
}

static void failures_are_told_in_full(void)
{
	AUTO(error_release) struct error why = { 0 };
	g_autoptr(GString) line = g_string_new(NULL);
	const struct results_note note = {
		.row = 1, .line = 2, .state = RESULTS_FAILED, .why = &why
	};

	(void)error_set(&why, ERR_REJECTED, "no\n%s", "\"so\"");
	why.http_status = 422;
	why.request_id = g_strdup("r-1");
	error_add_field(&why, "a", "b");
	results_line_note(line, &note);
	g_assert_cmpstr(
		line->str, ==,
		"{\"row\":1,\"line\":2,\"outcome\":\"failed\","
		"\"error\":{\"code\":\"rejected\",\"http_status\":422,"
		"\"message\":\"no\\n\\\"so\\\"\",\"request_id\":\"r-1\","
		"\"fields\":[{\"field\":\"a\",\"message\":\"b\"}]}}\n");
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
	ADD(each_part_of_the_head_counts);
	ADD(failures_are_told_in_full);
	ADD(what_is_no_file_is_refused);
	return g_test_run();
}
