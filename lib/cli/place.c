#include "lib/cli/place.h"

#include "lib/cli/command_walk.h"

void place_init(struct place *place, const struct command_tree *tree)
{
	*place = (struct place){ .tree = tree };
	command_found_init(&place->found);
	place->operands = g_ptr_array_new();
}

void place_release(struct place *place)
{
	command_found_release(&place->found);
	g_clear_pointer(&place->operands, g_ptr_array_unref);
}

size_t place_tables(const struct place *place,
		    const struct opt *tables[PLACE_TABLES_MAX])
{
	const struct command *command = place->found.call.command;
	size_t count = 0;

	if (command && command->opts)
		tables[count++] = command->opts;
	if (place->more)
		tables[count++] = place->more;
	if (!command || !command->verbatim) {
		tables[count++] = place->tree->globals;
		tables[count++] = command_help_rows;
	}
	return count;
}

const struct opt *place_option(const struct place *place, const char *name,
			       size_t len)
{
	const struct opt *tables[PLACE_TABLES_MAX];
	const struct opt *row = NULL;
	size_t count = place_tables(place, tables);

	for (size_t i = 0; i < count && !row; i++)
		row = opt_by_name(tables[i], name, len);
	return row;
}

static const struct opt *find_letter(const struct place *place, char letter)
{
	const struct opt *tables[PLACE_TABLES_MAX];
	const struct opt *row = NULL;
	size_t count = place_tables(place, tables);

	for (size_t i = 0; i < count && !row; i++)
		row = opt_by_letter(tables[i], letter);
	return row;
}

/* The option of this word whose value is the next word; NULL: none. */
static const struct opt *open_option(const struct place *place,
				     const char *word)
{
	const struct opt *row = NULL;

	if (word[1] == '-') {
		row = place_option(place, word + 2, strlen(word + 2));
		return row && row->kind != OPT_FLAG ? row : NULL;
	}
	for (const char *at = word + 1; *at; at++) {
		row = find_letter(place, *at);
		if (!row)
			return NULL;
		if (row->kind != OPT_FLAG)
			return at[1] ? NULL : row;
	}
	return NULL;
}

const struct command *const *place_list(const struct place *place)
{
	const struct command *command = place->found.call.command;

	return command ? command->below : place->tree->commands;
}

static void pass_operand(struct place *place, char *word)
{
	struct command_found *found = &place->found;
	const struct command *const *list = place_list(place);
	const struct command *command = NULL;

	if (!list) {
		g_ptr_array_add(place->operands, word);
		place->foreign = found->call.command->verbatim;
		return;
	}
	command = command_child(list, command_subject(found), word);
	if (!command || found->depth == COMMAND_DEPTH_MAX) {
		place->foreign = true;
		return;
	}
	command_descend(found, command);
	if (command->more_opts)
		place->more =
			command->more_opts(found->call.subject, found->keep);
}

bool place_takes_option(const struct place *place, const char *word)
{
	return !place->ended && word[0] == '-' && word[1];
}

/* "--merge DIR" or "--merge=DIR" */
static void note_taker(struct place *place, const char *word)
{
	const struct opt *row = place->pending;

	if (!row && word[1] == '-')
		row = place_option(place, word + 2, strcspn(word + 2, "="));
	if (row && row->takes_operands)
		place->taker = row;
}

void place_pass(struct place *place, char *word)
{
	const struct command *command = place->found.call.command;

	if (place->foreign)
		return;
	if (place->pending) {
		place->pending = NULL;
	} else if (place_takes_option(place, word) && g_str_equal(word, "--")) {
		place->ended = true;
		place->foreign = command && command->verbatim;
	} else if (place_takes_option(place, word)) {
		place->pending = open_option(place, word);
		note_taker(place, word);
	} else {
		pass_operand(place, word);
	}
}
