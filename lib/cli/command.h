/*
 * Commands as records, and how the words of a command line find one.
 *
 * A command is a node of a small const tree: it has a run function, or
 * commands below it. `subject` is what the commands below a node are about
 * (a resource); cli hands it through and knows nothing of it.
 */
#ifndef FENTU_CLI_COMMAND_H
#define FENTU_CLI_COMMAND_H

#include "lib/cli/opt.h"

struct ctx; /* the application; only cmd/ knows what is in it */

enum command_needs {
	NEEDS_NOTHING = 0,
	NEEDS_LOGIN = 1 << 0 /* a client with a credential: opened before
				run() */
};

/* A command as it was called. */
struct call {
	const struct command *command;
	const void *subject;	 /* of the node above; NULL: none */
	const void *opts;	 /* the command's record */
	const char *const *more; /* values of the rows of more_opts, in their
				    order; NULL: not given */
	struct strv operands;
	char *path; /* "fentu wo list" */
};

struct command {
	const char *name;	    /* what is typed */
	const char *const *aliases; /* ends with NULL; may be NULL */
	const char *summary;	    /* one line, no full stop */
	const char *operands;	    /* "ID...", "[METHOD] PATH" or "" */
	unsigned min_operands, max_operands;
	const struct opt *opts; /* NULL: none */
	size_t opts_size;	/* of the record that opts fill */
	/* Defaults, after the record was zeroed; may be NULL. */
	void (*defaults)(void *opts);
	/* Further OPT_STRING rows that follow from the subject, such as the
	   filters of a resource; the rows live as long as `keep`. */
	const struct opt *(*more_opts)(const void *subject, GPtrArray *keep);
	/* Does this node's subject have this command? NULL: yes. */
	bool (*applies)(const void *subject);
	unsigned needs; /* of enum command_needs */
	bool (*run)(struct ctx *ctx, const struct call *call,
		    struct error *err);
	/* Ends with NULL; instead of run. */
	const struct command *const *below;
	const void *subject;	     /* for the commands below */
	const char *const *examples; /* lines for help; ends with NULL */
	/* A program of our own in libexec with its own option parser: it gets
	   every word after the name unchanged; opts serve help only. */
	const char *program;
};

/* Everything the dispatcher must know of the application. */
struct command_tree {
	const struct command *const *commands; /* ends with NULL */
	const struct opt *globals;
};

/*
 * Find the command that `words` name, reading global options into
 * `globals_record` on the way, and read its options. *ret_call owns its
 * memory: call_free.
 *
 * *ret_help is true when help was asked for (-h, --help, or a node without
 * run): the call then names the node, and nothing else is to be done.
 *
 * *ret_external is set instead when the first word is no command of ours: it
 * is that word's index, and the words after it belong to the program
 * fentu-WORD, if there is one.
 */
struct command_found {
	struct call call;
	const struct command *chain[4]; /* from the top down to the command */
	size_t depth;
	bool help;
	bool external;
	size_t first_word; /* index of the first command word */
	void *opts_record;
	GPtrArray *keep;
};
bool command_find(const struct command_tree *tree, struct strv words,
		  void *globals_record, struct command_found *ret_found,
		  struct error *err) MUST_CHECK;
void command_found_release(struct command_found *found);

/* "unknown command 'lst' of 'fentu wo'; did you mean 'list'?": ERR_USAGE. */
bool command_unknown(const struct command *const *commands, const char *path,
		     const char *word, struct error *err);

#endif
