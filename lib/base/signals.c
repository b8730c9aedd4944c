#include "lib/base/signals.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

bool signals_take(struct signals *signals, struct error *err)
{
	sigset_t ends;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGHUP);
	(void)sigaddset(&ends, SIGQUIT);
	signals->fd = signalfd(-1, &ends, SFD_CLOEXEC);
	if (signals->fd < 0) {
		signals->fd = 0;
		return error_errno(err, errno, "cannot wait for signals");
	}
	(void)sigprocmask(SIG_BLOCK, &ends, &signals->before);
	return true;
}

bool signals_interrupted(const struct signals *signals, struct error *err)
{
	struct signalfd_siginfo info = { 0 };

	if (read(signals->fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return error_errno(err, errno, "cannot read a signal");
	error_set(err, ERR_INTERRUPTED, "interrupted");
	err->signal = (int)info.ssi_signo;
	return false;
}

void signals_release(struct signals *signals)
{
	if (!signals || signals->fd == 0)
		return;
	(void)close(signals->fd);
	(void)sigprocmask(SIG_SETMASK, &signals->before, NULL);
	signals->fd = 0;
}
