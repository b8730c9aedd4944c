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

/* The same, but a signal that is ignored, such as those of a job under nohup,
   stays so. For work that nobody need be watching. */
bool signals_take_heeded(struct signals *signals, struct error *err) MUST_CHECK;

/* The same, unless others have taken them already. */
bool signals_take_free(struct signals *signals, struct error *err) MUST_CHECK;

/* Has one come? False too when none is taken. */
bool signals_came(const struct signals *signals);

/* The one that came, as ERR_INTERRUPTED. Always false. */
bool signals_interrupted(const struct signals *signals, struct error *err);

void signals_release(struct signals *signals);

#endif
