#include "lib/base/child.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/clock.h"

enum { LONG_MS = 30 * 1000, BRIEF_MS = 300 };

struct run {
	struct error err;
	struct child_result result;
	bool ok;
};

static void run_release(struct run *run)
{
	error_release(&run->err);
	child_result_release(&run->result);
}

static struct run run_shell(const char *script, const char *input,
			    int deadline_ms)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	AUTO(sealed_release) struct sealed sealed = { 0 };
	struct run run = { 0 };
	struct child_spec spec = { .argv = argv, .deadline_ms = deadline_ms };

	if (input) {
		g_assert_true(
			sealed_set(&sealed, input, strlen(input), &run.err));
		spec.input = &sealed;
	}
	run.ok = child_exchange(&spec, &run.result, &run.err);
	return run;
}

static void assert_said(const struct run *run, const char *wanted)
{
	g_assert_true(run->ok);
	g_assert_cmpint(run->result.end, ==, CHILD_EXITED);
	g_assert_cmpint(run->result.status, ==, 0);
	g_assert_cmpstr(sealed_reveal(&run->result.output), ==, wanted);
}

static void it_is_fed_and_listened_to(void)
{
	AUTO(run_release)
	struct run run = run_shell("tr a-z A-Z", "secret\n", LONG_MS);

	assert_said(&run, "SECRET\n");
}

/* Ends only when the program has had its input, and acted on it. */
static void wait_for_end_of(void *folder)
{
	while (g_file_test(folder, G_FILE_TEST_IS_DIR))
		g_usleep(1000);
}

static void the_wait_for_it_can_be_used(void)
{
	g_autofree char *folder = g_dir_make_tmp("fentu-child-XXXXXX", NULL);
	static const char script[] = "read at; rmdir \"$at\"; echo done";
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	AUTO(sealed_release) struct sealed input = { 0 };
	AUTO(run_release) struct run run = { 0 };
	const struct child_spec spec = { .argv = argv,
					 .input = &input,
					 .deadline_ms = LONG_MS,
					 .meanwhile = wait_for_end_of,
					 .user = folder };

	g_assert_true(sealed_set(&input, folder, strlen(folder), &run.err));
	run.ok = child_exchange(&spec, &run.result, &run.err);
	assert_said(&run, "done\n");
}

static void without_input_it_reads_nothing(void)
{
	AUTO(run_release) struct run run = run_shell("cat", NULL, LONG_MS);

	assert_said(&run, "");
}

/* More than a pipe holds, in both directions at once. */
static void large_talk_does_not_lock_up(void)
{
	g_autofree char *large = g_strnfill(SEALED_MAX, 'x');
	AUTO(run_release) struct run run = run_shell("cat", large, LONG_MS);

	assert_said(&run, large);
}

static void one_that_does_not_read_is_no_failure(void)
{
	g_autofree char *large = g_strnfill(SEALED_MAX, 'x');
	AUTO(run_release)
	struct run run =
		run_shell("exec <&-; sleep 0.1; echo done", large, LONG_MS);

	assert_said(&run, "done\n");
}

static void one_that_says_too_much_is_a_failure(void)
{
	AUTO(run_release)
	struct run run = run_shell("head -c 70000 /dev/zero", NULL, LONG_MS);

	g_assert_false(run.ok);
	g_assert_nonnull(strstr(run.err.message, "/bin/sh"));
}

static void its_end_is_told(void)
{
	AUTO(run_release)
	struct run failed = run_shell("exit 7", NULL, LONG_MS);
	AUTO(run_release)
	struct run killed = run_shell("kill -TERM $$", NULL, LONG_MS);

	g_assert_true(failed.ok);
	g_assert_cmpint(failed.result.end, ==, CHILD_EXITED);
	g_assert_cmpint(failed.result.status, ==, 7);
	g_assert_true(killed.ok);
	g_assert_cmpint(killed.result.end, ==, CHILD_KILLED);
	g_assert_cmpint(killed.result.status, ==, SIGTERM);
}

/* The whole group goes, and those that shield themselves, too. */
static void the_deadline_holds_against_anything(void)
{
	int64_t before_ms = clock_mono_ms(&clock_system);
	AUTO(run_release)
	struct run run = run_shell("trap '' TERM INT HUP; sleep 61 & "
				   "echo $!; sleep 62",
				   NULL, BRIEF_MS);
	int64_t took_ms = clock_mono_ms(&clock_system) - before_ms;
	pid_t grandchild;

	g_assert_true(run.ok);
	g_assert_cmpint(run.result.end, ==, CHILD_TIMED_OUT);
	g_assert_cmpint(took_ms, >=, BRIEF_MS);
	g_assert_cmpint(took_ms, <, 20 * 1000);
	grandchild = (pid_t)g_ascii_strtoll(sealed_reveal(&run.result.output),
					    NULL, 10);
	g_assert_cmpint(grandchild, >, 1);
	for (int i = 0; i < 1000 && kill(grandchild, 0) == 0; i++)
		g_usleep(10000);
	g_assert_cmpint(kill(grandchild, 0), ==, -1);
}

