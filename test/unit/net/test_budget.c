#include "lib/net/budget.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/auto.h"

#define NOW  INT64_C(1741075200000)
#define HOUR (INT64_C(3600) * 1000)

static void the_unknown_stops_nobody(void)
{
	struct budget_state state = { -1, -1, 0, 0 };
	int64_t wait_ms = -7;

	for (int i = 0; i < 100; i++)
		g_assert_true(budget_take(&state, NOW, &wait_ms));
	g_assert_cmpint(wait_ms, ==, -7);
	g_assert_cmpint(state.remaining, ==, -1);
}

static void what_is_left_is_counted_down(void)
{
	struct budget_state state = { 1000, 2, NOW + 5000, NOW };
	int64_t wait_ms = 0;

	g_assert_true(budget_take(&state, NOW, &wait_ms));
	g_assert_true(budget_take(&state, NOW, &wait_ms));
	g_assert_false(budget_take(&state, NOW + 1000, &wait_ms));
	g_assert_cmpint(wait_ms, ==, 4000);
	g_assert_cmpint(state.remaining, ==, 0);
	g_assert_true(budget_take(&state, NOW + 5000, &wait_ms));
	g_assert_cmpint(state.remaining, ==, -1);
}

static void a_reply_lowers_the_number(void)
{
	struct budget_state state = { -1, -1, 0, 0 };

	budget_learn(&state, 1000, 900, HOUR, NOW);
	g_assert_cmpint(state.remaining, ==, 900);
	g_assert_cmpint(state.reset_unix_ms, ==, NOW + HOUR);
	budget_learn(&state, 1000, 500, HOUR - 1000, NOW + 900);
	g_assert_cmpint(state.remaining, ==, 500);
	budget_learn(&state, 1000, 0, HOUR, NOW);
	g_assert_cmpint(state.remaining, ==, 0);
}

static void replies_that_overtake_each_other_do_not_raise_it(void)
{
	struct budget_state state = { 1000, 490, NOW + HOUR, NOW };

	budget_learn(&state, 1000, 498, HOUR, NOW);
	g_assert_cmpint(state.remaining, ==, 490);
}

static void a_server_that_counts_otherwise_is_believed(void)
{
	struct budget_state state = { -1, -1, 0, 0 };
	int64_t wait_ms = 0;

	for (int i = 0; i < 3000; i++) {
		g_assert_true(budget_take(&state, NOW, &wait_ms));
		budget_learn(&state, 1000, 999, HOUR, NOW);
	}
	g_assert_cmpint(state.remaining, >, 900);
	state = (struct budget_state){ -1, -1, 0, 0 };
	for (int i = 0; i < 100; i++) {
		g_assert_true(budget_take(&state, NOW, &wait_ms));
		budget_learn(&state, 10, 9, HOUR, NOW);
	}
}

static void a_new_window_starts_anew(void)
{
	struct budget_state state = { 1000, 0, NOW + 1000, NOW };

	budget_learn(&state, 1000, 999, HOUR, NOW + 1500);
	g_assert_cmpint(state.remaining, ==, 999);
	budget_learn(&state, 1000, 990, HOUR / 2, NOW + 1500);
	g_assert_cmpint(state.reset_unix_ms, ==, NOW + 1500 + HOUR / 2);
	g_assert_cmpint(state.remaining, ==, 990);
}

static void what_was_not_said_changes_nothing(void)
{
	struct budget_state state = { 1000, 7, NOW + HOUR, NOW };

	budget_learn(&state, 1000, -1, HOUR, NOW);
	budget_learn(&state, 1000, 900, -1, NOW);
	budget_learn(&state, 1000, 900, 0, NOW);
	g_assert_cmpint(state.remaining, ==, 7);
}

static char *fresh_path(void)
{
	g_autofree char *dir = g_dir_make_tmp("budget-XXXXXX", NULL);

	g_assert_nonnull(dir);
	return g_build_filename(dir, "deep", "limits", "account", NULL);
}

static void two_processes_see_one_number(void)
{
	g_autofree char *path = fresh_path();
	struct budget *a = budget_open(path);
	struct budget *b = budget_open(path);
	struct stat info;
	int64_t wait_ms = 0;

	budget_tell(a, 1000, 3, HOUR, NOW);
	g_assert_true(budget_ask(b, NULL, NOW, &wait_ms));
	g_assert_true(budget_ask(a, NULL, NOW, &wait_ms));
	g_assert_cmpint(budget_state(b, NOW).remaining, ==, 1);
	g_assert_true(budget_ask(b, NULL, NOW, &wait_ms));
	g_assert_false(budget_ask(a, NULL, NOW + 10, &wait_ms));
	g_assert_cmpint(wait_ms, ==, HOUR - 10);
	g_assert_cmpint(budget_state(a, NOW + HOUR).remaining, ==, -1);
	g_assert_cmpint(g_stat(path, &info), ==, 0);
	g_assert_cmpint(info.st_mode & 07777, ==, 0600);
	g_assert_cmpint(info.st_size, <, 100);
	budget_free(a);
	budget_free(b);
	budget_free(NULL);
}

