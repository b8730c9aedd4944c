/*
 * Starting other programs: never through a shell, with a chosen environment,
 * with no descriptor inherited but the named ones, and ended at a deadline
 * that holds whatever the program does.
 *
 * Of the environment a child gets what it needs to run and to find the
 * session (PATH, HOME, LANG, LC_*, XDG_*, DBUS_SESSION_BUS_ADDRESS, DISPLAY,
 * WAYLAND_DISPLAY, TERM, TMPDIR, TZ, USER, LOGNAME, SHELL), or, if it is a
 * program that the person named, all the rest as well: in either case nothing
 * of FENTU_* and no CREDENTIALS_DIRECTORY, so no credential of ours travels.
 */
#ifndef FENTU_BASE_CHILD_H
#define FENTU_BASE_CHILD_H

#include <sys/types.h>

#include "lib/base/error.h"
#include "lib/base/sealed.h"

/* How an exchange ended, apart from a failure to start it. */
enum child_end {
	CHILD_EXITED,	/* see status */
	CHILD_KILLED,	/* by a signal that we did not send */
	CHILD_TIMED_OUT /* we killed it at the deadline */
};

struct child_result {
	enum child_end end;
	int status;	      /* exit status, or the signal's number */
	struct sealed output; /* its standard output, SEALED_MAX at most */
};

struct child_spec {
	const char *const *argv; /* NULL-terminated; argv[0] is a path */
	const char *const *env;	 /* further NAME=VALUE, NULL-terminated; or
				    NULL */
	bool is_users_own; /* a program that the person named: it gets the whole
			      environment, but for what is meant for fentu */
	const struct sealed *input; /* its standard input; NULL: /dev/null */
	int deadline_ms;
	/* Something to do while the program works, called once when it has its
	   input; the time it takes counts. NULL: nothing. */
	void (*meanwhile)(void *user);
	/* Called each second that it takes, with their number, and with 0 when
	   that is over. NULL: nobody waits. */
	void (*waiting)(void *user, int seconds);
	void *user;
	bool keep_stderr; /* else /dev/null */
	bool outlives_us; /* child_launch alone sets it */
};

/*
 * Run a program to its end: feed it, collect what it says, kill it (with its
 * process group) at the deadline. Fails only when it could not be started or
 * the pipes break in a way that has no name. *result is released by the
 * caller with child_result_release, also after a failure.
 */
bool child_exchange(const struct child_spec *spec, struct child_result *result,
		    struct error *err) MUST_CHECK;
void child_result_release(struct child_result *result);

/* A program that goes on without us, such as a browser. */
struct child_launched {
	pid_t pid; /* 0: none, or reaped */
	int fd;	   /* readable once it has ended; -1: none */
};

/*
 * Start a program in a session of its own, with no streams, and do not wait
 * for it. spec: argv and env. *ret_child is released by the caller.
 */
bool child_launch(const struct child_spec *spec,
		  struct child_launched *ret_child,
		  struct error *err) MUST_CHECK;
/* Has it ended? Then it is reaped, and *ret_status is its exit status, 128 and
   the number of a signal. */
bool child_launched_ended(struct child_launched *child, int *ret_status);
/* End it, and it alone: what it has started goes on. */
void child_launched_kill(struct child_launched *child);
/* Leave it to itself; reaped if it has ended. */
void child_launched_release(struct child_launched *child);

/*
 * The environment described above, as a NULL-terminated vector to be freed
 * with g_strfreev.
 */
char **child_environment(const char *const *further);

/* The same for a program that the person named. */
char **child_environment_of_user(const char *const *further);

/*
 * The first executable file `name` in the folders of PATH, leaving out empty
 * and relative ones. NULL: none. Owned by the caller.
 */
char *child_find(const char *name);

/*
 * The path of a program or loadable part of our own, `name`, in the folder
 * they are installed in, found relative to the running binary. Owned by the
 * caller.
 */
char *child_own_program(const char *name);

#endif
