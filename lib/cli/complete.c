#include "lib/cli/complete.h"

#include "lib/cli/place.h"

/* What is offered for the last word. */
struct offer {
	const char *before; /* of the word, what candidates go after */
	size_t before_len;
	const char *typed; /* the rest: candidates start with it */
	const char *then;  /* the last line */
	const struct complete_source *source;
	GString *out;
};

static void offer_word(struct offer *offer, const char *word,
		       const char *summary)
{
	if (!g_str_has_prefix(word, offer->typed))
		return;
	g_string_append_len(offer->out, offer->before,
			    (gssize)offer->before_len);
	g_string_append(offer->out, word);
	if (summary)
		g_string_append_printf(offer->out, "\t%s", summary);
	g_string_append_c(offer->out, '\n');
}

/* Candidates go after what is typed up to `at`. */
static void offer_after(struct offer *offer, const char *at)
{
	offer->before_len += (size_t)(at - offer->typed);
	offer->typed = at;
}

static void offer_options(const struct place *place, struct offer *offer)
{
	const struct opt *tables[PLACE_TABLES_MAX];
	size_t count = place_tables(place, tables);

	for (size_t i = 0; i < count; i++) {
		for (const struct opt *row = tables[i]; row->name; row++) {
			g_autofree char *word =
				g_strconcat("--", row->name, NULL);

			offer_word(offer, word, row->help);
		}
	}
}

static void offer_commands(struct offer *offer,
			   const struct command *const *list,
			   const void *subject)
{
	for (; *list; list++) {
		g_autofree char *summary = command_summary(*list, subject);

		if ((*list)->group != GROUP_HIDDEN &&
		    command_applies(*list, subject))
			offer_word(offer, (*list)->name, summary);
	}
}

static struct strv operands_of(const struct place *place)
{
	return (struct strv){ (char **)place->operands->pdata,
			      place->operands->len };
}

static void offer_source(const struct place *place, struct offer *offer,
			 enum opt_values values, const char *option)
{
	const struct complete_source *source = offer->source;
	const struct complete_wish wish = {
		.values = values,
		.option = option,
		.subject = place->found.call.subject,
		.operands = operands_of(place),
	};
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	if (!source->words)
		return;
	source->words(source->user, &wish, words);
	for (guint i = 0; i < words->len; i++)
		offer_word(offer, words->pdata[i], NULL);
}

static void offer_dates(struct offer *offer)
{
	static const char *const dates[][2] = {
		{ "today", NULL },	    { "yesterday", NULL },
		{ "tomorrow", NULL },	    { "-7d", "seven days ago" },
		{ "-2w", "two weeks ago" }, { "-3m", "three months ago" },
		{ "+7d", "in seven days" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(dates); i++)
		offer_word(offer, dates[i][0], dates[i][1]);
}

/* The commands below those in `words`. At the top there may be more words, as
   help has them. */
static void offer_command_words(const struct place *place, struct offer *offer,
				struct strv words, enum opt_values values)
{
	AUTO(command_found_release) struct command_found found = { 0 };
	AUTO(error_release) struct error err = { 0 };
	const struct command *command = NULL;

	if (!command_walk(place->tree, words, &found, &err))
		return;
	command = found.call.command;
	if (!command)
		offer_source(place, offer, values, NULL);
	if (!command || command->below)
		offer_commands(offer,
			       command ? command->below : place->tree->commands,
			       command_subject(&found));
}

/* The last of several values in one word. */
static void offer_after_comma(struct offer *offer)
{
	const char *comma = strrchr(offer->typed, ',');

	if (comma)
		offer_after(offer, comma + 1);
	offer->then = ":more";
}

/* The last word of the last command. */
static void offer_command_list(const struct place *place, struct offer *offer)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_auto(GStrv) parts = NULL;
	char **part;

	offer_after_comma(offer);
	parts = g_strsplit(offer->typed, " ", -1);
	for (part = parts; *part && part[1]; part++) {
		offer_after(offer, offer->typed + strlen(*part) + 1);
		if (**part)
			g_ptr_array_add(words, *part);
	}
	offer_command_words(place, offer,
			    (struct strv){ (char **)words->pdata, words->len },
			    OPT_VALUES_COMMAND_LIST);
}