/* A child waits for the start, takes as many as it gets and tells how many. */
static pid_t start_taker(const char *path, int start[2], int result)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct budget *budget = budget_open(path);
		int64_t wait_ms;
		int taken = 0;
		char byte;

		close(start[1]);
		if (read(start[0], &byte, 1) != 0)
			_exit(1);
		while (budget_ask(budget, NULL, NOW, &wait_ms))
			taken++;
		if (write(result, &taken, sizeof(taken)) != sizeof(taken))
			_exit(1);
		/* What the parent has allocated is no leak of ours. */
		raise(SIGKILL);
	}
	return pid;
}

static void racing_processes_take_no_more_than_there_is(void)
{
	enum { TAKERS = 3, LEFT = 3000 };
	g_autofree char *path = fresh_path();
	struct budget *budget = budget_open(path);
	int start[2], result[2], taken, total = 0;
	pid_t pid[TAKERS];

	g_assert_cmpint(pipe(start), ==, 0);
	g_assert_cmpint(pipe(result), ==, 0);
	budget_tell(budget, 100000, LEFT, HOUR, NOW);
	for (int i = 0; i < TAKERS; i++)
		pid[i] = start_taker(path, start, result[1]);
	close(start[0]);
	close(start[1]); /* the end of this pipe is the start for all */
	for (int i = 0; i < TAKERS; i++) {
		int status = 1;

		g_assert_cmpint(waitpid(pid[i], &status, 0), ==, pid[i]);
		g_assert_true(WIFSIGNALED(status));
		g_assert_cmpint(read(result[0], &taken, sizeof(taken)), ==,
				sizeof(taken));
		total += taken;
	}
	g_assert_cmpint(total, ==, LEFT);
	close(result[0]);
	close(result[1]);
	budget_free(budget);
}

/* Someone keeps the lock: a process that was stopped at the wrong moment. */
static void a_lock_that_is_never_given_back_is_done_without(void)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	g_autofree char *path = fresh_path();
	struct budget *budget = budget_open(path);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int64_t wait_ms;

	budget_tell(budget, 1000, 500, HOUR, NOW);
	g_assert_cmpint(fcntl(fd, F_OFD_SETLK, &whole), ==, 0);
	for (int i = 0; i < 100; i++)
		g_assert_true(budget_ask(budget, NULL, NOW, &wait_ms));
	g_assert_cmpint(budget_state(budget, NOW).remaining, ==, 400);
	close(fd);
	budget_free(budget);
}

static void expect_unknown(const char *path)
{
	struct budget *budget = budget_open(path);
	int64_t wait_ms;

	g_assert_true(budget_ask(budget, NULL, NOW, &wait_ms));
	g_assert_cmpint(budget_state(budget, NOW).remaining, ==, -1);
	budget_free(budget);
}

static void a_file_that_makes_no_sense_is_not_known(void)
{
	g_autofree char *path = fresh_path();
	struct budget *budget = budget_open(path);
	g_autofree char *good = NULL;
	gsize len = 0;

	budget_tell(budget, 1000, 0, HOUR, NOW);
	budget_free(budget);
	g_assert_true(g_file_get_contents(path, &good, &len, NULL));
	for (gsize i = 0; i < len; i++) {
		good[i] ^= 0x20;
		g_assert_true(
			g_file_set_contents(path, good, (gssize)len, NULL));
		expect_unknown(path);
		good[i] ^= 0x20;
		g_assert_true(g_file_set_contents(path, good, (gssize)i, NULL));
		expect_unknown(path);
	}
}

/* Nothing is left, it said; when is that no longer believed? */
static void what_is_stale_stops_nobody(void)
{
	enum { MINUTE = 60 * 1000 };
	static const struct {
		const char *what;
		int64_t reset_in_ms, later_ms;
		bool believed;
	} rows[] = {
		{ "the same moment", HOUR, 0, true },
		{ "half an hour later", HOUR, HOUR / 2, true },
		{ "a clock that runs a little behind", HOUR, -4000, true },
		{ "the window is over", HOUR, HOUR, false },
		{ "a reset that no window has", 2 * HOUR, 0, false },
		{ "seconds taken for something else", 24 * HOUR, 0, false },
		{ "the same, soon before it", 24 * HOUR, 23 * HOUR, false },
		{ "a clock that was set back", HOUR, -10 * MINUTE, false },
		{ "one that was set back by a day", HOUR, -24 * HOUR, false },
		{ "one that was set forward", HOUR, 24 * HOUR, false },
	};
	g_autofree char *path = fresh_path();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct budget *budget = budget_open(path);
		int64_t then = NOW + rows[i].later_ms, wait_ms = 0;
		struct budget_state known;

		g_test_message("%s", rows[i].what);
		budget_tell(budget, 1000, 0, rows[i].reset_in_ms, NOW);
		known = budget_state(budget, then);
		g_assert_cmpint(known.remaining, ==, rows[i].believed ? 0 : -1);
		g_assert_cmpint(budget_ask(budget, NULL, then, &wait_ms), !=,
				rows[i].believed);
		budget_free(budget);
	}
}

