#include "lib/cli/complete.h"

#include "cmd/commands.h"
#include "cmd/ctx.h"
#include "cmd/text.h"
#include "lib/api/scope.h"
#include "lib/conf/paths.h"

static void add_fields(const struct resource *resource, GPtrArray *words)
{
	const struct field *field = resource ? resource->fields : NULL;

	for (; field && field->name; field++)
		g_ptr_array_add(words, g_strdup_printf("%s\t%s", field->name,
						       field->help));
}

/* A settings file that cannot be read offers nothing; the command that is
   being typed will say why. */
static void add_profiles(GPtrArray *words)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *folder = paths_config();
	g_auto(GStrv) names = NULL;
	struct conf *conf = NULL;

	if (!folder || !conf_open(folder, &conf, &err))
		return;
	names = conf_profiles(conf);
	conf_free(conf);
	for (size_t i = 0; names[i]; i++)
		g_ptr_array_add(words, g_strdup(names[i]));
}

static void add_settings(GPtrArray *words)
{
	for (const struct conf_key *key = conf_keys; key->name; key++)
		g_ptr_array_add(
			words, g_strdup_printf("%s\t%s", key->name, key->help));
}

static void add_scopes(GPtrArray *words)
{
	for (const struct scope *scope = scopes; scope->name; scope++)
		g_ptr_array_add(words, g_strdup_printf("%s\t%s", scope->name,
						       scope->allows));
}

static void add_topics(GPtrArray *words)
{
	for (const struct text *topic = help_topics; topic->name; topic++)
		g_ptr_array_add(
			words,
			g_strdup_printf("%s\t%s", topic->name,
					topic->summary ? topic->summary : ""));
}

static void add_words(void *user, enum opt_values values, const void *subject,
		      GPtrArray *ret_words)
{
	(void)user;
	switch (values) {
	case OPT_VALUES_FIELDS:
		add_fields(subject, ret_words);
		break;
	case OPT_VALUES_PROFILES:
		add_profiles(ret_words);
		break;
	case OPT_VALUES_SETTINGS:
		add_settings(ret_words);
		break;
	case OPT_VALUES_SCOPES:
		add_scopes(ret_words);
		break;
	case OPT_VALUES_TOPICS:
		add_topics(ret_words);
		break;
	case OPT_VALUES_ANY:
	case OPT_VALUES_FILE:
	case OPT_VALUES_FOLDER:
	case OPT_VALUES_DATE:
	case OPT_VALUES_COMMANDS:
	case OPT_VALUES_COMMAND_LIST:
		break;
	}
}

static bool complete_run(struct ctx *ctx, const struct call *call,
			 struct error *err)
{
	const struct complete_source source = { .words = add_words };
	g_autoptr(GString) out = g_string_new(NULL);

	complete(&command_tree, call->operands, &source, out);
	return io_write(ctx_io(ctx), out->str, out->len, err);
}

const struct command cmd_complete = {
	.name = "__complete",
	.summary = "Tell a shell what a word may become",
	.group = GROUP_HIDDEN,
	.operands = "WORD...",
	.max_operands = COMMAND_ANY_NUMBER,
	.verbatim = true,
	.run = complete_run,
};
