#include "lib/export/run_kept.h"
#include "test/unit/export/run_world.h"

static void names_what_was_asked_for_otherwise(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{\"a\":\"1\",\"b\":\"2\"}", false, &resumed,
		       &err);
	run_free(g_steal_pointer(&run));
	g_assert_null(open_run(&folder, "{\"a\":\"1\",\"b\":\"3\"}", false,
			       &resumed, &err));
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	g_assert_nonnull(strstr(err.message, "cannot resume: b was 2, now 3"));
}

static void knows_files_until_it_begins_anew(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	struct run_config config = { .clock = &clock_system };
	struct run_state state;
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{\"a\":\"1\"}", false, &resumed, &err);
	g_assert_null(run_unfinished(run));
	begin(run, false, &state);
	run_free(g_steal_pointer(&run));
	config.folder = folder.path;
	g_assert_true(run_open(&config, &run, &err));
	g_assert_cmpstr(run_unfinished(run), ==, "{\"a\":\"1\"}");
	g_assert_cmpstr(run_note(run), ==, "7");
	g_assert_true(run_knows(run, "a.txt"));
	g_assert_false(run_knows(run, "b.txt"));
	run_give_up(run);
	g_assert_null(run_unfinished(run));
	g_assert_null(run_note(run));
	g_assert_true(run_knows(run, "a.txt"));
	g_assert_true(run_start(run, "{}", "8", &resumed, &err));
	g_assert_false(resumed);
	begin(run, false, &state);
	g_assert_cmpint(state.rows, ==, 0);
}

static void restarts_whatever_is_there(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	bool resumed;

	folder_make(&folder);
	folder_write(&folder, ".fentu-export.journal", "what\nis\nthis\n", -1);
	g_assert_null(open_run(&folder, "{}", false, &resumed, &err));
	g_assert_cmpint(err.code, ==, ERR_OTHER);
	g_assert_nonnull(strstr(err.hint, "--restart"));
	error_clear(&err);
	run = open_run(&folder, "{}", true, &resumed, &err);
	g_assert_nonnull(run);
	g_assert_false(resumed);
}

static void resumes_only_the_file_that_it_stopped_in(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	struct run_state state;
	const char *entry;
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, false, &state);
	write_pages(run, &state, 2);
	run_free(g_steal_pointer(&run));
	run = open_run(&folder, "{}", false, &resumed, &err);
	g_assert_true(run_begin(run, "b.txt", false, &state, &entry, &err));
	begin(run, false, &state);
	g_assert_cmpint(state.rows, ==, 0);
	g_assert_cmpint((int64_t)idset_count(run_seen(run)), ==, 0);
}

/* "filters" of a resource are worth a sentence of their own. */
static void tells_differences_in_words(void)
{
	static const struct {
		const char *then, *now, *words;
	} cases[] = {
		{ "{\"format\":\"ndjson\"}", "{\"format\":\"csv\"}",
		  "cannot resume: format was ndjson, now csv" },
		{ "{\"fields\":\"\"}", "{\"fields\":\"id\"}",
		  "cannot resume: fields was not given, now id" },
		{ "{\"assets\":\"\"}", "{\"customers\":\"\"}",
		  "cannot resume: assets were included, now they are not" },
		{ "{\"assets\":\"\"}", "{\"assets\":\"\",\"tasks\":\"\"}",
		  "cannot resume: tasks were not included, now they are" },
		{ "{\"assets\":\"status=a\"}", "{\"assets\":\"\"}",
		  "cannot resume: the filters of assets were status=a, now "
		  "not given" },
		{ "{\"assets\":\"\",\"tasks\":\"\"}",
		  "{\"tasks\":\"\",\"assets\":\"\"}", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		bool is_same =
			run_kept_compare(cases[i].then, cases[i].now, &err);

		g_assert_cmpint(is_same, ==, !cases[i].words);
		g_assert_cmpstr(err.message, ==, cases[i].words);
		g_assert_true(is_same || strstr(err.hint, "--restart"));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/run-again/otherwise",
			names_what_was_asked_for_otherwise);
	g_test_add_func("/run-again/knows", knows_files_until_it_begins_anew);
	g_test_add_func("/run-again/restart", restarts_whatever_is_there);
	g_test_add_func("/run-again/order",
			resumes_only_the_file_that_it_stopped_in);
	g_test_add_func("/run-again/words", tells_differences_in_words);
	return g_test_run();
}
