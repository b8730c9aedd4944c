#include "lib/ui/pick.h"

#include <string.h>

enum { PATHS_MAX = 8 };

static void drop_pick(struct pick **pick)
{
	pick_free(*pick);
}

static struct js parse(const char *json)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root = { 0 };

	g_assert_true(js_check(json, strlen(json), "it", &root, &err));
	return root;
}

/* `paths` and `wanted` are separated by spaces; "-" is a missing value. */
static void assert_picks(const char *json, const char *paths,
			 const char *wanted)
{
	g_auto(GStrv) path = g_strsplit(paths, " ", -1);
	g_auto(GStrv) value = g_strsplit(wanted, " ", -1);
	size_t count = g_strv_length(path);
	AUTO(drop_pick)
	struct pick *pick = pick_new((const char *const *)path, count);
	struct js found[PATHS_MAX];

	g_assert_cmpuint(g_strv_length(value), ==, count);
	pick_values(pick, parse(json), false, found);
	for (size_t i = 0; i < count; i++) {
		g_autofree char *text =
			found[i].at ? g_strndup(found[i].at, found[i].len)
				    : g_strdup("-");

		g_assert_cmpstr(text, ==, value[i]);
	}
}

static void what_no_path_leads_into_is_kept(void)
{
	static const struct {
		const char *json, *id, *name;
	} cases[] = {
		{ "{\"in\":\"flat\"}", "\"flat\"", "-" },
		{ "{\"in\":[7]}", "[7]", "-" },
		{ "{\"in\":false}", "false", "-" },
		{ "{\"in\":null}", "-", "-" },
		{ "{}", "-", "-" },
		{ "{\"in\":{\"name\":{\"a\":1}}}", "-", "{\"a\":1}" },
	};
	const char *const paths[] = { "in.id", "in.name" };
	AUTO(drop_pick) struct pick *pick = pick_new(paths, 2);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const wanted[] = { cases[i].id, cases[i].name };
		struct js found[2];

		pick_values(pick, parse(cases[i].json), true, found);
		for (size_t j = 0; j < G_N_ELEMENTS(found); j++) {
			g_autofree char *text =
				found[j].at
					? g_strndup(found[j].at, found[j].len)
					: g_strdup("-");

			g_assert_cmpstr(text, ==, wanted[j]);
		}
	}
}

static void assert_json(const char *json, const char *paths, const char *wanted)
{
	g_auto(GStrv) path = g_strsplit(paths, " ", -1);
	AUTO(drop_pick)
	struct pick *pick =
		pick_new((const char *const *)path, g_strv_length(path));
	g_autoptr(GString) out = g_string_new(NULL);
	struct js found[PATHS_MAX];

	pick_values(pick, parse(json), false, found);
	pick_append_json(out, pick, found);
	g_assert_cmpstr(out->str, ==, wanted);
	(void)parse(out->str);
}

#define RECORD                                                                 \
	"{\"id\":\"a\", \"n\":1.50, \"in\":{\"id\":2,\"x\":null},"             \
	"\"list\":[{\"k\":1},{\"k\":[7,8]}], \"\\u0065sc\":3}"

static void values_are_found_by_their_paths(void)
{
	assert_picks(RECORD, "n id", "1.50 \"a\"");
	assert_picks(RECORD, "in.id in.x in.y", "2 null -");
	assert_picks(RECORD, "list.1.k list.0.k list.9.k", "[7,8] 1 -");
	assert_picks(RECORD, "list.1.k.1", "8");
	assert_picks(RECORD, "esc", "3");
	assert_picks(RECORD, "i idd", "- -");
}

static void a_part_and_its_whole_can_both_be_found(void)
{
	assert_picks(RECORD, "in.id in", "2 {\"id\":2,\"x\":null}");
	assert_picks(RECORD, "in in.id", "{\"id\":2,\"x\":null} 2");
}

static void what_is_of_another_type_has_no_parts(void)
{
	assert_picks("{\"a\":\"b\"}", "a.b a.0", "- -");
	assert_picks("{\"a\":[1]}", "a.b", "-");
	assert_picks("{\"a\":{\"0\":5}}", "a.0", "5");
	assert_picks("[1]", "a", "-");
	assert_picks("null", "a", "-");
}

static void json_keeps_the_nesting_and_the_spelling(void)
{
	assert_json(RECORD, "n in.id id",
		    "{\"n\":1.50,\"in\":{\"id\":2},\"id\":\"a\"}");
	assert_json(RECORD, "in.id in", "{\"in\":{\"id\":2,\"x\":null}}");
	assert_json(RECORD, "list", "{\"list\":[{\"k\":1},{\"k\":[7,8]}]}");
}

static void what_is_missing_is_null_in_json(void)
{
	assert_json("{}", "a b.c", "{\"a\":null,\"b\":{\"c\":null}}");
	assert_json("{\"b\":null}", "b.c b.d",
		    "{\"b\":{\"c\":null,\"d\":null}}");
}

static void elements_keep_their_position(void)
{
	assert_json(RECORD, "list.1.k", "{\"list\":[null,{\"k\":[7,8]}]}");
	assert_json(RECORD, "list.1.k list.0.k",
		    "{\"list\":[{\"k\":1},{\"k\":[7,8]}]}");
	assert_json("{}", "list.1", "{\"list\":[null,null]}");
}

static void keys_are_escaped(void)
{
	assert_json("{\"a\\\"b\":1}", "a\"b", "{\"a\\\"b\":1}");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pick/what-no-path-leads-into-is-kept",
			what_no_path_leads_into_is_kept);
	g_test_add_func("/pick/values_are_found_by_their_paths",
			values_are_found_by_their_paths);
	g_test_add_func("/pick/a_part_and_its_whole_can_both_be_found",
			a_part_and_its_whole_can_both_be_found);
	g_test_add_func("/pick/what_is_of_another_type_has_no_parts",
			what_is_of_another_type_has_no_parts);
	g_test_add_func("/pick/json_keeps_the_nesting_and_the_spelling",
			json_keeps_the_nesting_and_the_spelling);
	g_test_add_func("/pick/what_is_missing_is_null_in_json",
			what_is_missing_is_null_in_json);
	g_test_add_func("/pick/elements_keep_their_position",
			elements_keep_their_position);
	g_test_add_func("/pick/keys_are_escaped", keys_are_escaped);
	return g_test_run();
}
