/*
 * What a record can be given, on the command line: rows of options made from
 * a table (lib/api/setter.h), and their values as a body.
 */
#ifndef FENTU_CMD_SETTERS_H
#define FENTU_CMD_SETTERS_H

#include "lib/api/body.h"
#include "lib/api/resource.h"
#include "lib/cli/command.h"

/* For more_opts of struct command; the subject is a struct resource. */
const struct opt *setters_options(const void *subject, GPtrArray *keep);

/* The rows of any table, for more_opts. */
const struct opt *setters_rows(const struct setter *setters, GPtrArray *keep);

/* Say on stderr when a value is not among the known ones; it is sent. */
void setters_note(struct ctx *ctx, const struct setter *setter,
		  const char *value);

/*
 * ERR_USAGE that lists all that is missing at once, by option; `missing` as
 * from setter_missing. True when it is empty.
 */
bool setters_refuse_missing(const struct setter *setters,
			    const GPtrArray *missing,
			    struct error *err) MUST_CHECK;

/* Give each rejected field of an error the name of the option that sets it:
   "customer_id" becomes "--customer". */
void setters_name_fields(const struct setter *setters, struct error *err);

#endif
