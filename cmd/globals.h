/* The options that every command takes, before and after its name. */
#ifndef FENTU_CMD_GLOBALS_H
#define FENTU_CMD_GLOBALS_H

#include "lib/cli/opt.h"

struct globals {
	const char *profile;
	const char *api_url;
	int output; /* enum out_format; -1: not given */
	const char *fields;
	const char *jq;
	bool no_header;
	bool csv_safe;
	bool csv_bom;
	int color; /* enum io_color; -1: not given */
	bool quiet;
	bool verbose;
	bool debug;
	long timeout_s;
	long retries;
	long cache_s; /* -1: not given, as with the next */
	long max_wait_s;
	bool no_input;
	bool dry_run;
	const char *ca_cert;
	bool version;
};

extern const struct opt global_options[];

/* The values that hold when nothing is given. */
void globals_init(struct globals *globals);

#endif