/* The values of an option; a row without a name stands for an operand. */
static void offer_values(const struct place *place, struct offer *offer,
			 const struct opt *row)
{
	const char *const *choice = row->choices;
	bool is_filter = row->choices || row->values == OPT_VALUES_FILTER;

	/* filters take several values in one word */
	if (row->kind == OPT_STRINGS && is_filter) {
		offer_after_comma(offer);
		offer->then = ":none"; /* mostly one is meant */
	}
	for (; choice && *choice; choice++)
		offer_word(offer, *choice, NULL);
	switch (row->values) {
	case OPT_VALUES_ANY:
		break;
	case OPT_VALUES_FILE:
		offer->then = ":files";
		break;
	case OPT_VALUES_FOLDER:
		offer->then = ":folders";
		break;
	case OPT_VALUES_FIELDS:
	case OPT_VALUES_SCOPES:
		offer_after_comma(offer);
		offer_source(place, offer, row->values, row->name);
		break;
	case OPT_VALUES_FIELD:
		if (*offer->typed == '-')
			offer_after(offer, offer->typed + 1);
		offer_source(place, offer, OPT_VALUES_FIELDS, row->name);
		break;
	case OPT_VALUES_PROFILES:
	case OPT_VALUES_SETTINGS:
	case OPT_VALUES_FILTER:
		offer_source(place, offer, row->values, row->name);
		break;
	case OPT_VALUES_DATE:
		offer_dates(offer);
		break;
	case OPT_VALUES_COMMANDS:
	case OPT_VALUES_TOPICS:
		offer_command_words(place, offer, operands_of(place),
				    row->values);
		break;
	case OPT_VALUES_COMMAND_LIST:
		offer_command_list(place, offer);
		break;
	}
}

static void offer_operand(const struct place *place, struct offer *offer)
{
	const struct command *command = place->found.call.command;
	const struct command *const *list = place_list(place);
	struct opt operand = { .name = NULL };

	if (list) {
		offer_commands(offer, list, command_subject(&place->found));
	} else if (place->taker) {
		offer_values(place, offer, place->taker);
	} else if (place->operands->len < command->max_operands) {
		operand.values = command->operand_values;
		operand.choices = command->operand_choices;
		offer_values(place, offer, &operand);
	}
}

/* A value in the same word as its option: "--output=js". */
static void offer_joined(const struct place *place, struct offer *offer,
			 const char *equals)
{
	const char *name = offer->typed + 2;
	const struct opt *row =
		place_option(place, name, (size_t)(equals - name));

	if (!row || row->kind == OPT_FLAG)
		return;
	offer_after(offer, equals + 1);
	offer_values(place, offer, row);
}

static void offer_last(const struct place *place, struct offer *offer)
{
	const char *word = offer->typed;
	const char *equals = strchr(word, '=');

	if (place->foreign)
		offer->then = ":files";
	else if (place->pending)
		offer_values(place, offer, place->pending);
	else if (!place_takes_option(place, word) && !g_str_equal(word, "-"))
		offer_operand(place, offer);
	else if (g_str_has_prefix(word, "--") && equals)
		offer_joined(place, offer, equals);
	else if (!place->ended)
		offer_options(place, offer);
}

void complete(const struct command_tree *tree, struct strv words,
	      const struct complete_source *source, GString *out)
{
	AUTO(place_release) struct place place = { 0 };
	const char *last = words.count ? words.item[words.count - 1] : "";
	struct offer offer = {
		.before = last,
		.typed = last,
		.then = ":none",
		.source = source,
		.out = out,
	};

	place_init(&place, tree);
	for (size_t i = 0; i + 1 < words.count; i++)
		place_pass(&place, words.item[i]);
	offer_last(&place, &offer);
	g_string_append_printf(out, "%s\n", offer.then);
}
