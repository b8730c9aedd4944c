#include "lib/base/child_start.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/base/file.h"

enum { CHILD_EXEC_FAILED = 127 };

/* The child's ends of the pipes. */
struct child_ends {
	int input_fd, output_fd, null_fd;
	int report_fd; /* says why exec failed; closed by one that works */
};

static void child_ends_release(struct child_ends *ends)
{
	file_close(&ends->input_fd);
	file_close(&ends->output_fd);
	file_close(&ends->null_fd);
	file_close(&ends->report_fd);
}

static bool child_pipe(int *ret_read, int *ret_write, struct error *err)
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) < 0)
		return error_errno(err, errno, "cannot create a pipe");
	*ret_read = pair[0];
	*ret_write = pair[1];
	return true;
}

static bool child_never_block(int fd, struct error *err)
{
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		return error_errno(err, errno, "cannot set up a pipe");
	return true;
}

static bool child_open_ends(const struct child_spec *spec,
			    struct child_ends *ends,
			    struct child_started *child, int *ret_report_fd,
			    struct error *err)
{
	ends->null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (ends->null_fd < 0)
		return error_errno(err, errno, "cannot open '/dev/null'");
	if (spec->input &&
	    (!child_pipe(&ends->input_fd, &child->input_fd, err) ||
	     !child_never_block(child->input_fd, err)))
		return false;
	if (!spec->outlives_us &&
	    (!child_pipe(&child->output_fd, &ends->output_fd, err) ||
	     !child_never_block(child->output_fd, err)))
		return false;
	return child_pipe(ret_report_fd, &ends->report_fd, err);
}

static void child_default_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Between fork and exec: no allocation, no locks. */
static _Noreturn void child_become(const struct child_spec *spec,
				   const struct child_ends *ends,
				   char *const *env, pid_t parent)
{
	int input_fd = ends->input_fd >= 0 ? ends->input_fd : ends->null_fd;
	int output_fd = ends->output_fd >= 0 ? ends->output_fd : ends->null_fd;
	int number;

	if (spec->outlives_us) {
		(void)setsid();
	} else {
		(void)setpgid(0, 0);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(CHILD_EXEC_FAILED); /* it died before the prctl */
	}
	child_default_signals();
	if (dup2(input_fd, STDIN_FILENO) >= 0 &&
	    dup2(output_fd, STDOUT_FILENO) >= 0 &&
	    (spec->keep_stderr || dup2(ends->null_fd, STDERR_FILENO) >= 0)) {
		/* Ours are all close-on-exec; this is for the descriptors that
		   we were started with. */
		(void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
		(void)execve(spec->argv[0], (char *const *)spec->argv, env);
	}
	number = errno;
	(void)!write(ends->report_fd, &number, sizeof(number));
	_exit(CHILD_EXEC_FAILED);
}

/* Signals stay blocked until the child has its own dispositions, so that no
   handler of ours runs in it. */
static pid_t child_fork(const struct child_spec *spec,
			const struct child_ends *ends, char *const *env)
{
	pid_t parent = getpid();
	sigset_t all, before;
	pid_t pid;
	int number;

	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		child_become(spec, ends, env, parent);
	number = errno;
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	errno = number;
	return pid;
}

/* Nothing in the report pipe: exec has worked. */
static bool child_was_executed(int report_fd, const char *path,
			       struct error *err)
{
	int number = 0;
	ssize_t got;

	do {
		got = read(report_fd, &number, sizeof(number));
	} while (got < 0 && errno == EINTR);
	if (got == 0)
		return true;
	return error_errno(err, got == sizeof(number) ? number : EIO,
			   "cannot start '%s'", path);
}

bool child_start(const struct child_spec *spec, struct child_started *ret_child,
		 struct error *err)
{
	AUTO(child_ends_release)
	struct child_ends ends = { -1, -1, -1, -1 };
	AUTO(file_close) int report_fd = -1;
	g_auto(GStrv) env = spec->is_users_own
				    ? child_environment_of_user(spec->env)
				    : child_environment(spec->env);

	if (!child_open_ends(spec, &ends, ret_child, &report_fd, err))
		return false;
	ret_child->pid = child_fork(spec, &ends, env);
	if (ret_child->pid < 0)
		return error_errno(err, errno, "cannot start '%s'",
				   spec->argv[0]);
	child_ends_release(&ends);
	/* Both sides set it, as either may run first. */
	if (!spec->outlives_us)
		(void)setpgid(ret_child->pid, ret_child->pid);
	ret_child->pid_fd = pidfd_open(ret_child->pid, 0);
	if (ret_child->pid_fd < 0 && errno != ENOSYS)
		return error_errno(err, errno, "cannot watch '%s'",
				   spec->argv[0]);
	return child_was_executed(report_fd, spec->argv[0], err);
}
