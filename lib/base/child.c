#include "lib/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/child_start.h"
#include "lib/base/clock.h"
#include "lib/base/file.h"

enum { CHILD_CHUNK = 4096, CHILD_LOOK_MS = 10 };

/* An exchange under way. */
struct child_talk {
	struct child_started child;
	const struct sealed *input;
	size_t sent;
	struct sealed *output;
	bool exited;
};

/* Whatever way an exchange ends, nothing of the child stays behind. */
static void child_talk_release(struct child_talk *talk)
{
	siginfo_t info;

	file_close(&talk->child.input_fd);
	file_close(&talk->child.output_fd);
	if (talk->child.pid > 0) {
		(void)kill(-talk->child.pid, SIGKILL);
		while (waitid(P_PID, (id_t)talk->child.pid, &info, WEXITED) <
			       0 &&
		       errno == EINTR)
			;
	}
	file_close(&talk->child.pid_fd);
}

/* write() without the signal for a reader that is gone; the program may or
   may not ignore it. */
static ssize_t child_write(int fd, const char *bytes, size_t len)
{
	const struct timespec now = { 0 };
	sigset_t pipe_signal, before;
	int number;
	ssize_t done;

	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	(void)pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
	done = write(fd, bytes, len);
	number = errno;
	if (done < 0 && number == EPIPE)
		(void)sigtimedwait(&pipe_signal, NULL, &now);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = number;
	return done;
}

static bool child_is_passing(int number)
{
	return number == EINTR || number == EAGAIN;
}

/* A child that does not want its input to the end is no failure. */
static bool child_feed(struct child_talk *talk, struct error *err)
{
	size_t left = talk->input->len - talk->sent;
	ssize_t done = 0;

	if (left > 0)
		done = child_write(talk->child.input_fd,
				   sealed_reveal(talk->input) + talk->sent,
				   left);
	if (done < 0 && child_is_passing(errno))
		return true;
	if (done < 0 && errno != EPIPE)
		return error_errno(err, errno, "cannot write to a program");
	if (done >= 0)
		talk->sent += (size_t)done;
	if (done < 0 || talk->sent == talk->input->len)
		file_close(&talk->child.input_fd);
	return true;
}

/* Read once; *ret_more is false when there is nothing left for now. */
static bool child_collect(struct child_talk *talk, bool *ret_more,
			  struct error *err)
{
	char chunk[CHILD_CHUNK];
	ssize_t got = read(talk->child.output_fd, chunk, sizeof(chunk));
	bool ok = true;

	*ret_more = got > 0;
	if (got < 0 && !child_is_passing(errno))
		return error_errno(err, errno, "cannot read from a program");
	if (got > 0)
		ok = sealed_append(talk->output, chunk, (size_t)got, err);
	explicit_bzero(chunk, sizeof(chunk));
	if (got == 0)
		file_close(&talk->child.output_fd);
	return ok;
}

/* After the child's end its last words are taken, but not those of a
   grandchild that keeps the pipe open. */
static bool child_drain(struct child_talk *talk, struct error *err)
{
	bool more = true;

	while (more && talk->child.output_fd >= 0) {
		if (!child_collect(talk, &more, err))
			return false;
	}
	return true;
}

/* Asked without a pidfd: before Linux 5.3, and under valgrind. Not reaped, so
   that its number stays its own. */
static bool child_has_ended(const struct child_started *child)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)child->pid, &info,
		      WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid != 0;
}

/* Wait for the next event and see to it. */
static bool child_turn(struct child_talk *talk, int timeout_ms,
		       struct error *err)
{
	struct pollfd wait[] = {
		{ .fd = talk->child.pid_fd, .events = POLLIN },
		{ .fd = talk->child.input_fd, .events = POLLOUT },
		{ .fd = talk->child.output_fd, .events = POLLIN },
	};
	bool can_wait = talk->child.pid_fd >= 0;
	bool more;

	if (!can_wait)
		timeout_ms = MIN(timeout_ms, CHILD_LOOK_MS);
	if (poll(wait, G_N_ELEMENTS(wait), timeout_ms) < 0) {
		if (child_is_passing(errno))
			return true;
		return error_errno(err, errno, "cannot wait for a program");
	}
	if (wait[1].revents != 0 && !child_feed(talk, err))
		return false;
	if (wait[2].revents != 0 && !child_collect(talk, &more, err))
		return false;
	talk->exited =
		can_wait ? wait[0].revents != 0 : child_has_ended(&talk->child);
	return true;
}

static void child_reap(struct child_talk *talk, bool timed_out,
		       struct child_result *result)
{
	siginfo_t info = { 0 };

	/* Before it is reaped nobody else can have its number. */
	if (timed_out)
		(void)kill(-talk->child.pid, SIGKILL);
	while (waitid(P_PID, (id_t)talk->child.pid, &info, WEXITED) < 0 &&
	       errno == EINTR)
		;
	talk->child.pid = 0;
	result->status = info.si_status;
	if (timed_out)
		result->end = CHILD_TIMED_OUT;
	else
		result->end = info.si_code == CLD_EXITED ? CHILD_EXITED
							 : CHILD_KILLED;
}

/* Wait for the end of the program; false when something broke. */
static bool child_wait(const struct child_spec *spec, struct child_talk *talk,
		       int64_t begun_ms, bool *ret_timed_out, struct error *err)
{
	int64_t until_ms = begun_ms + spec->deadline_ms;
	int told = 0;
	bool ok = true;

	while (ok && !talk->exited && !*ret_timed_out) {
		int64_t now_ms = clock_mono_ms(&clock_system);
		int seconds = (int)((now_ms - begun_ms) / 1000);
		int64_t left_ms = until_ms - now_ms;

		if (spec->waiting && seconds > told) {
			told = seconds;
			spec->waiting(spec->user, seconds);
		}
		if (spec->waiting)
			left_ms =
				MIN(left_ms, 1000 - (now_ms - begun_ms) % 1000);
		*ret_timed_out = now_ms >= until_ms;
		ok = *ret_timed_out ||
		     child_turn(talk, (int)MIN(left_ms, G_MAXINT), err);
	}
	if (told > 0)
		spec->waiting(spec->user, 0);
	return ok;
}

bool child_exchange(const struct child_spec *spec, struct child_result *result,
		    struct error *err)
{
	static const struct sealed nothing = { 0 };
	int64_t begun_ms = clock_mono_ms(&clock_system);
	AUTO(child_talk_release)
	struct child_talk talk = {
		.child = CHILD_NOT_STARTED,
		.input = spec->input ? spec->input : &nothing,
		.output = &result->output,
	};
	bool timed_out = false;

	if (!child_start(spec, &talk.child, err))
		return false;
	if (spec->meanwhile && !child_turn(&talk, 0, err))
		return error_wrap(err, "'%s'", spec->argv[0]);
	if (spec->meanwhile)
		spec->meanwhile(spec->user);
	if (!child_wait(spec, &talk, begun_ms, &timed_out, err))
		return error_wrap(err, "'%s'", spec->argv[0]);
	if (talk.exited && !child_drain(&talk, err))
		return error_wrap(err, "'%s'", spec->argv[0]);
	child_reap(&talk, timed_out, result);
	return true;
}

void child_result_release(struct child_result *result)
{
	if (result)
		sealed_release(&result->output);
}
