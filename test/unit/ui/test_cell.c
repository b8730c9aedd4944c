#include "lib/ui/cell.h"

#include <string.h>

#include "lib/base/error.h"

static struct js parse(const char *json)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root = { 0 };

	g_assert_true(js_check(json, strlen(json), "it", &root, &err));
	return root;
}

static void assert_shown(enum field_kind kind, const char *json,
			 const char *wanted)
{
	g_autoptr(GString) out = g_string_new(NULL);

	cell_append(out, kind, parse(json), SANITIZE_LINE);
	g_assert_cmpstr(out->str, ==, wanted);
}

static void assert_data(const char *json, const char *wanted)
{
	g_autoptr(GString) out = g_string_new(NULL);

	cell_append_data(out, parse(json));
	g_assert_cmpstr(out->str, ==, wanted);
}

static void what_is_missing_is_empty_for_every_kind(void)
{
	for (unsigned kind = FIELD_TEXT; kind <= FIELD_ARRAY; kind++) {
		g_autoptr(GString) out = g_string_new(NULL);

		cell_append(out, (enum field_kind)kind, (struct js){ 0 },
			    SANITIZE_LINE);
		g_assert_cmpstr(out->str, ==, "");
		assert_shown((enum field_kind)kind, "null", "");
		assert_shown((enum field_kind)kind, "\"\"", "");
	}
}

static void text_is_cleaned(void)
{
	assert_shown(FIELD_TEXT, "\"a\\u001b[2J\\nb\"", "a\\x1b[2J\\nb");
	assert_shown(FIELD_STATUS, "\"\\u202eopen\"", "\\u202eopen");
	assert_shown(FIELD_TIME, "\"\\u0007\"", "\\x07");
	assert_shown(FIELD_ARRAY, "[\"a\\u009b\"]", "a\\u009b");
	assert_shown(FIELD_PLACE, "{\"city\":\"\\u0000\"}", "\\x00");
}

static void text_may_keep_its_lines(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	cell_append(out, FIELD_TEXT, parse("\"a\\nb\\u001b\""), SANITIZE_TEXT);
	g_assert_cmpstr(out->str, ==, "a\nb\\x1b");
}

static void minutes_read_as_time(void)
{
	assert_shown(FIELD_MINUTES, "0", "0 min");
	assert_shown(FIELD_MINUTES, "59", "59 min");
	assert_shown(FIELD_MINUTES, "60", "1 h");
	assert_shown(FIELD_MINUTES, "90", "1 h 30");
	assert_shown(FIELD_MINUTES, "125", "2 h 05");
	assert_shown(FIELD_MINUTES, "-5", "-5");
	assert_shown(FIELD_MINUTES, "1.5", "1.5");
	assert_shown(FIELD_MINUTES, "\"soon\"", "soon");
	assert_shown(FIELD_MINUTES, "99999999999999999999",
		     "99999999999999999999");
}

static void times_are_local(void)
{
	assert_shown(FIELD_TIME, "\"2025-03-04T08:00:00Z\"",
		     "2025-03-04 13:30");
	assert_shown(FIELD_TIME, "\"next week\"", "next week");
	assert_shown(FIELD_TIME, "1741075200", "1741075200");
	assert_shown(FIELD_DATE, "\"2025-03-04\"", "2025-03-04");
}

static void numbers_stand_as_they_were_written(void)
{
	assert_shown(FIELD_NUMBER, "1.50", "1.50");
	assert_shown(FIELD_NUMBER, "1e400", "1e400");
	assert_shown(FIELD_TEXT, "12", "12");
	g_assert_true(cell_is_right(FIELD_NUMBER));
	g_assert_true(cell_is_right(FIELD_MINUTES));
	g_assert_false(cell_is_right(FIELD_TEXT));
}

static void truth_is_yes_or_no(void)
{
	assert_shown(FIELD_BOOL, "true", "yes");
	assert_shown(FIELD_BOOL, "false", "no");
	assert_shown(FIELD_BOOL, "\"maybe\"", "maybe");
}