static void a_grandchild_with_the_pipe_is_not_waited_for(void)
{
	int64_t before_ms = clock_mono_ms(&clock_system);
	AUTO(run_release)
	struct run run =
		run_shell("setsid sleep 20 & echo done", NULL, 60 * 1000);

	assert_said(&run, "done\n");
	g_assert_cmpint(clock_mono_ms(&clock_system) - before_ms, <, 15 * 1000);
}

static void what_cannot_be_started_is_a_failure(void)
{
	const char *const argv[] = { "/nonexistent/program", NULL };
	const struct child_spec spec = { .argv = argv, .deadline_ms = LONG_MS };
	AUTO(run_release) struct run run = { 0 };

	g_assert_false(child_exchange(&spec, &run.result, &run.err));
	g_assert_cmpstr(run.err.message, ==,
			"cannot start '/nonexistent/program': "
			"No such file or directory");
}

static void no_credential_is_in_its_environment(void)
{
	AUTO(run_release) struct run run = { 0 };

	g_setenv("FENTU_API_KEY", "canary", TRUE);
	g_setenv("FENTU_TOKEN", "canary", TRUE);
	g_setenv("AWS_SECRET_ACCESS_KEY", "canary", TRUE);
	g_setenv("LANGUAGE", "not passed", TRUE);
	g_setenv("LC_PAPER", "passed", TRUE);
	run = run_shell("env", NULL, LONG_MS);
	g_assert_true(run.ok);
	g_assert_null(strstr(sealed_reveal(&run.result.output), "canary"));
	g_assert_null(strstr(sealed_reveal(&run.result.output), "LANGUAGE"));
	g_assert_nonnull(
		strstr(sealed_reveal(&run.result.output), "LC_PAPER=passed"));
	g_assert_nonnull(strstr(sealed_reveal(&run.result.output), "PATH="));
}

static void further_variables_are_passed(void)
{
	const char *const further[] = { "EXTRA=1", NULL };
	g_auto(GStrv) env = child_environment(further);

	g_assert_true(g_strv_contains((const char *const *)env, "EXTRA=1"));
}

static void a_users_own_program_gets_what_is_not_ours(void)
{
	g_auto(GStrv) env = NULL;

	g_setenv("FENTU_API_KEY", "ours alone", TRUE);
	g_setenv("CREDENTIALS_DIRECTORY", "/ours alone", TRUE);
	g_setenv("GH_TOKEN", "theirs", TRUE);
	env = child_environment_of_user(NULL);
	g_assert_true(
		g_strv_contains((const char *const *)env, "GH_TOKEN=theirs"));
	for (char **entry = env; *entry; entry++)
		g_assert_null(strstr(*entry, "ours alone"));
}

static void descriptors_are_not_inherited(void)
{
	int kept = open("/dev/null", O_RDONLY);
	AUTO(run_release)
	struct run run = run_shell("ls /proc/self/fd", NULL, LONG_MS);

	/* 3 is the folder that ls itself reads. */
	assert_said(&run, "0\n1\n2\n3\n");
	close(kept);
}

static void signals_are_back_at_their_default(void)
{
	AUTO(run_release) struct run run = { 0 };
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &before);
	signal(SIGPIPE, SIG_IGN);
	run = run_shell("grep -E 'Sig(Blk|Ign)' /proc/self/status", NULL,
			LONG_MS);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_said(&run, "SigBlk:\t0000000000000000\n"
			  "SigIgn:\t0000000000000000\n");
}

static void plant(const char *folder, const char *name, mode_t mode)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, "#!/bin/sh\n", -1, NULL));
	g_assert_cmpint(chmod(path, mode), ==, 0);
}

static void assert_found(const char *name, const char *wanted)
{
	g_autofree char *found = child_find(name);

	g_assert_cmpstr(found, ==, wanted);
}

static void programs_are_never_found_in_the_current_folder(void)
{
	g_autofree char *folder = g_dir_make_tmp("fentu-child-XXXXXX", NULL);
	g_autofree char *here = g_get_current_dir();
	g_autofree char *before = g_strdup(g_getenv("PATH"));
	g_autofree char *path = g_strdup_printf(":.:bin:%s", folder);
	g_autofree char *good = g_build_filename(folder, "good", NULL);
	g_autofree char *plain = g_build_filename(folder, "plain", NULL);

	plant(folder, "good", 0755);
	plant(folder, "plain", 0644);
	g_assert_cmpint(chdir(folder), ==, 0);
	g_setenv("PATH", ":.:", TRUE);
	assert_found("good", NULL);
	g_setenv("PATH", path, TRUE);
	assert_found("good", good);
	assert_found("plain", NULL);
	assert_found("", NULL);
	assert_found("../good", NULL);
	g_unsetenv("PATH");
	assert_found("good", NULL);
	g_setenv("PATH", before, TRUE);
	g_assert_cmpint(chdir(here), ==, 0);
	g_unlink(good);
	g_unlink(plain);
	g_rmdir(folder);
}

