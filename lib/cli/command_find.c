#include "lib/cli/command_walk.h"

/* Finding a command, between two steps of it. */
struct finder {
	const struct command_tree *tree;
	struct strv words;
	size_t next; /* the word to be read */
	void *globals_record;
	struct command_wish wish;
	struct command_found *found;
};

static struct strv rest_of(const struct finder *finder)
{
	return (struct strv){ finder->words.item + finder->next,
			      finder->words.count - finder->next };
}

/* Global options, up to the next command word or the end. */
static bool read_globals(struct finder *finder, struct error *err)
{
	const struct opt_set sets[] = {
		{ finder->tree->globals, finder->globals_record, true },
		{ command_help_rows, &finder->wish, true },
	};
	const struct opt_request request = {
		.sets = sets,
		.set_count = G_N_ELEMENTS(sets),
		.words = rest_of(finder),
		.stop_at_operand = true,
		.keep = finder->found->keep,
	};
	size_t used = 0;

	if (!opt_parse(&request, NULL, &used, err)) {
		if (!err->hint)
			error_hint(err,
				   "a command's own options come after its "
				   "name; '%s --help' lists the commands",
				   finder->found->call.path);
		return false;
	}
	finder->next += used;
	return true;
}

/* Walk down to a command that runs, as far as the words go. */
static bool find_node(struct finder *finder, struct error *err)
{
	struct command_found *found = finder->found;
	const struct command *const *list = finder->tree->commands;

	while (list && found->depth < COMMAND_DEPTH_MAX) {
		const void *subject = command_subject(found);
		const struct command *command = NULL;
		const char *word = NULL;

		if (!read_globals(finder, err))
			return false;
		if (finder->next == finder->words.count)
			break;
		word = finder->words.item[finder->next];
		command = command_child(list, subject, word);
		if (!command && found->depth == 0 && !finder->wish.help) {
			found->external = true;
			found->first_word = finder->next;
			return true;
		}
		if (!command)
			return command_unknown(list, subject, found->call.path,
					       word, err);
		command_descend(found, command);
		finder->next++;
		list = command->below;
	}
	found->help = list != NULL;
	return true;
}

/* The rows that follow from the subject, each with a place of its own: in
   front those for a single value, behind them those for a list. */
static struct opt_set further_options(struct command_found *found)
{
	const struct command *command = found->call.command;
	const struct opt *rows = NULL;
	size_t count = 0, lists_at;
	struct opt *placed;
	char *values;

	if (command->more_opts)
		rows = command->more_opts(found->call.subject, found->keep);
	while (rows && rows[count].name)
		count++;
	lists_at = count * sizeof(const char *);
	placed = g_new0(struct opt, count + 1);
	values = g_malloc0(lists_at + count * sizeof(struct strv) + 1);
	for (size_t i = 0; i < count; i++) {
		placed[i] = rows[i];
		placed[i].offset = rows[i].kind == OPT_STRINGS
					   ? lists_at + i * sizeof(struct strv)
					   : i * sizeof(const char *);
	}
	found->call.more = (const char *const *)(void *)values;
	found->call.more_lists =
		(const struct strv *)(void *)(values + lists_at);
	g_ptr_array_add(found->keep, values);
	g_ptr_array_add(found->keep, placed);
	return (struct opt_set){ placed, values, false };
}

static void prepare_record(struct command_found *found)
{
	const struct command *command = found->call.command;

	if (!command->opts)
		return;
	found->opts_record = g_malloc0(command->opts_size);
	opt_record_init(command->opts, found->opts_record);
	if (command->defaults)
		command->defaults(found->opts_record);
	found->call.opts = found->opts_record;
}

static bool read_options(struct finder *finder, struct error *err)
{
	struct command_found *found = finder->found;
	const struct opt_set sets[] = {
		{ found->call.command->opts, found->opts_record, false },
		further_options(found),
		{ finder->tree->globals, finder->globals_record, true },
		{ command_help_rows, &finder->wish, true },
	};
	const struct opt_request request = {
		.sets = sets,
		.set_count = G_N_ELEMENTS(sets),
		.words = rest_of(finder),
		.keep = found->keep,
	};

	if (opt_parse(&request, &found->call.operands, NULL, err))
		return true;
	if (!err->hint)
		error_hint(err, "'%s --help' lists the options",
			   found->call.path);
	return false;
}

static bool check_operands(const struct command_found *found, struct error *err)
{
	const struct command *command = found->call.command;
	const char *path = found->call.path;
	size_t given = found->call.operands.count;
	g_autofree char *usage = NULL;

	if (given >= command->min_operands && given <= command->max_operands)
		return true;
	if (given < command->min_operands)
		return command_lacks_operand(&found->call, err);
	/* Not repeated: it may be a key that was to be read from standard
	   input. */
	if (command->max_operands == 0)
		error_set(err, ERR_USAGE, "'%s' takes no operand", path);
	else
		error_set(err, ERR_USAGE,
			  "'%s' takes at most %u operand%s, not %zu", path,
			  command->max_operands,
			  command->max_operands == 1 ? "" : "s", given);
	usage = command_usage(&found->call);
	return error_hint(err, "usage: %s", usage);
}

static bool read_call(struct finder *finder, struct error *err)
{
	struct command_found *found = finder->found;

	if (found->call.command->verbatim) {
		found->call.operands = rest_of(finder);
		return true;
	}
	prepare_record(found);
	if (!read_options(finder, err))
		return false;
	found->help = finder->wish.help;
	return found->help || check_operands(found, err);
}

bool command_find(const struct command_tree *tree, struct strv words,
		  void *globals_record, struct command_found *ret_found,
		  struct error *err)
{
	AUTO(command_found_release) struct command_found found = { 0 };
	struct finder finder = {
		.tree = tree,
		.words = words,
		.globals_record = globals_record,
		.found = &found,
	};

	command_found_init(&found);
	if (!find_node(&finder, err))
		return false;
	if (!found.external && !found.help && !read_call(&finder, err))
		return false;
	found.help |= finder.wish.help;
	*ret_found = found;
	found = (struct command_found){ 0 };
	return true;
}
