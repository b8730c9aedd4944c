#include "cmd/scope_need.h"

#include <string.h>

static void need_free(void *need)
{
	g_free(((struct scope_need *)need)->command);
	g_free(need);
}

static GPtrArray *needs_new(void)
{
	return g_ptr_array_new_with_free_func(need_free);
}

static unsigned access_of(const struct command *command)
{
	return (command->needs & NEEDS_READ ? SCOPE_READ : 0) |
	       (command->needs & NEEDS_WRITE ? SCOPE_WRITE : 0);
}

static unsigned set_for_all(unsigned access)
{
	unsigned set = 0;

	for (size_t i = 0; resources[i]; i++)
		set |= scope_set_for(resources[i], access);
	return set;
}

static void add(GPtrArray *needs, const char *name, unsigned set)
{
	struct scope_need *need = g_new0(struct scope_need, 1);

	need->command = g_strdup(name);
	need->set = set;
	g_ptr_array_add(needs, need);
}

/* A command, or all those below it. */
static void add_tree(GPtrArray *needs, const char *name,
		     const struct command *command, const void *subject)
{
	unsigned access = access_of(command);

	if (command->group == GROUP_HIDDEN)
		return;
	if (!command->below) {
		add(needs, name,
		    subject ? scope_set_for(subject, access)
			    : set_for_all(access));
		return;
	}
	for (size_t i = 0; command->below[i]; i++) {
		const struct command *child = command->below[i];
		g_autofree char *path = NULL;

		if (!command_applies(child, command->subject))
			continue;
		path = g_strconcat(name, " ", child->name, NULL);
		add_tree(needs, path, child, command->subject);
	}
}

GPtrArray *scope_need_all(const struct command_tree *tree)
{
	GPtrArray *needs = needs_new();

	for (size_t i = 0; tree->commands[i]; i++)
		add_tree(needs, tree->commands[i]->name, tree->commands[i],
			 NULL);
	return needs;
}

/* The words of one stretch between commas, and how far they are read. */
struct reader {
	const struct command_tree *tree;
	char **words; /* ends with NULL */
	GPtrArray *needs;
};

/* The set of a resource by the last part of its path, or of "all"; false: the
   word is neither. */
static bool set_of_word(const char *word, unsigned access, unsigned *ret_set)
{
	if (!strcmp(word, "all")) {
		*ret_set = set_for_all(access);
		return true;
	}
	for (size_t i = 0; resources[i]; i++) {
		if (!strcmp(word, resources[i]->path)) {
			*ret_set = scope_set_for(resources[i], access);
			return true;
		}
	}
	return false;
}

/* A command that takes resources: those among the next words, or all. */
static void read_resources(struct reader *reader, const struct command *command)
{
	unsigned access = access_of(command), set = 0, one;
	const char *word;

	while (access && (word = *reader->words) &&
	       set_of_word(word, access, &one)) {
		set |= one;
		reader->words++;
	}
	add(reader->needs, command->name, set ? set : set_for_all(access));
}

static bool refuse_open(const char *name, struct error *err)
{
	error_set(err, ERR_USAGE,
		  "what 'fentu %s' needs depends on what it is told", name);
	return error_hint(err, "'fentu scopes' lists what each scope allows");
}

/* A command and what it is about. */
struct named {
	const struct command *command;
	const void *subject;
	char *name; /* owned */
};

static void named_release(struct named *named)
{
	g_free(named->name);
}

static void named_descend(struct named *named, const struct command *child)
{
	g_autofree char *above = named->name;

	named->name = g_strconcat(above, " ", child->name, NULL);
	named->subject = named->command->subject;
	named->command = child;
}

/* As far down as the words lead. One that has commands below it stands alone
   when the next word begins another command. */
static bool descend(struct reader *reader, struct named *named,
		    struct error *err)
{
	while (named->command->below) {
		const struct command *above = named->command;
		const char *word = *reader->words;
		const struct command *child = NULL;
		g_autofree char *path = NULL;

		if (word)
			child = command_child(above->below, above->subject,
					      word);
		if (!child && (!word || command_child(reader->tree->commands,
						      NULL, word)))
			return true;
		if (!child) {
			path = g_strconcat("fentu ", named->name, NULL);
			return command_unknown(above->below, above->subject,
					       path, word, err);
		}
		named_descend(named, child);
		reader->words++;
	}
	return true;
}

static bool read_command(struct reader *reader, struct error *err)
{
	const struct command *const *top = reader->tree->commands;
	AUTO(named_release) struct named named = { 0 };

	named.command = command_child(top, NULL, *reader->words);
	if (!named.command)
		return command_unknown(top, NULL, "fentu", *reader->words, err);
	named.name = g_strdup(named.command->name);
	reader->words++;
	if (!descend(reader, &named, err))
		return false;
	if (named.command->needs & NEEDS_OTHER)
		return refuse_open(named.name, err);
	if (named.command->below || named.subject)
		add_tree(reader->needs, named.name, named.command,
			 named.subject);
	else
		read_resources(reader, named.command);
	return true;
}

static bool read_stretch(const struct command_tree *tree, const char *text,
			 GPtrArray *needs, struct error *err)
{
	g_auto(GStrv) parts = g_strsplit_set(text, " \t", -1);
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	struct reader reader = { .tree = tree, .needs = needs };

	for (char **part = parts; *part; part++)
		if (**part)
			g_ptr_array_add(words, *part);
	g_ptr_array_add(words, NULL);
	reader.words = (char **)words->pdata;
	while (*reader.words)
		if (!read_command(&reader, err))
			return false;
	return true;
}

static bool read_text(const struct command_tree *tree, const char *text,
		      GPtrArray **ret_needs, struct error *err)
{
	g_auto(GStrv) stretches = g_strsplit(text, ",", -1);
	g_autoptr(GPtrArray) needs = needs_new();

	for (char **stretch = stretches; *stretch; stretch++)
		if (!read_stretch(tree, *stretch, needs, err))
			return false;
	if (needs->len == 0)
		return error_set(err, ERR_USAGE, "no command is named");
	*ret_needs = g_steal_pointer(&needs);
	return true;
}

bool scope_need_named(const struct command_tree *tree, struct strv words,
		      GPtrArray **ret_needs, struct error *err)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < words.count; i++)
		g_string_append_printf(text, "%s ", words.item[i]);
	return read_text(tree, text->str, ret_needs, err);
}

unsigned scope_need_union(const GPtrArray *needs)
{
	unsigned set = 0;

	for (guint i = 0; i < needs->len; i++)
		set |= ((const struct scope_need *)needs->pdata[i])->set;
	return set;
}

bool scope_need_text(const struct command_tree *tree, const char *text,
		     unsigned *ret_set, struct error *err)
{
	g_autoptr(GPtrArray) needs = NULL;

	if (!read_text(tree, text, &needs, err))
		return false;
	*ret_set = scope_need_union(needs);
	return true;
}
