#include "lib/api/page_read.h"

#include <string.h>

static bool read_text(const char *text, const struct page_expect *expect,
		      struct page_view *ret_view, struct error *err)
{
	struct js root;

	if (!js_check(text, strlen(text), "the text", &root, err))
		g_error("%s", err->message);
	return page_read(root, expect, ret_view, err);
}

static const struct page_expect third = {
	.what = "work orders",
	.page = 3,
	.size = 2,
	.first_pages = 4,
	.first_count = 8,
};

static void hands_out_the_records(void)
{
	g_autoptr(GArray) records =
		g_array_new(FALSE, FALSE, sizeof(struct js));
	AUTO(error_release) struct error err = { 0 };
	struct page_expect expect = third;
	struct page_view view;
	struct js second;

	expect.records = records;
	g_assert_true(
		read_text("{\"data\":[{}, {\"a\":1}]}", &expect, &view, &err));
	g_assert_cmpuint(records->len, ==, 2);
	second = g_array_index(records, struct js, 1);
	g_assert_cmpuint(second.len, ==, strlen("{\"a\":1}"));
	g_assert_cmpint(strncmp(second.at, "{\"a\":1}", second.len), ==, 0);
	/* none of those are */
	g_array_set_size(records, 0);
	g_assert_true(read_text("{\"data\":[{}],\"meta\":{\"total_pages\":2,"
				"\"current_page\":2}}",
				&expect, &view, &err));
	g_assert_cmpuint(records->len, ==, 0);
	/* a number of pages does not unmake them */
	g_assert_true(read_text("{\"data\":[{}],\"meta\":{\"total_pages\":2}}",
				&expect, &view, &err));
	g_assert_cmpuint(records->len, ==, 1);
	g_assert_cmpint(view.total_pages, ==, -1);
}

static void reads_a_page(void)
{
	static const struct {
		const char *text;
		int64_t count, pages, records;
		int64_t earlier;
	} cases[] = {
		{ "{\"data\":[{},{\"a\":1}],\"meta\":{\"current_page\":3,"
		  "\"total_pages\":4,\"total_count\":8}}",
		  2, 4, 8, 0 },
		{ "{\"data\":[{}]}", 1, -1, -1, 0 },
		{ "{\"data\":[],\"meta\":{}}", 0, -1, -1, 0 },
		{ "{\"meta\":null,\"data\":[{}]}", 1, -1, -1, 0 },
		{ "{\"data\":[],\"meta\":{\"total_pages\":null,"
		  "\"total_count\":7}}",
		  0, -1, 7, 0 },
		/* grown, within reason */
		{ "{\"data\":[{}],\"meta\":{\"total_pages\":40,"
		  "\"total_count\":80}}",
		  1, 40, 80, 0 },
		/* behind the end, where some servers repeat the last page */
		{ "{\"data\":[{}],\"meta\":{\"current_page\":2,"
		  "\"total_pages\":2}}",
		  0, 2, -1, 2 },
		{ "{\"data\":[],\"meta\":{\"current_page\":2,"
		  "\"total_pages\":2}}",
		  0, 2, -1, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		struct page_view view;

		g_test_message("%s", cases[i].text);
		g_assert_true(read_text(cases[i].text, &third, &view, &err));
		g_assert_cmpint(view.count, ==, cases[i].count);
		g_assert_cmpint(view.total_pages, ==, cases[i].pages);
		g_assert_cmpint(view.total_count, ==, cases[i].records);
		g_assert_cmpint(view.earlier, ==, cases[i].earlier);
	}
}

static void names_what_makes_no_sense(void)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "[]", "has nothing as data instead of an array" },
		{ "{}", "has nothing as data instead of an array" },
		{ "{\"data\":null}", "has null as data instead of an array" },
		{ "{\"data\":{}}",
		  "has an object as data instead of an array" },
		{ "{\"data\":\"x\"}", "has a string as data instead of an "
				      "array" },
		{ "{\"data\":[{},7]}",
		  "has a number as record 2 instead of an object" },
		{ "{\"data\":[null]}",
		  "has null as record 1 instead of an object" },
		{ "{\"data\":[{},{},{}]}",
		  "has 3 records, though at most 2 were asked for" },
		{ "{\"data\":[],\"meta\":[]}",
		  "has an array as meta instead of an object" },
		{ "{\"data\":[],\"meta\":{\"total_count\":-1}}",
		  "has a senseless meta.total_count: it is -1" },
		{ "{\"data\":[],\"meta\":{\"total_count\":\"8\"}}",
		  "has a senseless meta.total_count: it is \"8\"" },
		{ "{\"data\":[],\"meta\":{\"total_pages\":1.5}}",
		  "has a senseless meta.total_pages: it is 1.5" },
		{ "{\"data\":[],\"meta\":{\"total_pages\":true}}",
		  "has a senseless meta.total_pages: it is true" },
		{ "{\"data\":[],\"meta\":{\"current_page\":"
		  "18446744073709551616}}",
		  "has a senseless meta.current_page: it is "
		  "18446744073709551616" },
		{ "{\"data\":[],\"meta\":{\"current_page\":1}}",
		  "came as page 1" },
		{ "{\"data\":[],\"meta\":{\"total_pages\":50}}",
		  "says that there are 50 pages, the first one said 4" },
		{ "{\"data\":[],\"meta\":{\"total_count\":90}}",
		  "says that there are 90 records, the first one said 8" },
		{ "{\"data\":[],\"meta\":{\"total_pages\":1000001}}",
		  "says that there are 1000001 pages, more than fentu "
		  "believes" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *wanted = g_strconcat("page 3 of work orders ",
						      cases[i].message, NULL);
		struct page_view view;

		g_assert_false(read_text(cases[i].text, &third, &view, &err));
		g_assert_cmpstr(err.message, ==, wanted);
		g_assert_cmpint(err.code, ==,
				strstr(wanted, "the first one said")
					? ERR_PARTIAL
					: ERR_OTHER);
	}
}

