#include <string.h>

#include "lib/base/nearest.h"
#include "lib/cli/command_walk.h"

const struct opt command_help_rows[] = {
	OPT_ROW_FLAG("help", 'h', struct command_wish, help, "show this text"),
	OPT_END
};

bool command_applies(const struct command *command, const void *subject)
{
	return !command->applies || command->applies(subject);
}

static bool is_called(const struct command *command, const char *word)
{
	return g_str_equal(command->name, word) ||
	       (command->aliases && g_strv_contains(command->aliases, word));
}

const struct command *command_child(const struct command *const *list,
				    const void *subject, const char *word)
{
	for (; *list; list++) {
		if (is_called(*list, word) && command_applies(*list, subject))
			return *list;
	}
	return NULL;
}

const void *command_subject(const struct command_found *found)
{
	if (found->depth == 0)
		return NULL;
	return found->chain[found->depth - 1]->subject;
}

bool command_unknown(const struct command *const *list, const void *subject,
		     const char *path, const char *word, struct error *err)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *of = NULL;
	const char *near = NULL;

	for (; *list; list++) {
		const char *const *alias = (*list)->aliases;

		if ((*list)->group == GROUP_HIDDEN ||
		    !command_applies(*list, subject))
			continue;
		g_ptr_array_add(names, (gpointer)(*list)->name);
		for (; alias && *alias; alias++)
			g_ptr_array_add(names, (gpointer)*alias);
	}
	near = nearest(word, (const char *const *)names->pdata, names->len);
	of = strchr(path, ' ') ? g_strdup_printf(" of '%s'", path)
			       : g_strdup("");
	if (near)
		error_set(err, ERR_USAGE,
			  "unknown command '%s'%s; did you mean '%s'?", word,
			  of, near);
	else
		error_set(err, ERR_USAGE, "unknown command '%s'%s", word, of);
	return error_hint(err, "'%s --help' lists the commands", path);
}

char *command_usage(const struct call *call)
{
	const struct command *command = call->command;
	const char *path = call->path;

	if (!command || command->below)
		return g_strdup_printf("%s COMMAND [OPTIONS]", path);
	if (command->verbatim && !command->opts)
		return g_strdup_printf("%s %s", path, command->operands);
	return g_strdup_printf("%s [OPTIONS]%s%s", path,
			       command->operands[0] ? " " : "",
			       command->operands);
}

char *command_summary(const struct command *command, const void *subject)
{
	const char *gap = strstr(command->summary, "{}");

	if (!gap || !command->about)
		return g_strdup(command->summary);
	return g_strdup_printf("%.*s%s%s", (int)(gap - command->summary),
			       command->summary, command->about(subject),
			       gap + strlen("{}"));
}

/* The name of the operand that is missing, without its dots. */
static char *missing_operand(const struct command *command, size_t given)
{
	g_auto(GStrv) words = g_strsplit(command->operands, " ", -1);
	char *name = NULL;

	for (size_t i = 0; words[i]; i++) {
		if (words[i][0] == '[')
			continue;
		name = words[i];
		if (given-- == 0)
			break;
	}
	if (!name)
		return g_strdup("operand");
	return g_strndup(name, strcspn(name, "."));
}

bool command_lacks_operand(const struct call *call, struct error *err)
{
	g_autofree char *name =
		missing_operand(call->command, call->operands.count);
	g_autofree char *usage = command_usage(call);

	error_set(err, ERR_USAGE, "'%s' needs %s %s", call->path,
		  strchr("AEIOaeio", name[0]) ? "an" : "a", name);
	return error_hint(err, "usage: %s", usage);
}

void command_found_init(struct command_found *found)
{
	*found = (struct command_found){ 0 };
	found->call.path = g_strdup("fentu");
	found->keep = g_ptr_array_new_with_free_func(g_free);
}

void command_found_release(struct command_found *found)
{
	if (!found)
		return;
	g_free(found->call.path);
	g_free(found->opts_record);
	g_clear_pointer(&found->keep, g_ptr_array_unref);
	*found = (struct command_found){ 0 };
}

void command_descend(struct command_found *found, const struct command *command)
{
	g_autofree char *above = found->call.path;

	found->call.subject = command_subject(found);
	found->chain[found->depth++] = command;
	found->call.command = command;
	found->call.path = g_strconcat(above, " ", command->name, NULL);
}

bool command_walk(const struct command_tree *tree, struct strv words,
		  struct command_found *ret_found, struct error *err)
{
	AUTO(command_found_release) struct command_found found = { 0 };
	const struct command *const *list = tree->commands;

	command_found_init(&found);
	for (size_t i = 0; i < words.count; i++) {
		const void *subject = command_subject(&found);
		const struct command *command = NULL;

		if (!list || found.depth == COMMAND_DEPTH_MAX)
			return error_set(err, ERR_USAGE,
					 "'%s' has no command '%s'",
					 found.call.path, words.item[i]);
		command = command_child(list, subject, words.item[i]);
		if (!command)
			return command_unknown(list, subject, found.call.path,
					       words.item[i], err);
		command_descend(&found, command);
		list = command->below;
	}
	found.help = true;
	*ret_found = found;
	found = (struct command_found){ 0 };
	return true;
}
