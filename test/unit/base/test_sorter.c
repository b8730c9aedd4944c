#include "lib/base/sorter.h"

#include <string.h>

/* Sort and write the ids in a row. */
static char *sorted(const char *records, enum field_kind kind, bool descending)
{
	const struct field field = { .name = "k.v", .kind = kind };
	AUTO(sorter_drop)
	struct sorter *sorter = sorter_new(&field, descending);
	AUTO(error_release) struct error err = { 0 };
	GString *ids = g_string_new(NULL);
	struct js_walk walk = { 0 };
	struct js root, record;

	if (!js_check(records, strlen(records), "the text", &root, &err))
		g_error("%s", err.message);
	while (js_next(root, &walk))
		sorter_add(sorter, walk.value);
	sorter_sort(sorter);
	for (size_t i = 0; (record = sorter_at(sorter, i)).at; i++) {
		g_autofree char *id = js_text(js_member(record, "id"), NULL);

		g_string_append(ids, id);
	}
	return g_string_free(ids, FALSE);
}

static void puts_records_in_order(void)
{
	static const struct {
		const char *records;
		enum field_kind kind;
		const char *up, *down;
	} cases[] = {
		{ "[{\"id\":\"a\",\"k\":{\"v\":10}},"
		  "{\"id\":\"b\",\"k\":{\"v\":9}},"
		  "{\"id\":\"c\",\"k\":{\"v\":-1.5}}]",
		  FIELD_NUMBER, "cba", "abc" },
		{ "[{\"id\":\"a\",\"k\":{\"v\":9007199254740993}},"
		  "{\"id\":\"b\",\"k\":{\"v\":9007199254740992}}]",
		  FIELD_NUMBER, "ba", "ab" },
		{ "[{\"id\":\"a\",\"k\":{\"v\":\"10\"}},"
		  "{\"id\":\"b\",\"k\":{\"v\":\"9\"}}]",
		  FIELD_TEXT, "ab", "ba" },
		{ "[{\"id\":\"a\",\"k\":{\"v\":\"beta\"}},"
		  "{\"id\":\"b\",\"k\":{\"v\":\"Alpha\"}},"
		  "{\"id\":\"c\",\"k\":{\"v\":\"\\u00c4\"}},"
		  "{\"id\":\"d\",\"k\":{\"v\":\"\\u00e4\"}}]",
		  FIELD_TEXT, "bacd", "cdab" },
		{ "[{\"id\":\"a\",\"k\":{\"v\":\"2025-03-04T08:00:00Z\"}},"
		  "{\"id\":\"b\",\"k\":{\"v\":\"2025-03-04T08:30:00+01:00\"}},"
		  "{\"id\":\"c\",\"k\":{\"v\":\"2025-03-04\"}}]",
		  FIELD_TIME, "cba", "abc" },
		/* equal ones keep their order, in both directions */
		{ "[{\"id\":\"a\",\"k\":{\"v\":1}},"
		  "{\"id\":\"b\",\"k\":{\"v\":0}},"
		  "{\"id\":\"c\",\"k\":{\"v\":1.0}}]",
		  FIELD_NUMBER, "bac", "acb" },
		/* odd ones are behind, missing ones last */
		{ "[{\"id\":\"a\"},{\"id\":\"b\",\"k\":{\"v\":null}},"
		  "{\"id\":\"c\",\"k\":{\"v\":\"soon\"}},"
		  "{\"id\":\"d\",\"k\":{\"v\":2}},"
		  "{\"id\":\"e\",\"k\":{\"v\":1}}]",
		  FIELD_MINUTES, "edcab", "decab" },
		{ "[]", FIELD_TEXT, "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *up =
			sorted(cases[i].records, cases[i].kind, false);
		g_autofree char *down =
			sorted(cases[i].records, cases[i].kind, true);

		g_assert_cmpstr(up, ==, cases[i].up);
		g_assert_cmpstr(down, ==, cases[i].down);
	}
}

static void knows_whether_any_has_the_field(void)
{
	static const struct field field = { .name = "k.v",
					    .kind = FIELD_NUMBER };
	static const char none[] = "{\"k\":{\"v\":null}}";
	static const char one[] = "{\"k\":{\"v\":\"odd\"}}";
	AUTO(sorter_drop) struct sorter *sorter = sorter_new(&field, false);

	g_assert_false(sorter_has_any(sorter));
	sorter_add(sorter, (struct js){ none, strlen(none) });
	g_assert_false(sorter_has_any(sorter));
	sorter_add(sorter, (struct js){ one, strlen(one) });
	g_assert_true(sorter_has_any(sorter));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sorter/puts-records-in-order", puts_records_in_order);
	g_test_add_func("/sorter/knows-whether-any-has-the-field",
			knows_whether_any_has_the_field);
	return g_test_run();
}
