#include "cmd/help.h"

#include <string.h>

#include "cmd/commands.h"
#include "cmd/ctx.h"
#include "cmd/text.h"
#include "lib/base/nearest.h"
#include "lib/cli/help.h"
#include "lib/ui/pager.h"

static void add_topics(GString *out)
{
	g_autoptr(GString) names = g_string_new("Topics: ");

	for (const struct text *topic = help_topics; topic->name; topic++)
		g_string_append_printf(names, "%s%s", topic->name,
				       topic[1].name ? ", " : "");
	g_string_append_c(out, '\n');
	help_wrap(out, names->str, 0, strlen("Topics: "));
	g_string_append(out, "\n'fentu help COMMAND' and 'fentu help TOPIC' "
			     "tell more.\n");
}

static bool print(struct io *io, const GString *out, struct error *err)
{
	return pager_write(io, out->str, out->len, err) && io_flush(io, err);
}

bool help_print(struct io *io, const struct command_found *found,
		struct error *err)
{
	g_autoptr(GString) out = g_string_new(NULL);

	help_command(out, &command_tree, found);
	if (found->depth == 0)
		add_topics(out);
	return print(io, out, err);
}

/* A command and a topic may share their name: the topic follows. */
static bool print_both(struct io *io, const struct command_found *found,
		       const struct text *topic, struct error *err)
{
	g_autoptr(GString) out = g_string_new(NULL);

	help_command(out, &command_tree, found);
	g_string_append_printf(out, "\n%s", topic->text);
	return print(io, out, err);
}

/* Neither a command nor a topic; a command that may be meant is named. */
static bool suggest(const char *word, struct error *err)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *near;

	for (const struct text *topic = help_topics; topic->name; topic++)
		g_ptr_array_add(names, (gpointer)topic->name);
	near = nearest(word, (const char *const *)names->pdata, names->len);
	if (near && !strstr(err->message, "did you mean"))
		(void)error_set(err, ERR_USAGE,
				"no command or topic '%s'; did you mean '%s'?",
				word, near);
	return error_hint(err,
			  "'fentu help' lists the commands and the topics");
}

static bool help_run(struct ctx *ctx, const struct call *call,
		     struct error *err)
{
	AUTO(command_found_release) struct command_found found = { 0 };
	struct strv words = call->operands;
	const struct text *topic =
		words.count == 1 ? text_find(help_topics, words.item[0]) : NULL;
	struct io *io = ctx_io(ctx);

	if (topic && !command_child(command_tree.commands, NULL, topic->name))
		return pager_write(io, topic->text, strlen(topic->text), err);
	if (!command_walk(&command_tree, words, &found, err))
		return words.count == 1 ? suggest(words.item[0], err) : false;
	if (topic)
		return print_both(io, &found, topic, err);
	return help_print(io, &found, err);
}

static const char *const examples[] = { "fentu help wo list",
					"fentu help exit-codes", NULL };

const struct command cmd_help = {
	.name = "help",
	.summary = "Explain a command or a topic",
	.operands = "[COMMAND|TOPIC...]",
	.max_operands = COMMAND_DEPTH_MAX,
	.operand_values = OPT_VALUES_TOPICS,
	.run = help_run,
	.examples = examples,
};
