/*
 * The half of child.h that forks: what stands between fork and exec, where
 * only async-signal-safe calls are allowed.
 */
#ifndef FENTU_BASE_CHILD_START_H
#define FENTU_BASE_CHILD_START_H

#include <sys/types.h>

#include "lib/base/child.h"

/* A running child; descriptors are ours to close, -1: none. */
struct child_started {
	pid_t pid;     /* leader of its own process group */
	int pid_fd;    /* readable once it has ended; -1: the kernel has none */
	int input_fd;  /* its standard input, non-blocking */
	int output_fd; /* its standard output, non-blocking */
};

#define CHILD_NOT_STARTED                                                      \
	{                                                                      \
		.pid_fd = -1, .input_fd = -1, .output_fd = -1                  \
	}

/*
 * Start a program. It ends with us (PR_SET_PDEATHSIG) unless it is to outlive
 * us, inherits descriptors 0 to 2 alone, and has every signal at its default. A
 * failure to execute it is a failure of this call. *ret_child may be partly
 * filled then; the caller releases it in any case.
 */
bool child_start(const struct child_spec *spec, struct child_started *ret_child,
		 struct error *err) MUST_CHECK;

#endif
