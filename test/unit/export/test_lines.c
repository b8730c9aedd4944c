#include "lib/export/lines.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/export/gzip.h"
#include "test/unit/export/folder.h"

/* The lines of a file, with '|' behind each; "!" and the reason at a failure.
 */
static char *read_all(const struct folder *folder, const char *name, size_t max)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(lines_drop) struct lines *lines = NULL;
	GString *text = g_string_new(NULL);
	bool found = true;

	if (!lines_open(folder->fd, name, &lines, &err)) {
		g_string_append_printf(text, "!%s", err.message);
		return g_string_free(text, FALSE);
	}
	while (found) {
		g_autoptr(GString) line = g_string_new(NULL);

		if (!lines_next(lines, max, line, &found, &err)) {
			g_string_append_printf(text, "!%s", err.message);
			break;
		}
		if (found)
			g_string_append_printf(text, "%s|", line->str);
	}
	return g_string_free(text, FALSE);
}

static void expect(const struct folder *folder, const char *wanted)
{
	g_autofree char *got = read_all(folder, "a", 100);

	g_assert_cmpstr(got, ==, wanted);
}

static void reads_text(void)
{
	AUTO(folder_release) struct folder folder = { 0 };

	folder_make(&folder);
	folder_write(&folder, "a", "", 0);
	expect(&folder, "");
	folder_write(&folder, "a", "one\n\nthree\n", -1);
	expect(&folder, "one||three|");
	folder_write(&folder, "a", "one\ntwo", -1);
	expect(&folder, "one|!the last line of 'a' has no end");
}

static void reads_gzip_of_several_members(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) all = g_string_new(NULL);
	static const char *const texts[] = { "one\ntw", "o\n", "three\n" };

	folder_make(&folder);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		GString *member;

		g_assert_true(
			gzip_member(texts[i], strlen(texts[i]), &member, &err));
		g_string_append_len(all, member->str, (gssize)member->len);
		g_string_free(member, TRUE);
	}
	folder_write(&folder, "a", all->str, (gssize)all->len);
	expect(&folder, "one|two|three|");
	for (gsize len = 1; len < all->len; len++) {
		g_autofree char *got = NULL;

		folder_write(&folder, "a", all->str, (gssize)len);
		got = read_all(&folder, "a", 100);
		g_assert_false(g_str_equal(got, "one|two|three|"));
	}
}

static void reads_lines_longer_than_a_chunk(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	g_autofree char *text = g_strnfill(300000, 'x');
	g_autofree char *got = NULL;
	g_autofree char *refused = NULL;

	folder_make(&folder);
	text[299999] = '\n';
	text[65535] = '\n';
	folder_write(&folder, "a", text, 300000);
	got = read_all(&folder, "a", 1000000);
	g_assert_cmpuint(strlen(got), ==, 300000);
	refused = read_all(&folder, "a", 100000);
	g_assert_nonnull(strstr(refused, "more than 100000 bytes"));
}

static void refuses_what_is_no_file(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	g_autofree char *path = NULL;

	folder_make(&folder);
	expect(&folder, "!cannot open 'a': No such file or directory");
	path = folder_at(&folder, "a");
	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	expect(&folder, "!'a' is not a regular file");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/lines/text", reads_text);
	g_test_add_func("/lines/gzip", reads_gzip_of_several_members);
	g_test_add_func("/lines/long", reads_lines_longer_than_a_chunk);
	g_test_add_func("/lines/no-file", refuses_what_is_no_file);
	return g_test_run();
}
