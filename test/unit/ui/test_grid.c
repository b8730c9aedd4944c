#include "lib/ui/grid.h"

static void drop_grid(struct grid **grid)
{
	grid_free(*grid);
}

static const struct grid_column columns[] = {
	{ .heading = "Id", .is_whole = true },
	{ .heading = "Name" },
	{ .heading = "Cost", .is_right = true, .is_whole = true },
	{ .heading = "Note" },
};

static void assert_grid(const char *const *cells, struct grid_style style,
			const char *wanted)
{
	AUTO(drop_grid)
	struct grid *grid = grid_new(columns, G_N_ELEMENTS(columns));
	g_autoptr(GString) out = g_string_new(NULL);

	for (; *cells; cells++)
		grid_add(grid, *cells, **cells == '!' ? "\033[31m" : NULL);
	grid_append(out, grid, &style);
	g_assert_cmpstr(out->str, ==, wanted);
}

static const char *const usual[] = { "a-1",    "Pump", "7",   "",  "b",
				     "Boiler", "12",   "hot", NULL };

static void the_last_column_may_go_on_below(void)
{
	static const struct grid_column wrapping[] = {
		{ .heading = "Id", .is_whole = true },
		{ .heading = "Note", .wraps = true },
	};
	static const char *const cells[] = { "a", "no wrapping",
					     "b", "words are kept whole",
					     "c", "onewordthatislong",
					     NULL };
	const struct grid_style style = { .width = 14, .has_header = true };
	AUTO(drop_grid) struct grid *grid = grid_new(wrapping, 2);
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *const *cell = cells; *cell; cell++)
		grid_add(grid, *cell, NULL);
	grid_append(out, grid, &style);
	g_assert_cmpstr(out->str, ==,
			"Id  Note\n"
			"a   no\n    wrapping\n"
			"b   words are\n    kept whole\n"
			"c   onewordtha\n    tislong\n");
}

static void columns_are_aligned(void)
{
	assert_grid(usual, (struct grid_style){ .has_header = true },
		    "Id   Name    Cost  Note\n"
		    "a-1  Pump       7\n"
		    "b    Boiler    12  hot\n");
}

static void the_heading_can_be_left_out(void)
{
	assert_grid(usual, (struct grid_style){ .indent = 2 },
		    "  a-1  Pump     7\n"
		    "  b    Boiler  12  hot\n");
}

static void wide_and_combining_characters_are_measured(void)
{
	const char *const cells[] = { "a", "\xe6\x97\xa5\xe6\x9c\xac",
				      "1", "x",
				      "b", "e\xcc\x81",
				      "2", "y",
				      NULL };

	assert_grid(cells, (struct grid_style){ 0 },
		    "a  \xe6\x97\xa5\xe6\x9c\xac  1  x\n"
		    "b  e\xcc\x81     2  y\n");
}

static void the_widest_column_pays_for_all(void)
{
	const char *const cells[] = { "identifier-that-is-long", "short",
				      "1234567890",
				      "a note that goes on and on and on",
				      NULL };

	assert_grid(cells, (struct grid_style){ .width = 60 },
		    "identifier-that-is-long  short  1234567890  a note that "
		    "goe\xe2\x80\xa6\n");
	assert_grid(cells, (struct grid_style){ .width = 10 },
		    "identifier-that-is-long  short  1234567890  a note "
		    "\xe2\x80\xa6\n");
	assert_grid(cells, (struct grid_style){ .width = 77 },
		    "identifier-that-is-long  short  1234567890  a note that "
		    "goes on and on and on\n");
}

static void a_cut_never_splits_a_wide_character(void)
{
	const char *const cells[] = {
		"a",
		"\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5",
		"1", "x", NULL
	};

	assert_grid(cells, (struct grid_style){ .width = 10 },
		    "a  \xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5\xe2\x80\xa6   1  "
		    "x\n");
}

static void colour_surrounds_the_text_alone(void)
{
	const char *const cells[] = { "!", "b", "1", "", NULL };

	assert_grid(
		cells,
		(struct grid_style){ .has_color = true, .has_header = true },
		"\033[1mId\033[0m  \033[1mName\033[0m  \033[1mCost\033[0m  "
		"\033[1mNote\033[0m\n"
		"\033[31m!\033[0m   b        1\n");
	assert_grid(cells, (struct grid_style){ 0 }, "!  b  1\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/grid/columns_are_aligned", columns_are_aligned);
	g_test_add_func("/grid/the_last_column_may_go_on_below",
			the_last_column_may_go_on_below);
	g_test_add_func("/grid/the_heading_can_be_left_out",
			the_heading_can_be_left_out);
	g_test_add_func("/grid/wide_and_combining_characters_are_measured",
			wide_and_combining_characters_are_measured);
	g_test_add_func("/grid/the_widest_column_pays_for_all",
			the_widest_column_pays_for_all);
	g_test_add_func("/grid/a_cut_never_splits_a_wide_character",
			a_cut_never_splits_a_wide_character);
	g_test_add_func("/grid/colour_surrounds_the_text_alone",
			colour_surrounds_the_text_alone);
	return g_test_run();
}
