#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "lib/base/child_start.h"
#include "lib/base/file.h"

bool child_launch(const struct child_spec *spec,
		  struct child_launched *ret_child, struct error *err)
{
	struct child_spec own = *spec;
	struct child_started child = CHILD_NOT_STARTED;

	own.outlives_us = true;
	if (child_start(&own, &child, err)) {
		*ret_child = (struct child_launched){ child.pid, child.pid_fd };
		return true;
	}
	/* What could not be executed has ended by itself. */
	if (child.pid > 0) {
		while (waitpid(child.pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	file_close(&child.pid_fd);
	return false;
}

static bool child_reap(struct child_launched *child, int options,
		       int *ret_status)
{
	siginfo_t info = { 0 };
	int done;

	if (child->pid <= 0)
		return false;
	do {
		done = waitid(P_PID, (id_t)child->pid, &info,
			      WEXITED | options);
	} while (done < 0 && errno == EINTR);
	if (done < 0 || info.si_pid == 0)
		return false;
	child->pid = 0;
	file_close(&child->fd);
	*ret_status = info.si_code == CLD_EXITED ? info.si_status
						 : 128 + info.si_status;
	return true;
}

bool child_launched_ended(struct child_launched *child, int *ret_status)
{
	return child_reap(child, WNOHANG, ret_status);
}

void child_launched_kill(struct child_launched *child)
{
	int status;

	if (child->pid <= 0)
		return;
	(void)kill(child->pid, SIGKILL);
	(void)child_reap(child, 0, &status);
}

void child_launched_release(struct child_launched *child)
{
	int status;

	if (!child || child->pid <= 0)
		return;
	if (!child_reap(child, WNOHANG, &status))
		file_close(&child->fd);
	child->pid = 0;
}
