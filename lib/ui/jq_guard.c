#include "lib/ui/jq_guard.h"

#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include <glib.h>

static const int signals[JQ_GUARD_SIGNALS] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE,
					       SIGALRM };
static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static G_GNUC_NORETURN void give_up(const char *text, size_t len)
{
	ssize_t ignored = write(STDERR_FILENO, text, len);

	(void)ignored;
	_exit(1);
}

static void on_fault(int number)
{
	static const char text[] =
		"fentu: error: --jq: libjq failed in the middle of the filter\n"
		"hint: choose another filter, or none; a change that was sent "
		"before is made all the same\n";

	(void)number;
	give_up(text, sizeof(text) - 1);
}

void jq_guard_no_memory(void *user)
{
	static const char text[] =
		"fentu: error: --jq: no memory is left for the filter\n";

	(void)user;
	give_up(text, sizeof(text) - 1);
}

/* The filter takes long: from now on a signal ends the process as usual. */
static void on_alarm(int number, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;

	(void)number;
	(void)info;
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
		(void)sigdelset(&interrupted->uc_sigmask, ends[i]);
}

static bool is_kept_back(const sigset_t *mask)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
		if (sigismember(mask, ends[i]) == 1)
			return true;
	return false;
}

static void set_timer(time_t seconds)
{
	const struct itimerval timer = { .it_value.tv_sec = seconds,
					 .it_interval.tv_sec = seconds };

	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

void jq_guard_enter(struct jq_guard *guard)
{
	struct sigaction fault = { .sa_handler = on_fault,
				   .sa_flags = SA_ONSTACK };
	struct sigaction alarm = { .sa_sigaction = on_alarm,
				   .sa_flags = SA_SIGINFO | SA_RESTART |
					       SA_ONSTACK };
	const stack_t stack = { .ss_sp = guard->stack,
				.ss_size = sizeof(guard->stack) };

	(void)sigaltstack(&stack, &guard->stack_before);
	for (size_t i = 0; i < JQ_GUARD_SIGNALS; i++)
		(void)sigaction(signals[i],
				signals[i] == SIGALRM ? &alarm : &fault,
				&guard->before[i]);
	(void)sigprocmask(SIG_BLOCK, NULL, &guard->mask_before);
	guard->is_timed = is_kept_back(&guard->mask_before);
	if (guard->is_timed)
		set_timer(1);
}

void jq_guard_leave(struct jq_guard *guard)
{
	if (guard->is_timed) {
		set_timer(0);
		(void)sigprocmask(SIG_SETMASK, &guard->mask_before, NULL);
	}
	for (size_t i = 0; i < JQ_GUARD_SIGNALS; i++)
		(void)sigaction(signals[i], &guard->before[i], NULL);
	(void)sigaltstack(&guard->stack_before, NULL);
}