static void never_hints_at_a_size_that_is_refused(void)
{
	static const struct {
		guint count;
		const char *hint;
	} cases[] = {
		{ 100, "the server ignores the size of a page: try "
		       "--per-page 100" },
		{ 101, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		g_autoptr(GString) text = g_string_new("{\"data\":[{}");
		struct page_view view;

		for (guint n = 1; n < cases[i].count; n++)
			g_string_append(text, ",{}");
		g_string_append(text, "]}");
		g_assert_false(read_text(text->str, &third, &view, &err));
		g_assert_cmpstr(err.hint, ==, cases[i].hint);
	}
}

static void a_first_page_of_none_is_empty(void)
{
	const struct page_expect first = {
		.what = "work orders",
		.page = 1,
		.first_pages = -1,
		.first_count = -1,
	};
	AUTO(error_release) struct error err = { 0 };
	struct page_view view;

	g_assert_true(read_text("{\"data\":[],\"meta\":{\"current_page\":1,"
				"\"total_pages\":0,\"total_count\":0}}",
				&first, &view, &err));
	g_assert_cmpint(view.count, ==, 0);
	g_assert_true(read_text("{\"data\":[{}],\"meta\":{\"total_pages\":0}}",
				&first, &view, &err));
	g_assert_cmpint(view.count, ==, 1);
	g_assert_cmpint(view.total_pages, ==, -1);
}

static void marks_tell_texts_apart(void)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new(g_direct_hash, g_direct_equal);
	char text[] = "[{\"id\":\"wo-1000\"},{\"id\":\"wo-1001\"}]";

	g_assert_cmpuint(page_mark(JS_LITERAL("[1]")), ==,
			 page_mark(JS_LITERAL("[1]")));
	/* each byte counts, wherever it stands */
	for (size_t len = 1; len < sizeof(text); len++) {
		for (size_t at = 0; at < len; at++) {
			uint64_t mark;

			text[at] ^= 1;
			mark = page_mark((struct js){ text, len });
			text[at] ^= 1;
			g_assert_true(g_hash_table_add(
				seen, GSIZE_TO_POINTER((gsize)mark)));
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/page_read/reads-a-page", reads_a_page);
	g_test_add_func("/page_read/records", hands_out_the_records);
	g_test_add_func("/page_read/names-what-makes-no-sense",
			names_what_makes_no_sense);
	g_test_add_func("/page_read/never-hints-at-a-size-that-is-refused",
			never_hints_at_a_size_that_is_refused);
	g_test_add_func("/page_read/a-first-page-of-none-is-empty",
			a_first_page_of_none_is_empty);
	g_test_add_func("/page_read/marks-tell-texts-apart",
			marks_tell_texts_apart);
	return g_test_run();
}
