#include "lib/cli/help.h"

/* Where text starts; an option that is too long has a line of its own. */
enum { HELP_COLUMN_MIN = 8, HELP_COLUMN_MAX = 32, HELP_INDENT = 2 };

/* A range that ends beyond this sets no limit that anyone meets. */
enum { HELP_NUMBER_MAX = 1000000 };

static const char *const group_titles[] = {
	[GROUP_CREDENTIALS] = "Credentials",
	[GROUP_RECORDS] = "Records",
	[GROUP_DATA] = "Data",
	[GROUP_REST] = "The rest",
};

void help_wrap(GString *out, const char *text, size_t at, size_t indent)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	bool first = true;

	for (size_t i = 0; words[i]; i++) {
		size_t width = (size_t)g_utf8_strlen(words[i], -1);

		if (width == 0)
			continue;
		if (!first && at + 1 + width > HELP_WIDTH) {
			g_string_append_printf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			g_string_append_c(out, ' ');
			at++;
		}
		g_string_append(out, words[i]);
		at += width;
		first = false;
	}
	g_string_append_c(out, '\n');
}

/* One row of two columns: a name and what it is. */
static void add_row(GString *out, const char *name, const char *text,
		    size_t column)
{
	size_t width = (size_t)g_utf8_strlen(name, -1);

	g_string_append(out, name);
	if (width + HELP_INDENT > column) {
		g_string_append_c(out, '\n');
		width = 0;
	}
	g_string_append_printf(out, "%*s", (int)(column - width), "");
	help_wrap(out, text, column, column);
}

static char *option_name(const struct opt *row)
{
	g_autofree char *letter = row->letter
					  ? g_strdup_printf("-%c,", row->letter)
					  : g_strdup("");

	return g_strdup_printf("  %-3s --%s%s%s", letter, row->name,
			       row->arg ? " " : "", row->arg ? row->arg : "");
}

static size_t options_column(const struct opt *rows)
{
	size_t column = HELP_COLUMN_MIN;

	for (const struct opt *row = rows; row && row->name; row++) {
		g_autofree char *name = option_name(row);
		size_t width = strlen(name) + HELP_INDENT;

		if (width <= HELP_COLUMN_MAX)
			column = MAX(column, width);
	}
	return column;
}

static void add_choices(GString *out, const struct opt *row)
{
	const char *before = ": ";

	for (size_t i = 0; row->choices[i]; i++) {
		bool last = row->kind == OPT_CHOICE && !row->choices[i + 1];

		g_string_append(out, last && i > 0 ? " or " : before);
		g_string_append(out, row->choices[i]);
		before = ", ";
	}
	if (row->kind == OPT_STRING)
		g_string_append(out, " or another");
}

void help_option_text(GString *out, const struct opt *row)
{
	g_string_append(out, row->help);
	if (row->choices)
		add_choices(out, row);
	if (row->kind == OPT_STRINGS)
		g_string_append(out, "; may be repeated");
	if (row->kind == OPT_NUMBER && row->max < HELP_NUMBER_MAX)
		g_string_append_printf(out, " (%ld to %ld)", row->min,
				       row->max);
}

static void add_options(GString *out, const struct opt *rows, size_t column)
{
	for (const struct opt *row = rows; row && row->name; row++) {
		g_autofree char *name = option_name(row);
		g_autoptr(GString) text = g_string_new(NULL);

		help_option_text(text, row);
		add_row(out, name, text->str, column);
	}
}

void help_options(GString *out, const struct opt *rows)
{
	add_options(out, rows, options_column(rows));
}

static bool is_shown(const struct command *command, const void *subject)
{
	return command->group != GROUP_HIDDEN &&
	       command_applies(command, subject);
}

/* Commands of a list with their summaries; of one group, or (-1) of all. */
static void add_commands(GString *out, const struct command *const *list,
			 const void *subject, int group)
{
	size_t column = 0;

	for (size_t i = 0; list[i]; i++) {
		if (is_shown(list[i], subject))
			column = MAX(column, strlen(list[i]->name));
	}
	column += 2 * HELP_INDENT;
	for (; *list; list++) {
		g_autofree char *name = NULL, *summary = NULL;

		if (!is_shown(*list, subject) ||
		    (group >= 0 && (int)(*list)->group != group))
			continue;
		name = g_strconcat("  ", (*list)->name, NULL);
		summary = command_summary(*list, subject);
		add_row(out, name, summary, column);
	}
}

