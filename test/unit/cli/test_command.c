#include "lib/cli/command.h"

#include "test/unit/cli/sample.h"

/* What looking for a command left behind. */
struct outcome {
	struct sample_globals globals;
	struct command_found found;
	struct error err;
	bool ok;
};

static void outcome_release(struct outcome *outcome)
{
	command_found_release(&outcome->found);
	error_release(&outcome->err);
}

static struct outcome find(struct strv words)
{
	struct outcome outcome = { 0 };

	opt_record_init(sample_tree.globals, &outcome.globals);
	outcome.ok = command_find(&sample_tree, words, &outcome.globals,
				  &outcome.found, &outcome.err);
	return outcome;
}

#define FIND(...)                                                              \
	AUTO(outcome_release) struct outcome o = find(WORDS(__VA_ARGS__))

static void assert_fails(struct strv words, const char *message,
			 const char *hint)
{
	AUTO(outcome_release) struct outcome o = find(words);

	g_assert_false(o.ok);
	g_assert_cmpint(o.err.code, ==, ERR_USAGE);
	g_assert_cmpstr(o.err.message, ==, message);
	g_assert_cmpstr(o.err.hint, ==, hint);
}

static void two_words_name_a_command(void)
{
	FIND("wo", "view", "wo-1", "wo-2");

	g_assert_true(o.ok);
	g_assert_false(o.found.help || o.found.external);
	g_assert_cmpuint(o.found.depth, ==, 2);
	g_assert_cmpstr(o.found.call.path, ==, "fentu wo view");
	g_assert_cmpstr(o.found.call.subject, ==, "wo");
	g_assert_cmpuint(o.found.call.operands.count, ==, 2);
	g_assert_cmpstr(o.found.call.operands.item[1], ==, "wo-2");
}

static void an_alias_is_as_good_as_the_name(void)
{
	FIND("work-orders", "view", "wo-1");

	g_assert_true(o.ok);
	g_assert_cmpstr(o.found.call.path, ==, "fentu wo view");
}

static void global_options_stand_before_between_and_after(void)
{
	FIND("-q", "wo", "-P", "work", "list", "--output", "json");

	g_assert_true(o.ok);
	g_assert_true(o.globals.quiet);
	g_assert_cmpstr(o.globals.profile, ==, "work");
	g_assert_cmpint(o.globals.output, ==, 0);
}

static void the_record_has_defaults_and_what_was_given(void)
{
	FIND("wo", "list", "--sort", "-id", "--param", "a=1", "--param=b=2");
	const struct sample_list *list = o.found.call.opts;

	g_assert_true(o.ok);
	g_assert_cmpint(list->limit, ==, 100);
	g_assert_cmpint(list->order, ==, -1);
	g_assert_cmpstr(list->sort, ==, "-id");
	g_assert_cmpuint(list->params.count, ==, 2);
	g_assert_cmpstr(list->params.item[1], ==, "b=2");
}

static void filters_follow_from_the_subject(void)
{
	FIND("wo", "list", "--from", "-7d");

	g_assert_true(o.ok);
	g_assert_null(o.found.call.more[0]);
	g_assert_cmpstr(o.found.call.more[1], ==, "-7d");
	assert_fails(WORDS("asset", "list", "--from", "-7d"),
		     "unknown option '--from'",
		     "'fentu asset list --help' lists the options");
}

static const struct opt *place_rows(const void *subject, GPtrArray *keep)
{
	static const struct opt rows[] = {
		{ .name = "name", .kind = OPT_STRING, .arg = "NAME" },
		{ .name = "place", .kind = OPT_STRINGS, .arg = "KEY=VALUE" },
		{ .name = "number", .kind = OPT_STRING, .arg = "NUMBER" },
		OPT_END,
	};

	(void)subject;
	(void)keep;
	return rows;
}

static bool not_run(struct ctx *ctx, const struct call *call, struct error *err)
{
	(void)ctx;
	(void)call;
	(void)err;
	g_assert_not_reached();
}

static void further_options_may_be_repeated(void)
{
	static const struct opt none[] = { OPT_END };
	static const struct command put = { .name = "put",
					    .operands = "",
					    .more_opts = place_rows,
					    .run = not_run };
	static const struct command *const commands[] = { &put, NULL };
	static const struct command_tree tree = { commands, none };
	AUTO(command_found_release) struct command_found found = { 0 };
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(command_find(&tree,
				   WORDS("put", "--place", "a=1", "--name", "n",
					 "--place=b", "--place", "c"),
				   NULL, &found, &err));
	g_assert_cmpstr(found.call.more[0], ==, "n");
	g_assert_null(found.call.more[1]);
	g_assert_null(found.call.more[2]);
	g_assert_cmpuint(found.call.more_lists[0].count, ==, 0);
	g_assert_cmpuint(found.call.more_lists[1].count, ==, 3);
	g_assert_cmpstr(found.call.more_lists[1].item[0], ==, "a=1");
	g_assert_cmpstr(found.call.more_lists[1].item[2], ==, "c");
	g_assert_cmpuint(found.call.more_lists[2].count, ==, 0);
}

static void a_command_is_there_for_some_subjects_only(void)
{
	FIND("asset", "parts", "asset-1");

	g_assert_true(o.ok);
	assert_fails(WORDS("wo", "parts", "wo-1"),
		     "unknown command 'parts' of 'fentu wo'",
		     "'fentu wo --help' lists the commands");
}

