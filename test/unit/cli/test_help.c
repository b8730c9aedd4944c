#include "lib/cli/help.h"

#include "test/unit/cli/sample.h"

static char *help_of(struct strv words)
{
	AUTO(command_found_release) struct command_found found = { 0 };
	AUTO(error_release) struct error err = { 0 };
	GString *out = g_string_new(NULL);

	g_assert_true(command_walk(&sample_tree, words, &found, &err));
	help_command(out, &sample_tree, &found);
	return g_string_free(out, FALSE);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		g_error("not in the help: %s\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		g_error("should not be in the help: %s\n%s", part, text);
}

static void the_overview_is_in_groups(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *credentials = NULL, *records = NULL;

	help_overview(out, &sample_tree);
	credentials = strstr(out->str, "\nCredentials:\n  login");
	records = strstr(out->str, "\nRecords:\n  wo");
	g_assert_true(credentials && records && credentials < records);
	assert_has(out->str, "\nThe rest:\n  script  Print a script\n");
	assert_has(out->str, "  -P, --profile NAME   which account\n");
	assert_lacks(out->str, "Data:"); /* a group with nothing in it */
	assert_lacks(out->str, "__secret");
}

static void a_command_has_all_its_parts(void)
{
	g_autofree char *text = help_of(WORDS("wo", "list"));

	g_assert_true(g_str_has_prefix(
		text, "Usage: fentu wo list [OPTIONS]\n\nList records\n\n"
		      "Options:\n"
		      "  -a, --all              every record\n"
		      "  -L, --limit N          stop after N records "
		      "(1 to 500)\n"));
	assert_has(text, "another query parameter; may be repeated\n");
	assert_has(text, "which way: up or down\n");
	assert_has(text, "  -h, --help             show this text\n");
	assert_has(text, "\nFilters:\n      --status STATUS    only this "
			 "status: open, done or another\n");
	assert_has(text, "-P, --profile, -o, --output, -q, --quiet\n");
	assert_has(text, "\nExamples:\n  fentu wo list --all\n");
}

static void a_node_lists_what_its_subject_has(void)
{
	g_autofree char *wo = help_of(WORDS("wo"));
	g_autofree char *asset = help_of(WORDS("asset"));

	assert_has(wo, "Usage: fentu wo COMMAND [OPTIONS]\n");
	assert_has(wo, "\nAlso: work-orders\n");
	assert_has(wo, "  list  List records\n");
	assert_lacks(wo, "parts");
	assert_has(asset, "  parts  List the parts of one\n");
}

static void a_program_of_its_own_has_no_global_options(void)
{
	g_autofree char *text = help_of(WORDS("box"));

	assert_has(text, "--listen PORT");
	assert_lacks(text, "--profile");
	assert_lacks(text, "--help");
}

static void no_line_is_wider_than_a_terminal(void)
{
	static const struct opt rows[] = {
		{ .name = "a-name-that-leaves-no-room-beside-it",
		  .arg = "SOMETHING",
		  .kind = OPT_STRING,
		  .help = "a text that is so long that it has to be broken "
			  "into lines, more than two of them, so that one in "
			  "the middle is seen as well as the first and last" },
		OPT_END
	};
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;
	size_t widest = 0;

	help_options(out, rows);
	help_overview(out, &sample_tree);
	lines = g_strsplit(out->str, "\n", -1);
	for (char **line = lines; *line; line++) {
		size_t width = (size_t)g_utf8_strlen(*line, -1);

		widest = MAX(widest, width);
		g_assert_false(g_str_has_suffix(*line, " "));
	}
	g_assert_cmpuint(widest, <=, HELP_WIDTH);
	g_assert_cmpuint(widest, >, HELP_WIDTH - 12);
}

static void text_is_broken_at_the_width(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *ten = g_strnfill(10, 'x');
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < 8; i++)
		g_string_append_printf(text, "%s  ", ten);
	help_wrap(out, text->str, 4, 4);
	/* 4 + 6 * 10 + 5 spaces = 69; one more word does not fit */
	g_assert_cmpuint(strcspn(out->str, "\n"), ==, 76);
	g_assert_true(
		g_str_has_prefix(strchr(out->str, '\n'), "\n    xxxxxxxxxx\n"));
}

static void the_manual_has_the_same_rows(void)
{
	static const struct opt rows[] = { { .name = "field-name",
					     .letter = 'f',
					     .arg = "A_B",
					     .kind = OPT_STRING,
					     .help = "one *or* in_progress" },
					   OPT_END };
	g_autoptr(GString) out = g_string_new(NULL);

	help_options_scdoc(out, rows);
	g_assert_cmpstr(out->str, ==,
			"*-f*, *--field-name* _A\\_B_\n"
			"\tOne \\*or\\* in\\_progress.\n\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/help/" #name, name)
	ADD(the_overview_is_in_groups);
	ADD(a_command_has_all_its_parts);
	ADD(a_node_lists_what_its_subject_has);
	ADD(a_program_of_its_own_has_no_global_options);
	ADD(no_line_is_wider_than_a_terminal);
	ADD(text_is_broken_at_the_width);
	ADD(the_manual_has_the_same_rows);
	return g_test_run();
}
