#include "lib/cli/complete.h"

#include <string.h>

#include "cmd/commands.h"
#include "cmd/ctx.h"
#include "cmd/text.h"
#include "lib/api/scope.h"
#include "lib/conf/paths.h"

/* Does the command work on this resource, be it by its noun or by operands? */
static bool names_resource(const struct complete_wish *wish,
			   const struct resource *resource)
{
	if (wish->subject)
		return wish->subject == resource;
	for (size_t i = 0; i < wish->operands.count; i++)
		if (g_str_equal(wish->operands.item[i], resource->path) ||
		    g_str_equal(wish->operands.item[i], "all"))
			return true;
	return false;
}

static gboolean is_same_word(gconstpointer one, gconstpointer other)
{
	size_t len = strcspn(one, "\t");

	return len == strcspn(other, "\t") && strncmp(one, other, len) == 0;
}

/* Several resources may have the same. */
static void add_once(GPtrArray *words, char *word)
{
	if (g_ptr_array_find_with_equal_func(words, word, is_same_word, NULL))
		g_free(word);
	else
		g_ptr_array_add(words, word);
}

static void add_fields(const struct complete_wish *wish, GPtrArray *words)
{
	for (size_t i = 0; resources[i]; i++) {
		const struct field *field = resources[i]->fields;

		if (!names_resource(wish, resources[i]))
			continue;
		for (; field->name; field++)
			add_once(words, g_strdup_printf("%s\t%s", field->name,
							field->help));
	}
}

/* As long as no resource is named, the values of each. */
static void add_filter_values(const struct complete_wish *wish,
			      GPtrArray *words)
{
	for (size_t i = 0; resources[i]; i++) {
		const struct filter *filter =
			resource_filter(resources[i], wish->option);
		const char *const *choice = filter ? filter->choices : NULL;

		if (wish->operands.count > 0 &&
		    !names_resource(wish, resources[i]))
			continue;
		for (; choice && *choice; choice++)
			add_once(words, g_strdup(*choice));
	}
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

/* What a setting can be, as far as that is a choice. */
static void add_values(const struct conf_key *key, GPtrArray *words)
{
	const char *const *choice = key->choices;

	for (; choice && *choice; choice++)
		g_ptr_array_add(words, g_strdup(*choice));
	if (key->kind == CONF_NAME) {
		g_ptr_array_add(words, g_strdup(CONF_PROFILE_USUAL));
		add_profiles(words);
	}
	if (key->kind == CONF_BOOL) {
		g_ptr_array_add(words, g_strdup("true"));
		g_ptr_array_add(words, g_strdup("false"));
	}
}

/* The first operand is a setting, the second its value. */
static void add_settings(const struct complete_wish *wish, GPtrArray *words)
{
	const struct conf_key *of =
		wish->operands.count > 0 ? conf_find_key(wish->operands.item[0])
					 : NULL;

	if (of)
		add_values(of, words);
	if (wish->operands.count > 0)
		return;
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

static void add_words(void *user, const struct complete_wish *wish,
		      GPtrArray *ret_words)
{
	(void)user;
	switch (wish->values) {
	case OPT_VALUES_FIELDS:
		add_fields(wish, ret_words);
		break;
	case OPT_VALUES_FILTER:
		add_filter_values(wish, ret_words);
		break;
	case OPT_VALUES_PROFILES:
		add_profiles(ret_words);
		break;
	case OPT_VALUES_SETTINGS:
		add_settings(wish, ret_words);
		break;
	case OPT_VALUES_SCOPES:
		add_scopes(ret_words);
		break;
	case OPT_VALUES_TOPICS:
		add_topics(ret_words);
		break;
	case OPT_VALUES_ANY:
	case OPT_VALUES_FIELD: /* asked for as FIELDS */
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