static void help_is_asked_for_in_several_ways(void)
{
	static const char *const lines[][4] = {
		{ NULL },
		{ "--help", NULL },
		{ "-h", "wo", "list", NULL },
		{ "wo", NULL },
		{ "wo", "-qh", NULL },
		{ "wo", "view", "--help", NULL }, /* without its operand */
		{ "wo", "list", "--all", "-h" },
		{ "asset", "-P", "work", NULL },
	};
	static const size_t depth[] = { 0, 0, 2, 1, 1, 2, 2, 1 };

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		size_t count = 0;

		while (count < 4 && lines[i][count])
			count++;
		AUTO(outcome_release)
		struct outcome o =
			find((struct strv){ (char **)lines[i], count });

		g_assert_true(o.ok);
		g_assert_true(o.found.help);
		g_assert_cmpuint(o.found.depth, ==, depth[i]);
	}
}

static void an_unknown_first_word_may_be_a_program(void)
{
	FIND("-q", "deploy", "--any", "-x");

	g_assert_true(o.ok);
	g_assert_true(o.found.external);
	g_assert_cmpuint(o.found.first_word, ==, 1);
	g_assert_true(o.globals.quiet);
	assert_fails(WORDS("-h", "deploy"), "unknown command 'deploy'",
		     "'fentu --help' lists the commands");
}

static void words_of_another_program_are_left_alone(void)
{
	FIND("-q", "box", "--listen", "5", "-h", "--", "wo", "--nonsense");

	g_assert_true(o.ok);
	g_assert_false(o.found.help);
	g_assert_cmpuint(o.found.call.operands.count, ==, 6);
	g_assert_cmpstr(o.found.call.operands.item[0], ==, "--listen");
	g_assert_cmpstr(o.found.call.operands.item[3], ==, "--");
}

static void unknown_commands_meet_the_nearest(void)
{
	AUTO(error_release) struct error err = { 0 };

	assert_fails(
		WORDS("wo", "lst"),
		"unknown command 'lst' of 'fentu wo'; did you mean 'list'?",
		"'fentu wo --help' lists the commands");
	(void)command_unknown(sample_tree.commands, NULL, "fentu", "work-order",
			      &err);
	g_assert_cmpstr(err.message, ==,
			"unknown command 'work-order'; "
			"did you mean 'work-orders'?");
	(void)command_unknown(sample_tree.commands, NULL, "fentu", "__secre",
			      &err);
	g_assert_cmpstr(err.message, ==, "unknown command '__secre'");
}

static void operands_are_counted(void)
{
	assert_fails(WORDS("wo", "view"), "'fentu wo view' needs an ID",
		     "usage: fentu wo view [OPTIONS] ID...");
	assert_fails(WORDS("script"), "'fentu script' needs a SHELL",
		     "usage: fentu script [OPTIONS] SHELL");
	assert_fails(WORDS("script", "bash", "zsh"),
		     "'fentu script' takes at most 1 operand, not 2",
		     "usage: fentu script [OPTIONS] SHELL");
	assert_fails(WORDS("asset", "parts", "a", "b", "c"),
		     "'fentu asset parts' takes at most 2 operands, not 3",
		     "usage: fentu asset parts [OPTIONS] ID [PART]");
}

static void a_superfluous_operand_is_not_repeated(void)
{
	assert_fails(WORDS("login", "my-secret-key"),
		     "'fentu login' takes no operand",
		     "usage: fentu login [OPTIONS]");
}

static void options_of_a_command_come_after_it(void)
{
	assert_fails(WORDS("wo", "--limit", "5", "list"),
		     "unknown option '--limit'",
		     "a command's own options come after its name; "
		     "'fentu wo --help' lists the commands");
}

static void a_hint_about_secrets_is_not_replaced(void)
{
	FIND("login", "--key=abc");

	g_assert_false(o.ok);
	g_assert_nonnull(strstr(o.err.hint, "standard input"));
}

static void plain_words_are_walked_without_options(void)
{
	AUTO(command_found_release) struct command_found found = { 0 };
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(command_walk(&sample_tree, WORDS("asset", "parts"),
				   &found, &err));
	g_assert_cmpstr(found.call.path, ==, "fentu asset parts");
	g_assert_true(found.help);
	command_found_release(&found);
	g_assert_false(command_walk(&sample_tree, WORDS("wo", "list", "x"),
				    &found, &err));
	g_assert_cmpstr(err.message, ==, "'fentu wo list' has no command 'x'");
	g_assert_false(command_walk(&sample_tree, WORDS("w0"), &found, &err));
	g_assert_cmpstr(err.message, ==,
			"unknown command 'w0'; did you mean 'wo'?");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/command/" #name, name)
	ADD(two_words_name_a_command);
	ADD(an_alias_is_as_good_as_the_name);
	ADD(global_options_stand_before_between_and_after);
	ADD(the_record_has_defaults_and_what_was_given);
	ADD(filters_follow_from_the_subject);
	ADD(further_options_may_be_repeated);
	ADD(a_command_is_there_for_some_subjects_only);
	ADD(help_is_asked_for_in_several_ways);
	ADD(an_unknown_first_word_may_be_a_program);
	ADD(words_of_another_program_are_left_alone);
	ADD(unknown_commands_meet_the_nearest);
	ADD(operands_are_counted);
	ADD(a_superfluous_operand_is_not_repeated);
	ADD(options_of_a_command_come_after_it);
	ADD(a_hint_about_secrets_is_not_replaced);
	ADD(plain_words_are_walked_without_options);
	return g_test_run();
}
