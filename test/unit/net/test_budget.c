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
	struct budget_state state = { -1, -1, 0 };
	int64_t wait_ms = -7;

	for (int i = 0; i < 100; i++)
		g_assert_true(budget_take(&state, NOW, &wait_ms));
	g_assert_cmpint(wait_ms, ==, -7);
	g_assert_cmpint(state.remaining, ==, -1);
}

static void what_is_left_is_counted_down(void)
{
	struct budget_state state = { 1000, 2, NOW + 5000 };
	int64_t wait_ms = 0;

	g_assert_true(budget_take(&state, NOW, &wait_ms));
	g_assert_true(budget_take(&state, NOW, &wait_ms));
	g_assert_false(budget_take(&state, NOW + 1000, &wait_ms));
	g_assert_cmpint(wait_ms, ==, 4000);
	g_assert_cmpint(state.remaining, ==, 0);
	g_assert_true(budget_take(&state, NOW + 5000, &wait_ms));
	g_assert_cmpint(state.remaining, ==, -1);
}

static void a_reset_beyond_all_windows_is_not_believed(void)
{
	struct budget_state state = { 1000, 0, NOW + 25 * HOUR };
	int64_t wait_ms = 0;

	g_assert_true(budget_take(&state, NOW, &wait_ms));
}

static void a_reply_lowers_the_number(void)
{
	struct budget_state state = { -1, -1, 0 };

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
	struct budget_state state = { 1000, 490, NOW + HOUR };

	budget_learn(&state, 1000, 498, HOUR, NOW);
	g_assert_cmpint(state.remaining, ==, 490);
}

static void a_server_that_counts_otherwise_is_believed(void)
{
	struct budget_state state = { -1, -1, 0 };
	int64_t wait_ms = 0;

	for (int i = 0; i < 3000; i++) {
		g_assert_true(budget_take(&state, NOW, &wait_ms));
		budget_learn(&state, 1000, 999, HOUR, NOW);
	}
	g_assert_cmpint(state.remaining, >, 900);
	state = (struct budget_state){ -1, -1, 0 };
	for (int i = 0; i < 100; i++) {
		g_assert_true(budget_take(&state, NOW, &wait_ms));
		budget_learn(&state, 10, 9, HOUR, NOW);
	}
}

static void a_new_window_starts_anew(void)
{
	struct budget_state state = { 1000, 0, NOW + 1000 };

	budget_learn(&state, 1000, 999, HOUR, NOW + 1500);
	g_assert_cmpint(state.remaining, ==, 999);
	budget_learn(&state, 1000, 990, 2 * HOUR, NOW + 1500);
	g_assert_cmpint(state.reset_unix_ms, ==, NOW + 1500 + 2 * HOUR);
	g_assert_cmpint(state.remaining, ==, 990);
}

static void what_was_not_said_changes_nothing(void)
{
	struct budget_state state = { 1000, 7, NOW + HOUR };

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

static void a_pace_spreads_what_is_left(void)
{
	const struct budget_state state = { 1000, 400, NOW + 1000000 };
	struct budget_pace pace = { .is_wanted = true,
				    .needed = 1000,
				    .reserve_percent = 10,
				    .sent_unix_ms = NOW };

	/* 300 may go: one every 1000000 / 301 ms */
	g_assert_cmpint(budget_pace(&state, &pace, NOW), ==, 3322);
	g_assert_cmpint(budget_pace(&state, &pace, NOW + 3000), >, 0);
	g_assert_cmpint(budget_pace(&state, &pace, NOW + 4000), ==, 0);
	/* set back by a day */
	g_assert_cmpint(budget_pace(&state, &pace, NOW - 10000), <=, 3400);
	pace.needed = 300;
	g_assert_cmpint(budget_pace(&state, &pace, NOW), ==, 0);
	pace.is_wanted = false;
	g_assert_cmpint(budget_pace(&state, &pace, NOW), ==, 0);
}

static void a_pace_leaves_the_reserve(void)
{
	const struct budget_state state = { 1000, 100, NOW + 1000000 };
	const struct budget_state unlimited = { -1, -1, 0 };
	const struct budget_pace pace = { .is_wanted = true,
					  .needed = 1,
					  .reserve_percent = 10 };

	g_assert_cmpint(budget_pace(&state, &pace, NOW), ==, 1000000);
	g_assert_cmpint(budget_pace(&unlimited, &pace, NOW), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/budget/the unknown stops nobody",
			the_unknown_stops_nobody);
	g_test_add_func("/budget/what is left is counted down",
			what_is_left_is_counted_down);
	g_test_add_func("/budget/a reset beyond all windows is not believed",
			a_reset_beyond_all_windows_is_not_believed);
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
	g_test_add_func("/budget/what cannot be a record is left alone",
			what_cannot_be_a_record_is_left_alone);
	g_test_add_func("/budget/without a file it counts for itself",
			without_a_file_it_counts_for_itself);
	g_test_add_func("/budget/pace", a_pace_spreads_what_is_left);
	g_test_add_func("/budget/reserve", a_pace_leaves_the_reserve);
	return g_test_run();
}
