#include "lib/base/csv.h"

#include <string.h>

/* All rows as text, cells between bars: "1|a|b|\n", the line in front. */
static char *rows_of(const char *text, size_t len)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(csv_drop) struct csv *csv = csv_new(text, len);
	GString *said = g_string_new(NULL);
	struct csv_row row;

	for (;;) {
		if (!csv_next(csv, &row, &err)) {
			g_assert_cmpint(err.code, ==, ERR_USAGE);
			g_string_append_printf(said, "! %s", err.message);
			break;
		}
		if (row.count == 0)
			break;
		g_string_append_printf(said, "%zu|", row.line);
		for (size_t i = 0; i < row.count; i++)
			g_string_append_printf(said, "%s|", row.cells[i]);
		g_string_append_c(said, '\n');
	}
	return g_string_free(said, FALSE);
}

static void expect(const char *text, const char *wanted)
{
	g_autofree char *said = rows_of(text, strlen(text));

	g_assert_cmpstr(said, ==, wanted);
}

static void cells_are_taken_as_they_stand(void)
{
	expect("", "");
	expect("a", "1|a|\n");
	expect("a,b\n1,2\n", "1|a|b|\n2|1|2|\n");
	expect("a,,\n,,c", "1|a|||\n2|||c|\n");
	expect(" a , b ", "1| a | b |\n");
	expect("a;b\tc", "1|a;b\tc|\n");
	expect("\xC3\xA4,\xE2\x82\xAC", "1|\xC3\xA4|\xE2\x82\xAC|\n");
}

static void every_line_end_is_one(void)
{
	expect("a\nb\r\nc\rd", "1|a|\n2|b|\n3|c|\n4|d|\n");
	expect("\n\n a\n\n\nb\r\n\r\n", "3| a|\n6|b|\n");
}

static void quotes_protect(void)
{
	expect("\"a,b\",c", "1|a,b|c|\n");
	expect("\"a\"\"b\"", "1|a\"b|\n");
	expect("\"\"\"\"", "1|\"|\n");
	expect("\"\"", "1||\n");
	expect("\"\",\"\"", "1|||\n");
	expect("\"a\nb\",c\nd", "1|a\nb|c|\n3|d|\n");
	expect("\"a\r\nb\rc\"\r\nd", "1|a\r\nb\rc|\n4|d|\n");
}

static void a_mark_in_front_is_skipped(void)
{
	expect("\xEF\xBB\xBF"
	       "a,b",
	       "1|a|b|\n");
	expect("\xEF\xBB\xBF\"a\"", "1|a|\n");
	expect("a,\xEF\xBB\xBF"
	       "b",
	       "1|a|\xEF\xBB\xBF"
	       "b|\n");
}

static void what_can_be_read_two_ways_is_refused(void)
{
	expect("a\nb,c\"d\"\n", "1|a|\n! line 2, cell 2: a quote within a cell "
				"that does not begin with one");
	expect("\"a\nb\"c,d", "! line 2, cell 1: text after the closing quote");
	expect("\"a\" ,b", "! line 1, cell 1: text after the closing quote");
	expect("a\n\"b\nc", "1|a|\n! line 2, cell 1: the quote is never "
			    "closed");
	expect("\"", "! line 1, cell 1: the quote is never closed");
	expect("a\n\xFF", "1|a|\n! line 2, cell 1: invalid UTF-8");
	expect("\"\xC3\"", "! line 1, cell 1: invalid UTF-8");
}

static void a_nul_is_refused(void)
{
	static const char text[] = "a,b\0c\n";
	g_autofree char *said = rows_of(text, sizeof(text) - 1);

	g_assert_cmpstr(said, ==, "! line 1, cell 2: a NUL byte");
}

static void cells_have_a_limit(void)
{
	g_autofree char *cell = g_strnfill(CSV_CELL_MAX + 1, 'x');
	g_autofree char *quoted = g_strdup_printf("a\n\"%s\"", cell);
	g_autofree char *whole = g_strdup_printf("a\n%s", cell + 1);
	g_autofree char *said = rows_of(whole, strlen(whole));

	g_assert_true(g_str_has_suffix(said, "x|\n"));
	expect(quoted, "1|a|\n! line 2, cell 1: 131073 bytes, more than the "
		       "131072 that a cell may have");
}

static void rows_have_a_limit(void)
{
	g_autofree char *commas = g_strnfill(CSV_CELLS_MAX, ',');
	g_autofree char *whole = rows_of(commas, CSV_CELLS_MAX - 1);

	g_assert_true(g_str_has_prefix(whole, "1||||"));
	expect(commas, "! line 1, cell 1001: more cells than a row may have");
}

static void text_need_not_end_by_a_nul(void)
{
	g_autofree char *said = rows_of("a,b\nc,d", 5);

	g_assert_cmpstr(said, ==, "1|a|b|\n2|c|\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/as-they-stand", cells_are_taken_as_they_stand);
	g_test_add_func("/csv/line-ends", every_line_end_is_one);
	g_test_add_func("/csv/quotes", quotes_protect);
	g_test_add_func("/csv/mark", a_mark_in_front_is_skipped);
	g_test_add_func("/csv/two-ways", what_can_be_read_two_ways_is_refused);
	g_test_add_func("/csv/nul", a_nul_is_refused);
	g_test_add_func("/csv/cell-limit", cells_have_a_limit);
	g_test_add_func("/csv/row-limit", rows_have_a_limit);
	g_test_add_func("/csv/no-nul-needed", text_need_not_end_by_a_nul);
	return g_test_run();
}
