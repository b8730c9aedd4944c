/*
 * Signals that end the program, as something to read and wait for: no
 * handler, no global variable. While they are taken, SIGINT, SIGTERM, SIGHUP
 * and SIGQUIT arrive here and nowhere else.
 */
#ifndef FENTU_BASE_SIGNALS_H
#define FENTU_BASE_SIGNALS_H

#include <signal.h>

#include "lib/base/error.h"

struct signals {
	int fd; /* readable once one has come; 0: not taken */
	sigset_t before;
};

/* Release it in any case. */
bool signals_take(struct signals *signals, struct error *err) MUST_CHECK;

/* The one that came, as ERR_INTERRUPTED. Always false. */
bool signals_interrupted(const struct signals *signals, struct error *err);

void signals_release(struct signals *signals);

#endif