static void a_place_is_one_line(void)
{
	assert_shown(FIELD_PLACE, "\"Hafenweg 4, 20457 Hamburg\"",
		     "Hafenweg 4, 20457 Hamburg");
	assert_shown(FIELD_PLACE,
		     "{\"street\":\"Hafenweg 4\",\"city\":\"Hamburg\","
		     "\"state\":\"HH\",\"postal_code\":\"20457\","
		     "\"country\":\"DE\"}",
		     "Hafenweg 4, 20457 Hamburg, HH, DE");
	assert_shown(FIELD_PLACE,
		     "{\"street\":\"Hafenweg 4\",\"city\":\"Hamburg\","
		     "\"state\":null,\"country\":\"\"}",
		     "Hafenweg 4, Hamburg");
	assert_shown(FIELD_PLACE, "{\"postal_code\":\"20457\"}", "20457");
	assert_shown(FIELD_PLACE, "{\"lat\":1}", "{\"lat\":1}");
	assert_shown(FIELD_PLACE, "[\"a\",\"b\"]", "a, b");
}

static void records_and_lists_show_names(void)
{
	assert_shown(FIELD_OBJECT, "{\"id\":\"c\",\"name\":\"Nord\"}", "Nord");
	assert_shown(FIELD_OBJECT, "{\"id\":\"c\",\"name\":null}", "c");
	assert_shown(FIELD_OBJECT, "{\"x\":1}", "{\"x\":1}");
	assert_shown(FIELD_ARRAY, "[]", "");
	assert_shown(FIELD_ARRAY, "[{\"name\":\"a\"},{\"id\":\"b\"},7,null]",
		     "a, b, 7");
	assert_shown(FIELD_ARRAY, "[12,34]", "12, 34");
}

static void data_is_what_was_sent(void)
{
	assert_data("\"a\\u001b\\n\\\"\\u00e4\"", "a\033\n\"\xc3\xa4");
	assert_data("\"plain\"", "plain");
	assert_data("1.50", "1.50");
	assert_data("true", "true");
	assert_data("null", "");
	assert_data("[1, {\"a\": \"b c\"}]", "[1,{\"a\":\"b c\"}]");
}

static void data_keeps_a_nul(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	cell_append_data(out, parse("\"a\\u0000b\""));
	g_assert_cmpuint(out->len, ==, 3);
	g_assert_cmpint(memcmp(out->str, "a\0b", 3), ==, 0);
}

static void states_have_colours(void)
{
	g_assert_cmpstr(cell_color(FIELD_STATUS, "open"), ==, "\033[34m");
	g_assert_cmpstr(cell_color(FIELD_STATUS, "urgent"), ==, "\033[31m");
	g_assert_null(cell_color(FIELD_STATUS, "waiting for parts"));
	g_assert_null(cell_color(FIELD_STATUS, ""));
	g_assert_null(cell_color(FIELD_TEXT, "open"));
}

int main(int argc, char **argv)
{
	/* Half an hour off: no other mistake gives the same answer. */
	g_setenv("TZ", "XST-05:30", TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cell/what_is_missing_is_empty_for_every_kind",
			what_is_missing_is_empty_for_every_kind);
	g_test_add_func("/cell/text_is_cleaned", text_is_cleaned);
	g_test_add_func("/cell/text_may_keep_its_lines",
			text_may_keep_its_lines);
	g_test_add_func("/cell/minutes_read_as_time", minutes_read_as_time);
	g_test_add_func("/cell/times_are_local", times_are_local);
	g_test_add_func("/cell/numbers_stand_as_they_were_written",
			numbers_stand_as_they_were_written);
	g_test_add_func("/cell/truth_is_yes_or_no", truth_is_yes_or_no);
	g_test_add_func("/cell/a_place_is_one_line", a_place_is_one_line);
	g_test_add_func("/cell/records_and_lists_show_names",
			records_and_lists_show_names);
	g_test_add_func("/cell/data_is_what_was_sent", data_is_what_was_sent);
	g_test_add_func("/cell/data_keeps_a_nul", data_keeps_a_nul);
	g_test_add_func("/cell/states_have_colours", states_have_colours);
	return g_test_run();
}
