#include "lib/cli/complete.h"

#include "test/unit/cli/sample.h"

static void add_words(void *user, const struct complete_wish *wish,
		      GPtrArray *ret_words)
{
	const char *subject = wish->subject;
	enum opt_values values = wish->values;

	(void)user;
	if (values == OPT_VALUES_PROFILES) {
		g_ptr_array_add(ret_words, g_strdup("work"));
		g_ptr_array_add(ret_words, g_strdup("home"));
	} else if (values == OPT_VALUES_TOPICS) {
		g_ptr_array_add(ret_words, g_strdup("exit-codes\tnumbers"));
	} else if (values == OPT_VALUES_SCOPES) {
		g_ptr_array_add(ret_words, g_strdup("read:wo\tsee"));
		g_ptr_array_add(ret_words, g_strdup("write:wo\tchange"));
	} else if (values == OPT_VALUES_FIELDS && subject) {
		g_ptr_array_add(ret_words, g_strdup("id\tidentifier"));
		g_ptr_array_add(ret_words, g_strdup("status"));
		g_ptr_array_add(ret_words, g_strdup_printf("%s.name", subject));
	} else if (values == OPT_VALUES_FILTER) {
		for (size_t i = 0; i < wish->operands.count; i++)
			g_ptr_array_add(ret_words,
					g_strconcat(wish->option, " of ",
						    wish->operands.item[i],
						    NULL));
	}
}

static void assert_offers(struct strv words, const char *wanted)
{
	const struct complete_source source = { .words = add_words };
	g_autoptr(GString) out = g_string_new(NULL);

	complete(&sample_tree, words, &source, out);
	g_assert_cmpstr(out->str, ==, wanted);
}

static void commands_are_offered(void)
{
	assert_offers(WORDS(""), "wo\tWork orders\nasset\tAssets\n"
				 "login\tLog in\nscript\tPrint a script\n"
				 "help\tExplain a command\n"
				 "box\tRun a program of our own\n:none\n");
	assert_offers(WORDS("w"), "wo\tWork orders\n:none\n");
	assert_offers(WORDS("-q", "wo", ""),
		      "list\tList records\nview\tShow records\n:none\n");
	assert_offers(WORDS("work-orders", "l"), "list\tList records\n:none\n");
	assert_offers(WORDS("asset", "p"),
		      "parts\tList the parts of one\n:none\n");
}

static void options_are_offered(void)
{
	assert_offers(WORDS("-"), "--profile\twhich account\n"
				  "--output\thow records are printed\n"
				  "--quiet\tsay less\n"
				  "--help\tshow this text\n:none\n");
	assert_offers(WORDS("wo", "list", "--s"),
		      "--sort\torder by FIELD\n"
		      "--status\tonly this status\n:none\n");
	assert_offers(WORDS("asset", "list", "--s"),
		      "--sort\torder by FIELD\n:none\n");
	assert_offers(WORDS("wo", "list", "--", "-"), ":none\n");
}

static void values_are_offered(void)
{
	assert_offers(WORDS("wo", "list", "-o", "t"), "table\ntsv\n:none\n");
	assert_offers(WORDS("wo", "list", "-qo", "t"), "table\ntsv\n:none\n");
	assert_offers(WORDS("--output=t"),
		      "--output=table\n--output=tsv\n:none\n");
	assert_offers(WORDS("--profile", ""), "work\nhome\n:none\n");
	assert_offers(WORDS("wo", "list", "--status", ""),
		      "open\ndone\n:none\n");
	assert_offers(WORDS("wo", "list", "--from", "-2"),
		      "-2w\ttwo weeks ago\n:none\n");
	assert_offers(WORDS("wo", "list", "--limit", ""), ":none\n");
	assert_offers(WORDS("--quiet="), ":none\n");
}

static void fields_go_on_after_a_comma(void)
{
	assert_offers(WORDS("wo", "list", "--sort", "i"),
		      "id\tidentifier\n:more\n");
	assert_offers(WORDS("asset", "list", "--sort", "id,st"),
		      "id,status\n:more\n");
	assert_offers(WORDS("wo", "list", "--sort", "id,wo.name,st"),
		      "id,wo.name,status\n:more\n");
	assert_offers(WORDS("asset", "list", "--sort=id,a"),
		      "--sort=id,asset.name\n:more\n");
}

static void scopes_go_on_after_a_comma(void)
{
	assert_offers(WORDS("login", "--scope", "r"), "read:wo\tsee\n:more\n");
	assert_offers(WORDS("login", "--scope=read:wo,w"),
		      "--scope=read:wo,write:wo\tchange\n:more\n");
}

