/* Turning the text of an option's value into a member of a record. */
#ifndef FENTU_CLI_OPT_VALUE_H
#define FENTU_CLI_OPT_VALUE_H

#include "lib/cli/opt.h"

/*
 * Store `value` where the row says.
 *
 * spelled	the option as the user wrote it, "--limit" or "-L", for errors
 * value	NULL for OPT_FLAG; borrowed
 * keep		see struct opt_request
 */
bool opt_value_store(const struct opt *row, void *record, const char *spelled,
		     const char *value, GPtrArray *keep,
		     struct error *err) MUST_CHECK;

#endif
