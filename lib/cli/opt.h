/*
 * Options as tables.
 *
 * A table row says how an option is called, what it takes, and where in the
 * command's own record its value goes: by offset, with the member's type
 * checked by the compiler. Nothing is stored in the table, so it is const
 * and there is nothing to reset. Help, man page and completion are made from
 * the same rows.
 */
#ifndef FENTU_CLI_OPT_H
#define FENTU_CLI_OPT_H

#include <stddef.h>

#include "lib/base/error.h"
#include "lib/base/strv.h"

enum opt_kind {
	OPT_FLAG,   /* bool: given */
	OPT_STRING, /* const char *: borrowed from the command line; NULL: not
		       given. choices, if any, are suggestions */
	OPT_NUMBER, /* long: not given leaves what the record had */
	OPT_CHOICE, /* int: index into choices; -1: not given */
	OPT_STRINGS /* struct strv: may be repeated */
};

/* What completion offers for the value beside choices. */
enum opt_values {
	OPT_VALUES_ANY,
	OPT_VALUES_FILE,
	OPT_VALUES_FOLDER,
	OPT_VALUES_FIELDS, /* comma-separated fields of the resource */
	OPT_VALUES_PROFILES,
	OPT_VALUES_DATE
};

struct opt {
	const char *name; /* without dashes */
	char letter;	  /* 0: none */
	enum opt_kind kind;
	size_t offset;
	const char *arg; /* what the value is called in help; NULL: flag */
	const char *const *choices; /* ends with NULL */
	long min, max;		    /* OPT_NUMBER, both included */
	enum opt_values values;
	const char *help; /* one line, no full stop */
};

#define OPT_END                                                                \
	{                                                                      \
		.name = NULL                                                   \
	}

/* offsetof, but a member of another type is a compile error. */
#define OPT_FIELD(T, m, ctype)                                                 \
	(offsetof(T, m) + 0 * sizeof(char[_Generic(((T *)0)->m, ctype : 1)]))

#define OPT_ROW_FLAG(n, l, T, m, h)                                            \
	{                                                                      \
		.name = n, .letter = l, .kind = OPT_FLAG,                      \
		.offset = OPT_FIELD(T, m, bool), .help = h                     \
	}
/* v: what completion offers, OPT_VALUES_ANY if nothing */
#define OPT_ROW_STRING(n, l, T, m, a, v, h)                                    \
	{                                                                      \
		.name = n, .letter = l, .kind = OPT_STRING,                    \
		.offset = OPT_FIELD(T, m, const char *), .arg = a,             \
		.values = v, .help = h                                         \
	}
#define OPT_ROW_NUMBER(n, l, T, m, lo, hi, a, h)                               \
	{                                                                      \
		.name = n, .letter = l, .kind = OPT_NUMBER,                    \
		.offset = OPT_FIELD(T, m, long), .min = lo, .max = hi,         \
		.arg = a, .help = h                                            \
	}
#define OPT_ROW_CHOICE(n, l, T, m, c, a, h)                                    \
	{                                                                      \
		.name = n, .letter = l, .kind = OPT_CHOICE,                    \
		.offset = OPT_FIELD(T, m, int), .choices = c, .arg = a,        \
		.help = h                                                      \
	}
#define OPT_ROW_STRINGS(n, l, T, m, a, v, h)                                   \
	{                                                                      \
		.name = n, .letter = l, .kind = OPT_STRINGS,                   \
		.offset = OPT_FIELD(T, m, struct strv), .arg = a, .values = v, \
		.help = h                                                      \
	}

/* A table and the record its rows fill. */
struct opt_set {
	const struct opt *rows;
	void *record;
};

/*
 * Read options out of `words` (borrowed for life). Sets are searched in
 * order. Words that are no options are collected as operands; "--" ends
 * options. When `stop_at_operand` is true, reading stops at the first operand
 * (*ret_used tells how many words were read), so that global options before a
 * command and options after it can be read by the same code.
 *
 * OPT_STRINGS members point into memory owned by `keep`.
 *
 * Fails with ERR_USAGE: unknown option (the nearest name is suggested, the
 * value after "=" is not repeated), missing or superfluous value, a number
 * that is none or out of range, a word that is no choice.
 */
struct opt_request {
	const struct opt_set *sets;
	size_t set_count;
	struct strv words;
	bool stop_at_operand;
	GPtrArray *keep; /* frees with g_free */
};
bool opt_parse(const struct opt_request *request, struct strv *ret_operands,
	       size_t *ret_used, struct error *err) MUST_CHECK;

/* Set each OPT_CHOICE of the record to -1; the rest is left zero. */
void opt_record_init(const struct opt *rows, void *record);

/* The name in `names` nearest to `word`, or NULL when none is near. */
const char *opt_nearest(const char *word, const char *const *names,
			size_t count);

#endif
