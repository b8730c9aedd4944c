#include "lib/export/pages.h"

#include <string.h>

#include "test/unit/export/folder.h"

static struct js js_of(const char *text)
{
	struct error err = { 0 };
	struct js root;

	g_assert_true(js_check(text, strlen(text), "text", &root, &err));
	return root;
}

static void keeps_a_record_or_its_id(void)
{
	static const char *const cases[][3] = {
		{ "{ \"id\": \"a\",\n \"n\": 1.50 }",
		  "{\"id\":\"a\",\"n\":1.50}", "{\"id\":\"a\"}" },
		{ "{\"n\":1,\"id\":7}", "{\"n\":1,\"id\":7}", "{\"id\":7}" },
		{ "{\"n\":1}", "{\"n\":1}", "{\"n\":1}" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *all = pages_record(js_of(cases[i][0]), false);
		g_autofree char *id = pages_record(js_of(cases[i][0]), true);

		g_assert_cmpstr(all, ==, cases[i][1]);
		g_assert_cmpstr(id, ==, cases[i][2]);
	}
}

static void reads_what_was_put(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };
	AUTO(pages_drop) struct pages *pages = NULL;
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) text = g_string_new("{\"a\":1}\n");
	struct pages_block block;
	struct js head;
	bool found;

	folder_make(&folder);
	g_ptr_array_add(records, g_strdup("{\"id\":\"x\"}"));
	g_ptr_array_add(records, g_strdup("{\"id\":\"y\"}"));
	pages_put_page(text, (struct window){ 3, 98 }, 350, records);
	pages_put_below(text, "{\"id\":\"w1\"}", js_of("[{\"id\":\"t\"}]"));
	pages_put_below(text, "{\"id\":7}", (struct js){ 0 });
	folder_write(&folder, "p", text->str, (gssize)text->len);
	g_assert_true(pages_open(folder.fd, "p", &pages, &head, &err));
	g_assert_cmpuint(head.len, ==, 7);
	g_assert_true(pages_next(pages, &block, &found, &err) && found);
	g_assert_null(block.below.at);
	g_assert_cmpint(block.window.page, ==, 3);
	g_assert_cmpint(block.window.size, ==, 98);
	g_assert_cmpint(block.total, ==, 350);
	g_assert_cmpuint(block.count, ==, 2);
	g_assert_cmpint(strncmp(block.record[1].at, "{\"id\":\"y\"}", 10), ==,
			0);
	g_assert_true(pages_next(pages, &block, &found, &err) && found);
	g_assert_cmpuint(block.below.len, ==, 11);
	g_assert_cmpuint(block.count, ==, 1);
	g_assert_true(pages_next(pages, &block, &found, &err) && found);
	g_assert_cmpuint(block.below.len, ==, 8);
	g_assert_cmpuint(block.count, ==, 0);
	g_assert_true(pages_next(pages, &block, &found, &err));
	g_assert_false(found);
}

/* A file whose lines make no sense is refused, whatever they are. */
static void refuses_what_makes_no_sense(void)
{
	static const char *const bad[] = {
		"",
		"[]\n",
		"{}",
		"{}\n{}\n",
		"{}\n[]\n",
		"{}\n{\"page\":[1,100],\"total\":5}\n",
		"{}\n{\"page\":[1],\"total\":5,\"rows\":0}\n",
		"{}\n{\"page\":[0,100],\"total\":5,\"rows\":0}\n",
		"{}\n{\"page\":[1,-1],\"total\":5,\"rows\":0}\n",
		"{}\n{\"page\":[99999999999,1],\"total\":5,\"rows\":0}\n",
		"{}\n{\"page\":[1,100],\"total\":\"5\",\"rows\":0}\n",
		"{}\n{\"page\":[1,100],\"total\":5,\"rows\":-1}\n",
		"{}\n{\"page\":[1,100],\"total\":5,\"rows\":99999999999}\n",
		"{}\n{\"page\":[1,100],\"total\":5,\"rows\":2}\n{}\n",
		"{}\n{\"page\":[1,100],\"total\":5,\"rows\":1}\n7\n",
		"{}\n{\"below\":7,\"rows\":0}\n",
		"{}\n{\"below\":{},\"rows\":1}\n{]\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		AUTO(folder_release) struct folder folder = { 0 };
		AUTO(error_release) struct error err = { 0 };
		AUTO(pages_drop) struct pages *pages = NULL;
		struct pages_block block;
		struct js head;
		bool found = true;

		folder_make(&folder);
		folder_write(&folder, "p", bad[i], -1);
		if (pages_open(folder.fd, "p", &pages, &head, &err))
			while (found && pages_next(pages, &block, &found, &err))
				;
		g_test_message("%s", err.message);
		g_assert_cmpint(err.code, ==, ERR_OTHER);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pages/record", keeps_a_record_or_its_id);
	g_test_add_func("/pages/reads", reads_what_was_put);
	g_test_add_func("/pages/senseless", refuses_what_makes_no_sense);
	return g_test_run();
}
