#include "lib/ui/sublist.h"

#include <string.h>

#include "lib/base/error.h"

static struct js parse(const char *json)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root = { 0 };

	g_assert_true(js_check(json, strlen(json), "it", &root, &err));
	return root;
}

static void assert_shown(const char *json, const char *wanted)
{
	const struct grid_style style = { .has_header = true, .indent = 1 };
	g_autoptr(GString) out = g_string_new(NULL);

	sublist_append(out, parse(json), &style);
	g_assert_cmpstr(out->str, ==, wanted);
}

static void a_list_of_records_is_one(void)
{
	g_assert_true(sublist_is_one(parse("[{\"a\":1}]")));
	g_assert_false(sublist_is_one(parse("[]")));
	g_assert_false(sublist_is_one(parse("[1]")));
	g_assert_false(sublist_is_one(parse("{\"a\":[]}")));
	g_assert_false(sublist_is_one((struct js){ 0 }));
}

static void columns_are_the_keys_that_are_met(void)
{
	assert_shown("[{\"part_id\":\"p-1\",\"quantity\":2},"
		     "{\"quantity\":10,\"name\":\"Seal\"}]",
		     " PART ID  QUANTITY  NAME\n"
		     " p-1             2\n"
		     "                10  Seal\n");
}

static void too_many_keys_are_left_out(void)
{
	assert_shown("[{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,"
		     "\"g\":1,\"h\":1,\"i\":1}]",
		     " A  B  C  D  E  F  G  H\n"
		     " 1  1  1  1  1  1  1  1\n");
}

static void elements_of_another_kind_are_empty_rows(void)
{
	assert_shown("[{\"a\":\"x\"},5,[1],null]", " A\n x\n\n\n\n");
	assert_shown("[{}]", "");
}

static void keys_and_values_are_cleaned(void)
{
	assert_shown("[{\"\\u001b[2J\":\"\\u009b\",\"\":1}]",
		     " \\X1B[2J\n \\u009b   1\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sublist/a_list_of_records_is_one",
			a_list_of_records_is_one);
	g_test_add_func("/sublist/columns_are_the_keys_that_are_met",
			columns_are_the_keys_that_are_met);
	g_test_add_func("/sublist/too_many_keys_are_left_out",
			too_many_keys_are_left_out);
	g_test_add_func("/sublist/elements_of_another_kind_are_empty_rows",
			elements_of_another_kind_are_empty_rows);
	g_test_add_func("/sublist/keys_and_values_are_cleaned",
			keys_and_values_are_cleaned);
	return g_test_run();
}
