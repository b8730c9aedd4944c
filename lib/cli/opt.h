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
	OPT_SPAN,   /* long: the same, in seconds, out of "90s", "10m", "2h" */
	OPT_CHOICE, /* int: index into choices; -1: not given */
	OPT_STRINGS /* struct strv: may be repeated */
};

/* What completion offers for a value or an operand beside choices. */
enum opt_values {
	OPT_VALUES_ANY,
	OPT_VALUES_FILE,
	OPT_VALUES_FOLDER,
	OPT_VALUES_FIELDS, /* comma-separated fields of the resource */
	OPT_VALUES_FIELD,  /* one of them, or -FIELD */
	OPT_VALUES_PROFILES,
	OPT_VALUES_DATE,
	OPT_VALUES_SETTINGS,
	OPT_VALUES_SCOPES,	/* comma-separated */
	OPT_VALUES_FILTER,	/* options only: they depend on its name and on
				   the resources that the operands name */
	OPT_VALUES_COMMANDS,	/* operands only: the words of a command */
	OPT_VALUES_TOPICS,	/* the same, or a topic of help */
	OPT_VALUES_COMMAND_LIST /* in one word: "wo list,assets view" */
};

struct opt {
	const char *name; /* without dashes */
	char letter;	  /* 0: none */
	enum opt_kind kind;
	size_t offset;
	const char *arg; /* what the value is called in help; NULL: flag */
	const char *const *choices; /* ends with NULL */
	long min, max; /* OPT_NUMBER, both included; OPT_SPAN: max, days */
	enum opt_values values;
	/* OPT_STRINGS: where it is given, operands are further values of it. */
	bool takes_operands;
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
#define OPT_ROW_SPAN(n, l, T, m, days, a, h)                                   \
	{                                                                      \
		.name = n, .letter = l, .kind = OPT_SPAN,                      \
		.offset = OPT_FIELD(T, m, long), .max = days, .arg = a,        \
		.help = h                                                      \
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
/* "--NAME A B": folders, of which the operands are more */
#define OPT_ROW_FOLDERS(n, T, m, a, h)                                         \
	{                                                                      \
		.name = n, .kind = OPT_STRINGS,                                \
		.offset = OPT_FIELD(T, m, struct strv), .arg = a,              \
		.values = OPT_VALUES_FOLDER, .takes_operands = true, .help = h \
	}

/* A table and the record its rows fill. */
struct opt_set {
	const struct opt *rows; /* ends with OPT_END; NULL: none */
	void *record;
	/* An option that is given twice is overruled, as an alias or a wrapper
	   wants it. false: two values for one place are refused. */
	bool last_wins;
};

struct opt_request {
	const struct opt_set *sets; /* searched in order */
	size_t set_count;
	struct strv words; /* borrowed for as long as the records are used */
	/* Stop at the first operand, so that global options before a command
	   and options after it are read by the same code. */
	bool stop_at_operand;
	GPtrArray *keep; /* frees with g_free; owns what the outputs and
			    OPT_STRINGS members point into */
};

/*
 * Read options out of words, in the manner of GNU: "--name VALUE",
 * "--name=VALUE", letters in a bundle ("-qo json", "-L5", "-L 5"). Names are
 * not abbreviated. "-" alone is an operand; "--" ends options.
 *
 * ret_operands	the other words, in their order; may be NULL together with
 *		stop_at_operand
 * ret_used	how many words were read: all of them, or with stop_at_operand
 *		those before the first operand; may be NULL
 *
 * Fails with ERR_USAGE: unknown option (the nearest name is suggested), value
 * missing or superfluous, an option given twice with different values (but see
 * last_wins, and OPT_STRINGS), a number that is none or out of range, a word
 *that is no choice. What might be a secret is not repeated in the message: of
 *an unknown option only the name is. Records may be filled in half by then.
 */
bool opt_parse(const struct opt_request *request, struct strv *ret_operands,
	       size_t *ret_used, struct error *err) MUST_CHECK;

/*
 * The last value of the option `name` of these rows, wherever it stands in the
 * words, behind a mistake as well; NULL: none. For how a mistake is to be
 * reported: words are not told from values of other options.
 */
const char *opt_glimpse(const struct opt *rows, const char *name,
			struct strv words);

/* Set each OPT_CHOICE of the record to -1; the rest is left as it is. */
void opt_record_init(const struct opt *rows, void *record);

/* The row with this long name, `len` bytes of it; NULL: none. */
const struct opt *opt_by_name(const struct opt *rows, const char *name,
			      size_t len);

/* The row with this letter; NULL: none. */
const struct opt *opt_by_letter(const struct opt *rows, char letter);

#endif
