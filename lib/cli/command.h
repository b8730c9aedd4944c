/*
 * Commands as records, and how the words of a command line find one.
 *
 * A command is a node of a small const tree: it has a run function, or
 * commands below it. `subject` is what the commands below a node are about
 * (a resource); cli hands it through and knows nothing of it.
 */
#ifndef FENTU_CLI_COMMAND_H
#define FENTU_CLI_COMMAND_H

#include <limits.h>

#include "lib/cli/opt.h"

struct ctx; /* the application; only cmd/ knows what is in it */

enum { COMMAND_DEPTH_MAX = 4, COMMAND_ANY_NUMBER = INT_MAX };

enum command_needs {
	NEEDS_NOTHING = 0,
	NEEDS_EFFECT = 1 << 0, /* it changes what is kept here, which cannot be
				  rehearsed: --dry-run is refused */
	/* Rights to the records of its subject, or, without one, of those that
	   its operands name; for whoever asks which it takes. */
	NEEDS_READ = 1 << 1,
	NEEDS_WRITE = 1 << 2,
	NEEDS_OTHER = 1 << 3 /* which, follows from what it is told */
};

/* Where the overview lists a command of the top. */
enum command_group {
	GROUP_REST,
	GROUP_CREDENTIALS,
	GROUP_RECORDS,
	GROUP_DATA,
	GROUP_HIDDEN /* nowhere: it serves scripts of our own */
};

/* A command as it was called. */
struct call {
	const struct command *command;
	const void *subject;	 /* of the node above; NULL: none */
	const void *opts;	 /* the command's record */
	const char *const *more; /* values of the rows of more_opts, in their
				    order; NULL: not given */
	const struct strv *more_lists; /* those of OPT_STRINGS rows, at the
					  same places */
	struct strv operands;
	char *path; /* "fentu wo list" */
};

struct command {
	const char *name;	    /* what is typed */
	const char *const *aliases; /* ends with NULL; may be NULL */
	const char *summary;	    /* one line, no full stop; {} in it is what
				       `about` says */
	const char *(*about)(const void *subject); /* "assets"; may be NULL */
	enum command_group group;
	const char *operands; /* "ID...", "[METHOD] PATH" or "" */
	unsigned min_operands, max_operands; /* or COMMAND_ANY_NUMBER */
	/* What completion offers for an operand. */
	enum opt_values operand_values;
	const char *const *operand_choices; /* ends with NULL; may be NULL */
	const struct opt *opts;		    /* NULL: none */
	size_t opts_size;		    /* of the record that opts fill */
	/* Defaults, after the record was zeroed; may be NULL. */
	void (*defaults)(void *opts);
	/* Further OPT_STRING and OPT_STRINGS rows that follow from the subject,
	   such as the filters of a resource; may be NULL. The rows end with
	   OPT_END and live as long as `keep`; their offsets do not count. */
	const struct opt *(*more_opts)(const void *subject, GPtrArray *keep);
	const char *more_heading; /* of these in help: "Filters" */
	/* Does this node's subject have this command? NULL: yes. */
	bool (*applies)(const void *subject);
	unsigned needs; /* of enum command_needs */
	bool (*run)(struct ctx *ctx, const struct call *call,
		    struct error *err);
	/* Ends with NULL; instead of run. */
	const struct command *const *below;
	const void *subject;	     /* for the commands below */
	const char *const *examples; /* lines for help; ends with NULL */
	/* The same, where they follow from the subject; may be NULL. */
	const char *const *(*examples_of)(const void *subject);
	/* Every word after the name is an operand, options too: they belong to
	   a program with a parser of its own. opts then serve help and
	   completion only. */
	bool verbatim;
	/* Its output is a report for people, in a pipe as on a terminal; only
	   --output and --jq make data of it. */
	bool is_report;
};

/* Everything the dispatcher must know of the application. */
struct command_tree {
	const struct command *const *commands; /* ends with NULL */
	const struct opt *globals;
};

/* What the words name. Zeroed is a valid "nothing". */
struct command_found {
	struct call call;
	const struct command *chain[COMMAND_DEPTH_MAX]; /* from the top */
	size_t depth;	   /* of the chain; 0: the program itself */
	bool help;	   /* only its help is wanted; call.opts is not read */
	bool external;	   /* the first word is no command of ours */
	size_t first_word; /* the index of that word in words */
	void *opts_record; /* owned, as is what keep holds */
	GPtrArray *keep;
};

/*
 * Find the command that `words` (without the program's name) call, reading
 * global options before and after it into globals_record, and the command's
 * own into a fresh record.
 *
 * help is set for -h and --help, and for a node that was named without one of
 * its commands (no words at all: the program itself, depth 0).
 *
 * external is set when the first word is unknown: the words after it belong
 * to the program fentu-WORD, if there is one.
 *
 * Fails with ERR_USAGE. The outputs borrow from words.
 */
bool command_find(const struct command_tree *tree, struct strv words,
		  void *globals_record, struct command_found *ret_found,
		  struct error *err) MUST_CHECK;
void command_found_release(struct command_found *found);

/* Find the node that plain words ("wo", "list") name; reads no options. */
bool command_walk(const struct command_tree *tree, struct strv words,
		  struct command_found *ret_found,
		  struct error *err) MUST_CHECK;

/* The command of a list by its name or an alias; NULL: none. subject as in
   struct call. */
const struct command *command_child(const struct command *const *list,
				    const void *subject, const char *word);

/* Is this command there for the subject? */
bool command_applies(const struct command *command, const void *subject);

/* What the commands of the list below `found` are about. */
const void *command_subject(const struct command_found *found);

/* "unknown command 'lst' of 'fentu wo'; did you mean 'list'?": ERR_USAGE. */
bool command_unknown(const struct command *const *list, const void *subject,
		     const char *path, const char *word, struct error *err);

/* "fentu wo view [OPTIONS] ID..."; owned by the caller. */
char *command_usage(const struct call *call);

/* The summary, in the words of the subject; owned by the caller. */
char *command_summary(const struct command *command, const void *subject);

/* "'fentu wo view' needs an ID", with its usage: ERR_USAGE. For commands that
   can do without in some of their ways. */
bool command_lacks_operand(const struct call *call, struct error *err);

/* The one row -h, --help, which every command has. */
extern const struct opt command_help_rows[];

#endif
