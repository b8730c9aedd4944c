/*
 * Build-time program: copies a manual page from standard input to standard
 * output and fills in what the tables of the commands know.
 *
 *	@COMMANDS@		the commands, one paragraph each
 *	@GLOBALS@		the global options
 *	@OPTIONS wo list@	the options of a command
 *
 * each on a line of its own.
 */
#include <stdio.h>

#include "cmd/commands.h"
#include "lib/cli/help.h"

static void add_commands(GString *out)
{
	const struct command *const *list = command_tree.commands;

	for (; *list; list++) {
		if ((*list)->group == GROUP_HIDDEN)
			continue;
		g_string_append_printf(out, "*fentu-%s*(1)\n\t%s.\n\n",
				       (*list)->name, (*list)->summary);
	}
}

static bool add_options(GString *out, const char *path)
{
	AUTO(command_found_release) struct command_found found = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_auto(GStrv) words = g_strsplit(path, " ", -1);
	const struct strv view = { words, g_strv_length(words) };
	const struct command *command = NULL;

	if (!command_walk(&command_tree, view, &found, &err)) {
		fprintf(stderr, "options: %s\n", err.message);
		return false;
	}
	command = found.call.command;
	help_options_scdoc(out, command->opts);
	if (command->more_opts)
		help_options_scdoc(out, command->more_opts(found.call.subject,
							   found.keep));
	if (!command->verbatim)
		help_options_scdoc(out, command_help_rows);
	return true;
}

static bool fill_in(GString *out, const char *line)
{
	g_autofree char *path = NULL;

	if (g_str_equal(line, "@COMMANDS@"))
		add_commands(out);
	else if (g_str_equal(line, "@GLOBALS@"))
		help_options_scdoc(out, command_tree.globals);
	else if (g_str_has_prefix(line, "@OPTIONS ") &&
		 g_str_has_suffix(line, "@"))
		path = g_strndup(line + strlen("@OPTIONS "),
				 strlen(line) - strlen("@OPTIONS @"));
	else
		g_string_append_printf(out, "%s\n", line);
	return !path || add_options(out, path);
}

int main(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (!fill_in(out, line))
			return 1;
	}
	return fputs(out->str, stdout) >= 0 && fflush(stdout) == 0 ? 0 : 1;
}