static void own_programs_lie_beside_the_binary(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_path_get_dirname(self);
	g_autofree char *path = child_own_program("fentu-keyring");

	g_assert_true(g_str_has_prefix(path, folder));
	g_assert_true(g_str_has_suffix(path, "/fentu/fentu-keyring"));
}

static int end_of(struct child_launched *child)
{
	int status = -1;

	while (!child_launched_ended(child, &status))
		g_usleep(2000);
	return status;
}

static void a_launched_program_has_a_session_and_no_streams(void)
{
	const char *const argv[] = {
		"/bin/sh", "-c",
		"test \"$(ps -o sid= -p $$ | tr -d ' ')\" = $$ || exit 1\n"
		"test \"$(readlink /proc/$$/fd/1)\" = /dev/null || exit 2\n"
		"exit 3",
		NULL
	};
	const struct child_spec spec = { .argv = argv };
	AUTO(child_launched_release) struct child_launched child = { 0 };
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(child_launch(&spec, &child, &err));
	g_assert_cmpint(end_of(&child), ==, 3);
	g_assert_cmpint(child.pid, ==, 0);
}

static void a_launched_program_can_be_ended_alone(void)
{
	const char *const argv[] = { "/bin/sleep", "60", NULL };
	const struct child_spec spec = { .argv = argv };
	AUTO(child_launched_release) struct child_launched child = { 0 };
	AUTO(error_release) struct error err = { 0 };
	int status = -1;
	pid_t pid;

	g_assert_true(child_launch(&spec, &child, &err));
	pid = child.pid;
	g_assert_false(child_launched_ended(&child, &status));
	child_launched_kill(&child);
	g_assert_cmpint(child.pid, ==, 0);
	g_assert_cmpint(kill(pid, 0), ==, -1);
}

static void what_cannot_be_launched_is_an_error(void)
{
	const char *const argv[] = { "/nonexistent", NULL };
	const struct child_spec spec = { .argv = argv };
	AUTO(child_launched_release) struct child_launched child = { 0 };
	AUTO(error_release) struct error err = { 0 };

	g_assert_false(child_launch(&spec, &child, &err));
	g_assert_nonnull(strstr(err.message, "/nonexistent"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/child/it is fed and listened to",
			it_is_fed_and_listened_to);
	g_test_add_func("/child/without input it reads nothing",
			without_input_it_reads_nothing);
	g_test_add_func("/child/large talk does not lock up",
			large_talk_does_not_lock_up);
	g_test_add_func("/child/one that does not read is no failure",
			one_that_does_not_read_is_no_failure);
	g_test_add_func("/child/one that says too much is a failure",
			one_that_says_too_much_is_a_failure);
	g_test_add_func("/child/its end is told", its_end_is_told);
	g_test_add_func("/child/the deadline holds against anything",
			the_deadline_holds_against_anything);
	g_test_add_func("/child/a grandchild with the pipe is not waited for",
			a_grandchild_with_the_pipe_is_not_waited_for);
	g_test_add_func("/child/what cannot be started is a failure",
			what_cannot_be_started_is_a_failure);
	g_test_add_func("/child/no credential is in its environment",
			no_credential_is_in_its_environment);
	g_test_add_func("/child/further variables are passed",
			further_variables_are_passed);
	g_test_add_func("/child/a user's own program gets what is not ours",
			a_users_own_program_gets_what_is_not_ours);
	g_test_add_func("/child/descriptors are not inherited",
			descriptors_are_not_inherited);
	g_test_add_func("/child/signals are back at their default",
			signals_are_back_at_their_default);
	g_test_add_func("/child/programs are never found in the current folder",
			programs_are_never_found_in_the_current_folder);
	g_test_add_func("/child/own programs lie beside the binary",
			own_programs_lie_beside_the_binary);
	g_test_add_func("/child/the wait for it can be used",
			the_wait_for_it_can_be_used);
	g_test_add_func("/child/a launched program has a session and no "
			"streams",
			a_launched_program_has_a_session_and_no_streams);
	g_test_add_func("/child/a launched program can be ended alone",
			a_launched_program_can_be_ended_alone);
	g_test_add_func("/child/what cannot be launched is an error",
			what_cannot_be_launched_is_an_error);
	return g_test_run();
}
