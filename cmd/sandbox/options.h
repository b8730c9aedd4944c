/*
 * The command line of fentu-sandbox.
 */
#ifndef FENTU_SANDBOX_OPTIONS_H
#define FENTU_SANDBOX_OPTIONS_H

#include "cmd/sandbox/auto.h"
#include "cmd/sandbox/fault.h"
#include "cmd/sandbox/pool.h"
#include "cmd/sandbox/settings.h"

struct options {
	char *listen; /* NULL: a port of its own, for the command */
	char *db;     /* NULL: in memory */
	bool tls;
	struct world world;
	struct settings settings;
	struct faults *faults;
	char **command; /* NULL with listen, else at least one word */
	bool helped; /* help was asked for, and printed: nothing is left to do
		      */
};

/*
 * Read the command line. Fails on whatever is wrong in it; options is to be
 * released in any case.
 */
MUST_CHECK bool options_parse(int argc, char **argv, struct options *options,
			      GError **error);

void options_release(struct options *options);

#endif
