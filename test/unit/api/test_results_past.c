#include "test/unit/api/results_place.h"

/* A letter for each run. Killed, they leave all that they noted, one line after
   the other. */
static void play_history(const char *rows, const char *outcomes,
			 const char *before, bool is_killed)
{
	struct results_about update = about;
	AUTO(place_close) struct place p = { 0 };

	update.action = "update";
	place_open(&p);
	for (size_t run = 0; rows[run]; run++) {
		char row[] = { rows[run], '\0' };
		AUTO(row_keys_drop) struct row_keys *keys = keys_of(row);

		g_assert_true(
			results_find(p.path, &update, &p.results, &p.err));
		g_assert_true(
			p.results ? results_match(p.results, keys, true, &p.err)
				  : results_create(p.path, &update, keys, 7,
						   &p.results, &p.err));
		g_test_message("run %zu", run);
		g_assert_cmpint(results_state(p.results, 1), ==,
				state_of(before[run]));
		if (outcomes[run] != '-') {
			add(&p, 1, RESULTS_SENT, "wo-1");
			add(&p, 1, state_of(outcomes[run]), "wo-1");
		}
		g_assert_true(is_killed ? results_sync(p.results, &p.err)
					: results_finish(p.results, &p.err));
		g_clear_pointer(&p.results, results_free);
	}
}

/* Runs of one row that updates the same record: what it holds, what becomes of
   it, and what was to be known of it before. */
