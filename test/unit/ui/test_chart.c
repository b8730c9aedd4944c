#include "lib/ui/chart.h"

#include <string.h>

static void expect(GString *out, const char *wanted)
{
	g_assert_cmpstr(out->str, ==, wanted);
	g_string_truncate(out, 0);
}

static void columns_stand_on_a_scale(void)
{
	const struct chart_column column[] = {
		{ 48, "00:00", false }, { 0, NULL, false }, { 24, "x", false },
		{ 1, NULL, true },	{ 5, NULL, false }, { 9, "y", false },
	};
	const struct chart_style style = { .width = 9 };
	g_autoptr(GString) out = g_string_new(NULL);

	chart_columns(out, column, G_N_ELEMENTS(column), &style);
	expect(out, "48 ┤█\n"
		    "   │█\n"
		    "   │█\n"
		    "24 ┤█   █\n"
		    "   │█   █     ▁\n"
		    "   │█   █ ▁ ▅ █\n"
		    " 0 ┴──────▲─────\n"
		    "    00:00     y\n");
}

static void ascii_does_without_blocks(void)
{
	const struct chart_column column[] = { { 4, NULL, true },
					       { 1, NULL, false } };
	const struct chart_bar bar[] = { { "wo list", 3 }, { "api", 1 } };
	const struct chart_style style = { .width = 30, .is_ascii = true };
	g_autoptr(GString) out = g_string_new(NULL);

	chart_columns(out, column, 2, &style);
	g_assert_nonnull(strstr(out->str, "4 |##\n"));
	g_assert_nonnull(strstr(out->str, "0 +^--"));
	for (size_t i = 0; i < out->len; i++)
		g_assert_cmpint((guchar)out->str[i], <, 128);
	g_string_truncate(out, 0);
	chart_bars(out, bar, 2, &style);
	expect(out, "wo list  ###########  3   75 %\n"
		    "api      ####         1   25 %\n");
}

static void many_share_a_column_and_the_larger_shows(void)
{
	struct chart_column column[336] = { 0 };
	const struct chart_style style = { .width = 80 };
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(GStrv) line = NULL;

	column[100].value = 7;
	column[101].value = 1;
	column[101].is_marked = true;
	chart_columns(out, column, G_N_ELEMENTS(column), &style);
	line = g_strsplit(out->str, "\n", -1);
	for (char **at = line; *at; at++)
		g_assert_cmpint(g_utf8_strlen(*at, -1), <=, 80);
	g_assert_nonnull(strstr(line[0], "█"));
	g_assert_nonnull(strstr(out->str, "▲"));
}

static void narrow_and_empty_are_fine(void)
{
	const struct chart_column column[] = { { 0, "00:00", false } };
	const struct chart_bar bar[] = { { "a long name of a command", 0 } };
	const struct chart_style style = { .width = 1 };
	g_autoptr(GString) out = g_string_new(NULL);

	chart_columns(out, column, 1, &style);
	chart_columns(out, NULL, 0, &style);
	chart_bars(out, bar, 1, &style);
	chart_bars(out, NULL, 0, &style);
}

static void color_is_for_what_shows(void)
{
	const struct chart_column column[] = { { 3, NULL, true },
					       { 0, NULL, false } };
	const struct chart_style style = { .width = 40, .has_color = true };
	g_autoptr(GString) out = g_string_new(NULL);

	chart_columns(out, column, 2, &style);
	g_assert_true(g_str_has_prefix(out->str, "3 ┤\033[31m██\033[0m\n"));
}

static const char *nothing(const char *name)
{
	(void)name;
	return NULL;
}

static const char *all_c(const char *name)
{
	return strcmp(name, "LC_ALL") == 0 ? "C" : "de_DE.UTF-8";
}

static const char *lang_utf8(const char *name)
{
	return strcmp(name, "LANG") == 0 ? "de_DE.utf8" : "";
}

static void the_locale_decides(void)
{
	g_assert_false(chart_has_utf8(nothing));
	g_assert_false(chart_has_utf8(all_c));
	g_assert_true(chart_has_utf8(lang_utf8));
}

#define TEST(function) g_test_add_func("/" #function, function)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TEST(columns_stand_on_a_scale);
	TEST(ascii_does_without_blocks);
	TEST(many_share_a_column_and_the_larger_shows);
	TEST(narrow_and_empty_are_fine);
	TEST(color_is_for_what_shows);
	TEST(the_locale_decides);
	return g_test_run();
}