static void commands_in_one_word_are_offered(void)
{
	assert_offers(WORDS("login", "--for", "w"), "wo\tWork orders\n:more\n");
	assert_offers(WORDS("login", "--for", "wo "),
		      "wo list\tList records\nwo view\tShow records\n:more\n");
	assert_offers(WORDS("login", "--for=asset p"),
		      "--for=asset parts\tList the parts of one\n:more\n");
	assert_offers(WORDS("login", "--for", "wo list,  asset  v"),
		      "wo list,  asset  view\tShow records\n:more\n");
	assert_offers(WORDS("login", "--for", "wo list "), ":more\n");
	assert_offers(WORDS("login", "--for", "nonsense l"), ":more\n");
}

static void operands_are_offered(void)
{
	assert_offers(WORDS("script", ""), "bash\nfish\n:none\n");
	assert_offers(WORDS("script", "bash", ""), ":none\n");
	assert_offers(WORDS("wo", "view", ""), ":none\n");
	assert_offers(WORDS("login", ""), ":none\n");
}

struct joining {
	struct strv folders;
};

/* Where an option takes the operands, they are completed as its values. */
static void operands_of_an_option_are_its_values(void)
{
	static const struct opt rows[] = {
		OPT_ROW_FOLDERS("join", struct joining, folders, "DIR...",
				"join what is there"),
		OPT_END
	};
	static const char *const words[] = { "all", NULL };
	static const struct command command = {
		.name = "copy",
		.summary = "Copy",
		.operands = "WORD...",
		.max_operands = COMMAND_ANY_NUMBER,
		.operand_choices = words,
		.opts = rows,
		.opts_size = sizeof(struct joining),
	};
	static const struct command *const commands[] = { &command, NULL };
	static const struct opt none[] = { OPT_END };
	static const struct command_tree tree = { commands, none };
	const struct {
		struct strv line;
		const char *wanted;
	} cases[] = {
		{ WORDS("copy", ""), "all\n:none\n" },
		{ WORDS("copy", "--join", ""), ":folders\n" },
		{ WORDS("copy", "--join", "a", ""), ":folders\n" },
		{ WORDS("copy", "--join=a", "b", ""), ":folders\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct complete_source source = { .words = add_words };
		g_autoptr(GString) out = g_string_new(NULL);

		complete(&tree, cases[i].line, &source, out);
		g_assert_cmpstr(out->str, ==, cases[i].wanted);
	}
}

static void a_filter_depends_on_operands(void)
{
	assert_offers(WORDS("script", "fish", "--style", ""),
		      "style of fish\n:none\n");
	assert_offers(WORDS("script", "fish", "--style=s"),
		      "--style=style of fish\n:none\n");
	assert_offers(WORDS("script", "--style", ""), ":none\n");
}

static void help_offers_commands_and_topics(void)
{
	assert_offers(WORDS("help", "e"), "exit-codes\tnumbers\n:none\n");
	assert_offers(WORDS("help", "wo", "v"), "view\tShow records\n:none\n");
	assert_offers(WORDS("help", "wo", "view", ""), ":none\n");
	assert_offers(WORDS("help", "exit-codes", ""), ":none\n");
}

static void words_of_another_program_are_files(void)
{
	assert_offers(WORDS("box", "--"), "--listen\tserve there\n:none\n");
	assert_offers(WORDS("box", "--listen", ""), ":none\n");
	assert_offers(WORDS("box", "--", ""), ":files\n");
	assert_offers(WORDS("box", "--", "wo", "--"), ":files\n");
	assert_offers(WORDS("hello", "--wo"), ":files\n");
}

static void a_source_may_know_nothing(void)
{
	const struct complete_source source = { 0 };
	g_autoptr(GString) out = g_string_new(NULL);

	complete(&sample_tree, WORDS("-P", ""), &source, out);
	complete(&sample_tree, (struct strv){ NULL, 0 }, &source, out);
	g_assert_true(g_str_has_prefix(out->str, ":none\nwo\t"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/complete/" #name, name)
	ADD(commands_are_offered);
	ADD(options_are_offered);
	ADD(values_are_offered);
	ADD(fields_go_on_after_a_comma);
	ADD(scopes_go_on_after_a_comma);
	ADD(commands_in_one_word_are_offered);
	ADD(operands_are_offered);
	ADD(operands_of_an_option_are_its_values);
	ADD(a_filter_depends_on_operands);
	ADD(help_offers_commands_and_topics);
	ADD(words_of_another_program_are_files);
	ADD(a_source_may_know_nothing);
	return g_test_run();
}
