#include "lib/export/tally.h"

#include <string.h>

/* Given in pieces of so many bytes. */
static bool tally_text(const struct tally_config *config, const char *text,
		       size_t piece, struct tally_count *ret_count,
		       struct error *err)
{
	AUTO(tally_drop) struct tally *tally = NULL;
	size_t len = strlen(text);

	g_assert_true(tally_open(config, &tally, err));
	for (size_t at = 0; at < len; at += piece)
		if (!tally_take(tally, text + at, MIN(piece, len - at), err))
			return false;
	return tally_end(tally, ret_count, err);
}

static void assert_count(const struct tally_config *config, const char *text,
			 struct tally_count wanted)
{
	for (size_t piece = 1; piece <= strlen(text) + 1; piece++) {
		struct tally_count count = { 0 };
		AUTO(error_release) struct error err = { 0 };

		if (!tally_text(config, text, piece, &count, &err))
			g_error("%s: %s", text, err.message);
		g_assert_cmpint(count.rows, ==, wanted.rows);
		g_assert_cmpint(count.without_id, ==, wanted.without_id);
		g_assert_cmpint(count.doubled, ==, wanted.doubled);
	}
}

static void assert_torn(const struct tally_config *config, const char *text)
{
	for (size_t piece = 1; piece <= strlen(text) + 1; piece++) {
		struct tally_count count;
		AUTO(error_release) struct error err = { 0 };

		if (tally_text(config, text, piece, &count, &err))
			g_error("%s: taken", text);
		g_assert_cmpint(err.code, ==, ERR_OTHER);
	}
}

static void lines_of_json(void)
{
	const struct tally_config config = { .format = "ndjson",
					     .has_ids = true };

	assert_count(&config, "", (struct tally_count){ 0 });
	assert_count(&config, "{\"id\":\"a\"}\n{\"id\":1}\n",
		     (struct tally_count){ .rows = 2 });
	assert_count(&config,
		     "{\"id\":\"a\"}\n{}\n{\"id\":\"\"}\n{\"id\":\"a\"}\n7\n",
		     (struct tally_count){ 5, 3, 1 });
	assert_torn(&config, "{\"id\":\"a\"}");
	assert_torn(&config, "{\"id\":\"a\"\n");
	assert_torn(&config, "\n");
	assert_torn(&config, "{} {}\n");
}

static void one_array(void)
{
	const struct tally_config config = { .format = "json",
					     .has_ids = true };

	assert_count(&config, "[]\n", (struct tally_count){ 0 });
	assert_count(&config, "[{\"id\":\"a\"},{\"id\":\"b\"}]\n",
		     (struct tally_count){ .rows = 2 });
	assert_count(&config,
		     "[{\"id\":\"]\\\\\\\",[\",\"x\":[1,{\"y\":[]}]}, [],2]",
		     (struct tally_count){ 3, 2, 0 });
	assert_count(&config, "[{\"id\":1},{\"id\":1}]",
		     (struct tally_count){ 2, 0, 1 });
	assert_torn(&config, "");
	assert_torn(&config, "[");
	assert_torn(&config, "[{}");
	assert_torn(&config, "[{},]");
	assert_torn(&config, "[,{}]");
	assert_torn(&config, "[{}}");
	assert_torn(&config, "[]]");
	assert_torn(&config, "[][]");
	assert_torn(&config, "[] x");
	assert_torn(&config, "x[]");
	assert_torn(&config, "{}");
	assert_torn(&config, "[\"a]");
}

static void lines_of_cells(void)
{
	struct tally_config config = { .format = "csv",
				       .has_header = true,
				       .has_ids = true };

	assert_count(&config, "id,n\r\n", (struct tally_count){ 0 });
	assert_count(&config, "id,n\r\na,\"x\r\n\"\"y\"\r\nb,\r\n",
		     (struct tally_count){ .rows = 2 });
	assert_count(&config, "id\r\n\"\"\r\na\r\na\r\n\"a,b\"\r\n\"a,b\"\r\n",
		     (struct tally_count){ 5, 1, 2 });
	assert_count(&config, "id,n\r\n,x\r\n",
		     (struct tally_count){ 1, 1, 0 });
	assert_torn(&config, "");
	assert_torn(&config, "id,n\r\na,b");
	assert_torn(&config, "id,n\r\na,\"b\r\n");
	config.has_header = false;
	assert_count(&config,
		     "\xEF\xBB\xBF"
		     "a,1\r\na,2\r\n",
		     (struct tally_count){ 2, 0, 1 });
	config.has_ids = false;
	assert_count(&config, "a,1\r\na,2\r\n,\r\n",
		     (struct tally_count){ .rows = 3 });
}

static void another_format_is_refused(void)
{
	const struct tally_config config = { .format = "xml" };
	AUTO(tally_drop) struct tally *tally = NULL;
	AUTO(error_release) struct error err = { 0 };

	g_assert_false(tally_open(&config, &tally, &err));
	g_assert_nonnull(strstr(err.message, "xml"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tally/ndjson", lines_of_json);
	g_test_add_func("/tally/json", one_array);
	g_test_add_func("/tally/csv", lines_of_cells);
	g_test_add_func("/tally/other", another_format_is_refused);
	return g_test_run();
}
