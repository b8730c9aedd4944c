/*
 * Which program shows a page to the person, and starting it: never through a
 * shell, with an environment that has nothing of ours in it.
 *
 * BROWSER is a list of commands with ':' between them; in each, %s stands for
 * the address, which goes at the end where there is none, and %% for '%'. The
 * first that is installed is taken. Without BROWSER, and with a display, the
 * desktop's own opener is.
 */
#ifndef FENTU_AUTH_BROWSER_H
#define FENTU_AUTH_BROWSER_H

#include <stdint.h>

#include "lib/base/child.h"

enum { BROWSER_OPENER_MS = 10 * 1000 };

/* Why there is, or is not, a browser to be started. */
enum browser_place {
	BROWSER_HERE,
	BROWSER_REMOTE, /* over ssh: it would open on the wrong screen */
	BROWSER_NO_DISPLAY,
	BROWSER_NONE /* no such program is installed */
};

/* A variable of the environment, NULL for none; the path of a program, owned
   by the caller, NULL for none. */
struct browser_world {
	const char *(*lookup)(const char *name);
	char *(*find)(const char *name);
};

/* A command, and whether it is one that hands over to a browser and ends. */
struct browser_command {
	char **argv; /* owned */
	bool is_opener;
};

/* Choose. For BROWSER_HERE *ret_command is released by the caller. */
enum browser_place browser_choose(const struct browser_world *world,
				  const char *url,
				  struct browser_command *ret_command);
void browser_command_release(struct browser_command *command);

/* Start it. What a desktop needs to find its browser is passed on beside what
   every child gets. */
bool browser_start(const struct browser_command *command,
		   struct child_launched *ret_child,
		   struct error *err) MUST_CHECK;

#endif