static bool has_group(const struct command *const *list,
		      enum command_group group)
{
	for (; *list; list++) {
		if ((*list)->group == group)
			return true;
	}
	return false;
}

void help_overview(GString *out, const struct command_tree *tree)
{
	static const enum command_group order[] = { GROUP_CREDENTIALS,
						    GROUP_RECORDS, GROUP_DATA,
						    GROUP_REST };

	g_string_append(out, "Usage: fentu [OPTIONS] COMMAND [ARGUMENTS]\n");
	for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
		if (!has_group(tree->commands, order[i]))
			continue;
		g_string_append_printf(out, "\n%s:\n", group_titles[order[i]]);
		add_commands(out, tree->commands, NULL, (int)order[i]);
	}
	g_string_append(out, "\nGlobal options, before or after a command:\n");
	add_options(out, tree->globals, options_column(tree->globals));
	add_options(out, command_help_rows, options_column(tree->globals));
}

/* Named, not explained: there are many, and they are the same everywhere. */
static void add_global_names(GString *out, const struct opt *rows)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (; rows->name; rows++) {
		if (rows->letter)
			g_string_append_printf(names, "-%c, ", rows->letter);
		g_string_append_printf(names, "--%s%s", rows->name,
				       rows[1].name ? ", " : "");
	}
	g_string_append(out,
			"\nGlobal options, explained by 'fentu help':\n  ");
	help_wrap(out, names->str, HELP_INDENT, HELP_INDENT);
}

static void add_aliases(GString *out, const struct command *command)
{
	g_autofree char *names = NULL;

	if (!command->aliases)
		return;
	names = g_strjoinv(", ", (char **)command->aliases);
	g_string_append_printf(out, "\nAlso: %s\n", names);
}

static void add_node(GString *out, const struct command_found *found)
{
	const struct command *command = found->call.command;

	g_string_append(out, "\nCommands:\n");
	add_commands(out, command->below, command->subject, -1);
	g_string_append_printf(out,
			       "\n'%s COMMAND --help' tells more about one.\n",
			       found->call.path);
}

static void add_own_options(GString *out, const struct command_found *found)
{
	const struct command *command = found->call.command;
	const struct opt *more = NULL;
	size_t column = MAX(options_column(command->opts),
			    options_column(command_help_rows));

	if (command->more_opts)
		more = command->more_opts(found->call.subject, found->keep);
	if (more)
		column = MAX(column, options_column(more));
	if (!command->verbatim || command->opts)
		g_string_append(out, "\nOptions:\n");
	add_options(out, command->opts, column);
	if (!command->verbatim)
		add_options(out, command_help_rows, column);
	if (!more || !more[0].name)
		return;
	g_string_append_printf(out, "\n%s:\n", command->more_heading);
	add_options(out, more, column);
}

static void add_examples(GString *out, const struct call *call)
{
	const struct command *command = call->command;
	const char *const *line = command->examples_of
					  ? command->examples_of(call->subject)
					  : command->examples;

	if (!line)
		return;
	g_string_append(out, "\nExamples:\n");
	for (; *line; line++)
		g_string_append_printf(out, "  %s\n", *line);
}

void help_command(GString *out, const struct command_tree *tree,
		  const struct command_found *found)
{
	const struct command *command = found->call.command;
	g_autofree char *usage = NULL, *summary = NULL;

	if (!command) {
		help_overview(out, tree);
		return;
	}
	usage = command_usage(&found->call);
	g_string_append(out, "Usage: ");
	help_wrap(out, usage, strlen("Usage: "), strlen("Usage: "));
	g_string_append_c(out, '\n');
	summary = command_summary(command, found->call.subject);
	help_wrap(out, summary, 0, 0);
	add_aliases(out, command);
	if (command->below)
		add_node(out, found);
	else
		add_own_options(out, found);
	if (!command->verbatim && !command->below)
		add_global_names(out, tree->globals);
	add_examples(out, &found->call);
}
