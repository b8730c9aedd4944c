/*
 * Where the words of a command line that is still being typed have led to.
 * More lenient than the parser: nothing is an error, unknown words are passed
 * over.
 */
#ifndef FENTU_CLI_PLACE_H
#define FENTU_CLI_PLACE_H

#include "lib/cli/command.h"

enum { PLACE_TABLES_MAX = 4 };

struct place {
	const struct command_tree *tree;
	struct command_found found;
	const struct opt *more;	   /* the command's rows of more_opts */
	const struct opt *pending; /* the option whose value comes next */
	const struct opt *taker;   /* the option that takes the operands */
	bool ended;		   /* "--" was there */
	bool foreign;		   /* the words belong to another program */
	GPtrArray *operands;	   /* borrowed words */
};

void place_init(struct place *place, const struct command_tree *tree);
void place_release(struct place *place);

/* Go on by one word, which is borrowed. */
void place_pass(struct place *place, char *word);

/* Would this word be read as an option? */
bool place_takes_option(const struct place *place, const char *word);

/* The tables of options that hold here; returns how many. */
size_t place_tables(const struct place *place,
		    const struct opt *tables[PLACE_TABLES_MAX]);

/* The option with this long name; NULL: none. */
const struct opt *place_option(const struct place *place, const char *name,
			       size_t len);

/* The list the next command word is from; NULL: operands are next. */
const struct command *const *place_list(const struct place *place);

#endif