static void files_of_other_kinds_are_not_known(void)
{
	static const struct {
		const char *bytes;
		gssize len;
	} rows[] = {
		{ "", 0 },
		{ "nonsense\n", 9 },
		{ "fentu-2", 8 },
		{ "fentu-1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24 },
		{ "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		  "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		  48 },
		{ "{\"remaining\":0}", 15 },
	};
	g_autofree char *path = fresh_path();

	budget_free(budget_open(path));
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_true(g_file_set_contents(path, rows[i].bytes,
						  rows[i].len, NULL));
		expect_unknown(path);
	}
}

static void what_is_forgotten_is_not_known(void)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *path = fresh_path();
	g_autofree char *folder = g_path_get_dirname(path);
	struct budget *budget;

	g_assert_true(budget_forget(folder, &err));
	budget = budget_open(path);
	budget_tell(budget, 1000, 0, HOUR, NOW);
	g_assert_true(budget_forget(folder, &err));
	g_assert_cmpint(budget_state(budget, NOW).remaining, ==, 0);
	budget_free(budget);
	expect_unknown(path);
}

static void what_cannot_be_a_record_is_left_alone(void)
{
	g_autofree char *path = fresh_path();
	g_autofree char *dir = g_path_get_dirname(path);
	g_autofree char *other = g_build_filename(dir, "other", NULL);
	g_autofree char *text = NULL;
	struct budget *budget;

	g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
	g_assert_true(g_file_set_contents(other, "precious", -1, NULL));
	g_assert_cmpint(symlink(other, path), ==, 0);
	budget = budget_open(path);
	budget_tell(budget, 1000, 5, HOUR, NOW);
	budget_free(budget);
	g_assert_true(g_file_get_contents(other, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "precious");
	g_assert_cmpint(unlink(path), ==, 0);
	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	expect_unknown(path);
	expect_unknown(dir);
	expect_unknown("/proc/no/such/place");
	expect_unknown("/dev/null");
}

static void without_a_file_it_counts_for_itself(void)
{
	struct budget *budget = budget_open(NULL);
	int64_t wait_ms = 0;

	budget_tell(budget, 10, 1, HOUR, NOW);
	g_assert_true(budget_ask(budget, NULL, NOW, &wait_ms));
	g_assert_false(budget_ask(budget, NULL, NOW, &wait_ms));
	g_assert_cmpint(wait_ms, ==, HOUR);
	budget_free(budget);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/budget/the unknown stops nobody",
			the_unknown_stops_nobody);
	g_test_add_func("/budget/what is left is counted down",
			what_is_left_is_counted_down);
	g_test_add_func("/budget/a reply lowers the number",
			a_reply_lowers_the_number);
	g_test_add_func(
		"/budget/replies that overtake each other do not raise it",
		replies_that_overtake_each_other_do_not_raise_it);
	g_test_add_func("/budget/a server that counts otherwise is believed",
			a_server_that_counts_otherwise_is_believed);
	g_test_add_func("/budget/a new window starts anew",
			a_new_window_starts_anew);
	g_test_add_func("/budget/what was not said changes nothing",
			what_was_not_said_changes_nothing);
	g_test_add_func("/budget/two processes see one number",
			two_processes_see_one_number);
	g_test_add_func("/budget/racing processes take no more than there is",
			racing_processes_take_no_more_than_there_is);
	g_test_add_func(
		"/budget/a lock that is never given back is done without",
		a_lock_that_is_never_given_back_is_done_without);
	g_test_add_func("/budget/a file that makes no sense is not known",
			a_file_that_makes_no_sense_is_not_known);
	g_test_add_func("/budget/what is stale stops nobody",
			what_is_stale_stops_nobody);
	g_test_add_func("/budget/files of other kinds are not known",
			files_of_other_kinds_are_not_known);
	g_test_add_func("/budget/what is forgotten is not known",
			what_is_forgotten_is_not_known);
	g_test_add_func("/budget/what cannot be a record is left alone",
			what_cannot_be_a_record_is_left_alone);
	g_test_add_func("/budget/without a file it counts for itself",
			without_a_file_it_counts_for_itself);
	return g_test_run();
}
