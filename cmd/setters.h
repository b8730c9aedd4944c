/*
 * What a record can be given, on the command line: rows of options made from
 * a table (lib/api/setter.h), and their values as a body.
 */
#ifndef FENTU_CMD_SETTERS_H
#define FENTU_CMD_SETTERS_H

#include "lib/api/body.h"
#include "lib/api/resource.h"
#include "lib/cli/command.h"

/* For more_opts of struct command; the subject is a struct resource. For a new
   record the help says what is required. */
const struct opt *setters_options(const void *subject, GPtrArray *keep);
const struct opt *setters_new_options(const void *subject, GPtrArray *keep);

/* The rows of any table, for more_opts. */
const struct opt *setters_rows(const struct setter *setters, bool is_new,
			       GPtrArray *keep);

/* What the command line gives: the values of the rows of setters_rows, and
   two options that every command with such rows has. */
struct setters_given {
	const struct setter *setters;
	const struct strv *fields; /* of --field */
	const char *data;	   /* of --data; NULL: not given */
	bool is_new;		   /* what is required must be there */
	bool is_unchecked;	   /* but it need not: --no-check */
};
#define SETTERS_FIELD_OPTION(T, member)                                        \
	OPT_ROW_STRINGS("field", 0, T, member, "KEY=VALUE", OPT_VALUES_ANY,    \
			"set any field to a text; KEY:=JSON to JSON")
#define SETTERS_DATA_OPTION(T, member)                                         \
	OPT_ROW_STRING("data", 0, T, member, "FILE", OPT_VALUES_FILE,          \
		       "send the JSON in FILE as it is; - is standard input")

#define SETTERS_NO_CHECK_OPTION(T, member)                                     \
	OPT_ROW_FLAG("no-check", 0, T, member,                                 \
		     "send it though a required field is missing")

/* Was anything given but --data? */
bool setters_are_given(const struct call *call,
		       const struct setters_given *given);

/* A body. */
struct setters_made {
	char *text;
	size_t len;
	char **partial; /* as of struct write_request; NULL: none */
};
void setters_made_release(struct setters_made *made);

/*
 * The body of what was given, released by the caller. A value that is not among
 * the known ones is noted on stderr. ERR_USAGE: a value that does not fit,
 * naming its option; all that is missing, at once; options beside --data;
 * nothing given. Of a long text "-" is standard input, which is read once, and
 * "@FILE" a file; one line end behind the text is left out.
 */
bool setters_body(struct ctx *ctx, const struct call *call,
		  const struct setters_given *given,
		  struct setters_made *ret_made, struct error *err) MUST_CHECK;

/* Say on stderr when a value is not among the known ones; it is sent. */
void setters_note(struct ctx *ctx, const struct setter *setter,
		  const char *value);

/* ERR_USAGE that lists all that is missing at once, by option; `missing` as
   from setter_missing. True when it is empty. `path` is the command's. */
bool setters_refuse_missing(const GPtrArray *missing, const char *path,
			    struct error *err) MUST_CHECK;

/* Give each rejected field of an error the name of the option that sets it:
   "customer_id" gets "--customer". */
void setters_name_fields(const struct setter *setters, struct error *err);

#endif
