#include "lib/export/run.h"

#include <stdio.h>

#include "test/unit/export/run_world.h"

static void commit(struct run *run)
{
	struct error err = { 0 };
	const char *entry;

	g_assert_true(run_commit(run, "a.txt", make_entry, NULL, &entry, &err));
	g_assert_nonnull(strstr(entry, "sha256"));
	g_assert_true(run_finish(run, "{}", &err));
}

/* The file of a run that nothing disturbed. */
static char *undisturbed(bool gzip, gsize *ret_len)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *path = NULL;
	struct run_state state;
	char *text;
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, gzip, &state);
	write_pages(run, &state, 5);
	commit(run);
	g_assert_cmpuint(folder_count(&folder), ==, 2);
	path = folder_at(&folder, "a.txt");
	g_assert_true(g_file_get_contents(path, &text, ret_len, NULL));
	return text;
}

static void resume_after(int pages, bool gzip)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	gsize len, whole_len;
	g_autofree char *whole = undisturbed(gzip, &whole_len);
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;
	struct run_state state;
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{}", false, &resumed, &err);
	g_assert_false(resumed);
	begin(run, gzip, &state);
	write_pages(run, &state, pages);
	run_text(run, "half a page", 11); /* is lost */
	run_free(g_steal_pointer(&run));

	run = open_run(&folder, "{}", false, &resumed, &err);
	g_assert_true(resumed);
	g_assert_cmpstr(run_note(run), ==, "7");
	begin(run, gzip, &state);
	g_assert_cmpint(state.rows, ==, pages);
	g_assert_cmpint(state.pull.end, ==, pages * 100);
	g_assert_cmpint((int64_t)idset_count(run_seen(run)), ==, pages);
	write_pages(run, &state, 5 - pages);
	commit(run);
	path = folder_at(&folder, "a.txt");
	g_assert_true(g_file_get_contents(path, &text, &len, NULL));
	g_assert_cmpuint(len, ==, whole_len);
	g_assert_cmpint(memcmp(text, whole, len), ==, 0);
	g_assert_cmpuint(folder_count(&folder), ==, 2);
}

static void goes_on_to_the_same_bytes(void)
{
	for (int pages = 0; pages <= 5; pages++) {
		resume_after(pages, false);
		resume_after(pages, true);
	}
}

/* Five pages of 6 bytes, of which the first was synced; then the power fails.
   Of the part so many bytes are left, or the rest reads as zeros. */
static void power_fails(gsize left, bool zeros)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;
	struct run_state state;
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, false, &state);
	write_pages(run, &state, 5);
	run_free(g_steal_pointer(&run));
	text = folder_read(&folder, ".a.txt.part");
	g_assert_cmpuint(strlen(text), ==, 30);
	memset(text + left, 0, 30 - left);
	folder_write(&folder, ".a.txt.part", text, zeros ? 30 : (gssize)left);

	/* And again, before anything is added: what was dropped is gone. */
	for (int again = 0; again < 2; again++) {
		run = open_run(&folder, "{}", false, &resumed, &err);
		g_assert_true(resumed);
		begin(run, false, &state);
		g_assert_cmpint(state.rows, ==, (int64_t)left / 6);
		g_assert_cmpint((int64_t)idset_count(run_seen(run)), ==,
				state.rows);
		run_free(g_steal_pointer(&run));
	}
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, false, &state);
	write_pages(run, &state, 5 - (int)state.rows);
	commit(run);
	g_free(text);
	text = folder_read(&folder, "a.txt");
	g_assert_cmpstr(text, ==, "row 1\nrow 2\nrow 3\nrow 4\nrow 5\n");
}

static void takes_what_came_to_the_disk(void)
{
	for (gsize left = 6; left <= 30; left++) {
		power_fails(left, false);
		power_fails(left, true);
	}
}

/* What was synced is refused when it is not there. */
static void refuses_what_was_changed(void)
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
	write_pages(run, &state, 5);
	run_free(g_steal_pointer(&run));
	folder_write(&folder, ".a.txt.part", "row 9\nrow 2\n", -1);
	run = open_run(&folder, "{}", false, &resumed, &err);
	g_assert_false(run_begin(run, "a.txt", false, &state, &entry, &err));
	g_assert_nonnull(strstr(err.message, "not what was written"));
}

static void begins_a_part_that_is_gone_anew(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *path = NULL;
	struct run_state state;
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, false, &state);
	write_pages(run, &state, 5);
	run_free(g_steal_pointer(&run));
	path = folder_at(&folder, ".a.txt.part");
	g_assert_cmpint(unlink(path), ==, 0);
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, false, &state);
	g_assert_cmpint(state.rows, ==, 0);
	g_assert_cmpint((int64_t)idset_count(run_seen(run)), ==, 0);
	write_pages(run, &state, 5);
	commit(run);
}

