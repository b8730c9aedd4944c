/*
 * While libjq runs: what libjq does to end the process, by a failed
 * assertion, a bad address, a division or a stack that is full, ends in a
 * message and status 1 instead. The program does not go on, since libjq may
 * have left anything behind.
 *
 * Part of the loadable part with libjq.
 */
#ifndef FENTU_UI_JQ_GUARD_H
#define FENTU_UI_JQ_GUARD_H

#include <signal.h>
#include <stdbool.h>

enum { JQ_GUARD_SIGNALS = 5, JQ_GUARD_STACK = 64 * 1024 };

struct jq_guard {
	struct sigaction before[JQ_GUARD_SIGNALS];
	stack_t stack_before;
	sigset_t mask_before;
	bool is_timed;
	/* of handlers, when the other is full; a sanitizer wants it aligned */
	_Alignas(16) char stack[JQ_GUARD_STACK];
};

/*
 * Between the two only libjq runs. Signals that end the program and are kept
 * back (base/signals.h) wait for at most a second: a filter may never end.
 */
void jq_guard_enter(struct jq_guard *guard);
void jq_guard_leave(struct jq_guard *guard);

/* Says the same of memory that is used up. Never returns. */
void jq_guard_no_memory(void *user);

#endif
