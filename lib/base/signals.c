#include "lib/base/signals.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

static bool is_ignored(int number)
{
	struct sigaction action;

	return sigaction(number, NULL, &action) == 0 &&
	       action.sa_handler == SIG_IGN;
}

static bool take(struct signals *signals, bool only_heeded, struct error *err)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	sigset_t ends;

	(void)sigemptyset(&ends);
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (!only_heeded || !is_ignored(numbers[i]))
			(void)sigaddset(&ends, numbers[i]);
	signals->fd = signalfd(-1, &ends, SFD_CLOEXEC);
	if (signals->fd < 0) {
		signals->fd = 0;
		return error_errno(err, errno, "cannot wait for signals");
	}
	(void)sigprocmask(SIG_BLOCK, &ends, &signals->before);
	return true;
}

bool signals_take(struct signals *signals, struct error *err)
{
	return take(signals, false, err);
}

bool signals_take_heeded(struct signals *signals, struct error *err)
{
	return take(signals, true, err);
}

bool signals_take_free(struct signals *signals, struct error *err)
{
	sigset_t now;

	(void)sigprocmask(SIG_BLOCK, NULL, &now);
	return sigismember(&now, SIGINT) == 1 ||
	       sigismember(&now, SIGTERM) == 1 ||
	       signals_take_heeded(signals, err);
}

bool signals_came(const struct signals *signals)
{
	struct pollfd ready = { .fd = signals->fd, .events = POLLIN };

	return signals->fd > 0 && poll(&ready, 1, 0) > 0;
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