static void the_last_write_to_a_record_counts(void)
{
	static const struct {
		const char *rows, *outcomes, *before;
	} histories[] = {
		{ "aa", "d-", "-d" },
		{ "aba", "dd-", "---" },
		{ "abb", "dd-", "--d" },
		{ "abab", "ddd-", "----" },
		{ "abaa", "ddd-", "---d" },
		{ "abca", "ddd-", "----" },
		{ "abacc", "dddd-", "----d" },
		/* it may have been carried out */
		{ "aba", "du-", "---" },
		{ "abb", "du-", "--u" },
		{ "abcb", "dufu", "---u" },
		{ "abab", "uu--", "--uu" },
		/* it was not */
		{ "aba", "df-", "--d" },
		{ "aba", "d--", "--d" },
		{ "abcab", "ddf--", "----d" },
		/* what became of it does not matter any more */
		{ "aba", "ud-", "---" },
		{ "abb", "ud-", "--d" },
		{ "abcbb", "udud-", "----d" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(histories); i++) {
		g_test_message("history %zu", i);
		play_history(histories[i].rows, histories[i].outcomes,
			     histories[i].before, false);
		play_history(histories[i].rows, histories[i].outcomes,
			     histories[i].before, true);
	}
}

/* Of creates the id is nothing that a row asked for. */
static void creates_that_have_one_id_are_each_done(void)
{
	AUTO(place_close) struct place p = { 0 };

	place_open(&p);
	put(&p, HEAD "{@1,\"outcome\":\"done\",\"id\":\"x\"}\n"
		     "{@2,\"outcome\":\"done\",\"id\":\"x\"}\n");
	g_assert_true(find(&p));
	g_assert_cmpint(results_state(p.results, 1), ==, RESULTS_DONE);
	g_assert_cmpint(results_state(p.results, 2), ==, RESULTS_DONE);
}

/* From where its key can be read, its row may have been sent. */
static void a_last_line_that_was_cut_may_have_been_sent(void)
{
	g_autofree char *whole =
		with_keys(HEAD "{@1,\"outcome\":\"done\",\"id\":\"wo-1\"}\n"
			       "{@2,\"outcome\":\"done\",\"id\":\"wo-2\"}");
	g_autofree char *wanted =
		with_keys("{@1,\"outcome\":\"done\",\"id\":\"wo-1\"}\n"
			  "{@2,\"outcome\":\"unknown\"}\n");
	g_autofree char *key = with_keys("{@2");
	size_t last = (size_t)(g_strrstr(whole, "\n") + 1 - whole);

	for (size_t len = last; whole[len]; len++) {
		AUTO(place_close) struct place p = { 0 };
		bool is_known = len >= last + strlen(key);
		g_autofree char *text = NULL;

		place_open(&p);
		g_assert_true(
			g_file_set_contents(p.path, whole, (gssize)len, NULL));
		g_assert_true(find(&p));
		g_assert_cmpint(results_state(p.results, 1), ==, RESULTS_DONE);
		g_assert_cmpint(results_state(p.results, 2), ==,
				is_known ? RESULTS_SENT : RESULTS_OPEN);
		/* nor is it forgotten when this run is killed */
		g_clear_pointer(&p.results, results_free);
		g_assert_true(find(&p));
		g_assert_true(results_finish(p.results, &p.err));
		g_assert_true(g_file_get_contents(p.path, &text, NULL, NULL));
		g_assert_cmpint(g_str_has_suffix(text, wanted), ==, is_known);
	}
}

/* What was sent before is not lost, and what was not is not sent. */
static void a_file_that_is_gone_ends_it(void)
{
	static const struct {
		bool is_replaced;
		enum results_kept kept;
		const char *text;
	} cases[] = {
		{ false, RESULTS_KEPT,
		  HEAD "{@1,\"outcome\":\"done\"}\n"
		       "{@2,\"outcome\":\"failed\"}\n" },
		{ true, RESULTS_LOST, "mine" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(place_close) struct place p = { 0 };

		place_open(&p);
		put(&p, HEAD "{@2,\"outcome\":\"failed\"}\n");
		g_assert_true(find(&p));
		add(&p, 1, RESULTS_SENT, NULL);
		g_assert_true(results_sync(p.results, &p.err));
		g_assert_cmpint(g_unlink(p.path), ==, 0);
		if (cases[i].is_replaced)
			put(&p, "mine");
		add(&p, 1, RESULTS_DONE, NULL);
		add(&p, 2, RESULTS_SENT, NULL);
		add(&p, 3, RESULTS_SENT, NULL);
		g_assert_false(results_sync(p.results, &p.err));
		g_assert_nonnull(strstr(p.err.message, "deleted or replaced"));
		error_clear(&p.err);
		g_assert_cmpint(results_kept(p.results), ==, RESULTS_LOST);
		g_assert_cmpint(results_finish(p.results, &p.err), ==,
				!cases[i].is_replaced);
		g_assert_cmpint(results_kept(p.results), ==, cases[i].kept);
		expect(&p, cases[i].text);
	}
}

/* What was noted is not there any more, and the name still leads to it. */
static void a_file_that_was_changed_ends_it(void)
{
	static const char *const texts[] = {
		"",
		HEAD "{@1,\"out",
		HEAD "{@1,\"outcome\":\"sent\"}\n\n",
		"a file of another kind",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		AUTO(place_close) struct place p = { 0 };
		FILE *file;

		place_open(&p);
		put(&p, HEAD "{@2,\"outcome\":\"failed\"}\n");
		g_assert_true(find(&p));
		add(&p, 1, RESULTS_SENT, NULL);
		g_assert_true(results_sync(p.results, &p.err));
		file = fopen(p.path, "w");
		g_assert_nonnull(file);
		g_assert_cmpint(fputs(texts[i], file), >=, 0);
		g_assert_cmpint(fclose(file), ==, 0);
		add(&p, 1, RESULTS_DONE, NULL);
		add(&p, 3, RESULTS_SENT, NULL);
		g_assert_false(results_sync(p.results, &p.err));
		g_assert_nonnull(strstr(p.err.message, "were changed"));
		error_clear(&p.err);
		g_assert_true(results_finish(p.results, &p.err));
		g_assert_cmpint(results_kept(p.results), ==, RESULTS_KEPT);
		expect(&p, HEAD "{@1,\"outcome\":\"done\"}\n"
				"{@2,\"outcome\":\"failed\"}\n");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/results_past/" #name, name)
	ADD(the_last_write_to_a_record_counts);
	ADD(creates_that_have_one_id_are_each_done);
	ADD(a_last_line_that_was_cut_may_have_been_sent);
	ADD(a_file_that_is_gone_ends_it);
	ADD(a_file_that_was_changed_ends_it);
	return g_test_run();
}