/* One that was given up is tried again before the one that was cut off. */
static void keeps_pages_with_their_file(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	struct run_state state;
	const char *entry;
	bool resumed;

	folder_make(&folder);
	for (int round = 0; round < 3; round++) {
		run = open_run(&folder, "{}", false, &resumed, &err);
		begin(run, false, &state);
		g_assert_cmpint(state.rows, ==, 0);
		g_assert_true(run_drop_file(run, &err));
		g_assert_true(
			run_begin(run, "b.txt", false, &state, &entry, &err));
		g_assert_cmpint((int64_t)idset_count(run_seen(run)), ==,
				state.rows);
		write_pages(run, &state, 2);
		run_free(g_steal_pointer(&run));
	}
}

static void knows_what_an_earlier_run_finished(void)
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
	g_assert_true(run_commit(run, "a.txt", make_entry, NULL, &entry, &err));
	run_free(g_steal_pointer(&run));
	run = open_run(&folder, "{}", false, &resumed, &err);
	g_assert_true(run_begin(run, "a.txt", false, &state, &entry, &err));
	g_assert_nonnull(entry);
	run_free(g_steal_pointer(&run));
	folder_write(&folder, "a.txt", "changed", -1);
	run = open_run(&folder, "{}", false, &resumed, &err);
	g_assert_false(run_begin(run, "a.txt", false, &state, &entry, &err));
}

static char *entry_of_b(void *user, const char *sha256, int64_t bytes)
{
	(void)user;
	return g_strdup_printf("{\"file\":\"b.txt\",\"sha256\":\"%s\","
			       "\"bytes\":%d}",
			       sha256, (int)bytes);
}

/* Wherever it was cut off, and the other one stays. */
static void takes_the_place_that_its_entry_names(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *part = NULL, *place = NULL;
	struct run_state state;
	const char *entry;
	bool resumed;

	folder_make(&folder);
	folder_write(&folder, "a.txt", "older", -1);
	part = folder_at(&folder, ".a.txt.part");
	place = folder_at(&folder, "b.txt");
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, false, &state);
	write_pages(run, &state, 2);
	g_assert_true(run_commit(run, "b.txt", entry_of_b, NULL, &entry, &err));
	for (int round = 0; round < 2; round++) {
		g_autofree char *text = folder_read(&folder, "b.txt");
		g_autofree char *old = folder_read(&folder, "a.txt");

		g_assert_cmpstr(text, ==, "row 1\nrow 2\n");
		g_assert_cmpstr(old, ==, "older");
		run_free(g_steal_pointer(&run));
		g_assert_cmpint(round > 0 ? 0 : rename(place, part), ==, 0);
		run = open_run(&folder, "{}", false, &resumed, &err);
		g_assert_true(run_knows(run, "b.txt"));
		g_assert_false(run_knows(run, "c.txt"));
		g_assert_true(
			run_begin(run, "a.txt", false, &state, &entry, &err));
		g_assert_nonnull(entry);
		g_assert_cmpint(access(place, F_OK), ==, 0);
	}
}

static void forgets_what_was_given_up(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	struct run_state state;
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, false, &state);
	write_pages(run, &state, 2);
	g_assert_true(run_drop_file(run, &err));
	g_assert_cmpuint(folder_count(&folder), ==, 1);
	run_free(g_steal_pointer(&run));
	run = open_run(&folder, "{}", false, &resumed, &err);
	begin(run, false, &state);
	g_assert_cmpint(state.rows, ==, 0);
}

static void only_one_at_a_time(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(run_drop) struct run *run = NULL;
	AUTO(error_release) struct error err = { 0 };
	bool resumed;

	folder_make(&folder);
	run = open_run(&folder, "{}", false, &resumed, &err);
	g_assert_null(open_run(&folder, "{}", false, &resumed, &err));
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	g_assert_nonnull(strstr(err.message, "under way"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/run/another place",
			takes_the_place_that_its_entry_names);
	g_test_add_func("/run/same-bytes", goes_on_to_the_same_bytes);
	g_test_add_func("/run/power", takes_what_came_to_the_disk);
	g_test_add_func("/run/changed", refuses_what_was_changed);
	g_test_add_func("/run/gone", begins_a_part_that_is_gone_anew);
	g_test_add_func("/run/tried-again", keeps_pages_with_their_file);
	g_test_add_func("/run/finished", knows_what_an_earlier_run_finished);
	g_test_add_func("/run/given-up", forgets_what_was_given_up);
	g_test_add_func("/run/one", only_one_at_a_time);
	return g_test_run();
}
