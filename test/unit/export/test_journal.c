#include "lib/export/journal.h"

#include "test/unit/export/folder.h"

static bool add_line(void *user, const char *text,
		     const struct journal_mark *end, struct error *err)
{
	(void)end;
	(void)err;
	g_string_append_printf(user, "%s;", text);
	return true;
}

static void write_three(const struct folder *folder)
{
	AUTO(journal_release) struct journal journal = { 0 };
	struct error err = { 0 };

	g_assert_true(journal_create(&journal, folder->fd, &err));
	journal_add(&journal, "one");
	journal_add(&journal, "two");
	g_assert_true(journal_sync(&journal, &err));
	journal_add(&journal, "three");
	g_assert_true(journal_sync(&journal, &err));
	journal_add(&journal, "never synced");
}

static bool read_back(const struct folder *folder, GString *lines,
		      struct error *err)
{
	AUTO(journal_release) struct journal journal = { 0 };
	bool found = false;

	g_string_truncate(lines, 0);
	if (!journal_resume(&journal, folder->fd, add_line, lines, &found, err))
		return false;
	if (!found)
		g_string_assign(lines, "none");
	return !found || journal_keep(&journal, &journal.end, err);
}

static void gives_back_what_was_synced(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) lines = g_string_new(NULL);

	folder_make(&folder);
	g_assert_true(read_back(&folder, lines, &err));
	g_assert_cmpstr(lines->str, ==, "none");
	write_three(&folder);
	g_assert_true(read_back(&folder, lines, &err));
	g_assert_cmpstr(lines->str, ==, "one;two;three;");
	g_assert_true(journal_remove(folder.fd, &err));
	g_assert_true(journal_remove(folder.fd, &err));
}

static void goes_on_behind_the_last_line(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) lines = g_string_new(NULL);
	AUTO(journal_release) struct journal journal = { 0 };
	bool found;

	folder_make(&folder);
	write_three(&folder);
	g_assert_true(journal_resume(&journal, folder.fd, add_line, lines,
				     &found, &err));
	g_assert_true(journal_keep(&journal, &journal.end, &err));
	journal_add(&journal, "four");
	g_assert_true(journal_sync(&journal, &err));
	g_assert_true(read_back(&folder, lines, &err));
	g_assert_cmpstr(lines->str, ==, "one;two;three;four;");
}

/* Cut at each byte: what is left is the whole lines before. */
static void bears_a_torn_end(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *whole = NULL;
	size_t len;

	folder_make(&folder);
	write_three(&folder);
	whole = folder_read(&folder, JOURNAL_NAME);
	len = strlen(whole);
	for (size_t cut = 0; cut < len; cut++) {
		AUTO(error_release) struct error err = { 0 };

		folder_write(&folder, JOURNAL_NAME, whole, (gssize)cut);
		g_assert_true(read_back(&folder, lines, &err));
		g_assert_true(g_str_has_prefix("one;two;three;", lines->str) ||
			      g_str_equal(lines->str, "none"));
	}
}

/* A loss of power may leave zeros where a line was to come. */
static void bears_zeros_at_the_end(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *whole = NULL;
	g_autofree char *longer = NULL;
	size_t len;

	folder_make(&folder);
	write_three(&folder);
	whole = folder_read(&folder, JOURNAL_NAME);
	len = strlen(whole);
	longer = g_malloc0(len + 4096);
	memcpy(longer, whole, len);
	folder_write(&folder, JOURNAL_NAME, longer, (gssize)len + 4096);
	g_assert_true(read_back(&folder, lines, &err));
	g_assert_cmpstr(lines->str, ==, "one;two;three;");
}

/* Anywhere, with whole lines behind them: blocks come to the disk in any
   order. */
static void bears_zeros_anywhere(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *whole = NULL;
	size_t len;

	folder_make(&folder);
	write_three(&folder);
	whole = folder_read(&folder, JOURNAL_NAME);
	len = strlen(whole);
	for (size_t at = 0; at < len; at++)
		for (size_t count = 1; at + count <= len; count += 7) {
			AUTO(error_release) struct error err = { 0 };
			g_autofree char *holed = g_memdup2(whole, len);

			memset(holed + at, 0, count);
			folder_write(&folder, JOURNAL_NAME, holed, (gssize)len);
			g_assert_true(read_back(&folder, lines, &err));
			g_assert_true(g_str_has_prefix("one;two;three;",
						       lines->str) ||
				      g_str_equal(lines->str, "none"));
			g_assert_cmpstr(lines->str, !=, "one;two;three;");
		}
}

/* What was dropped must not be there for a later run. */
static void goes_on_behind_an_earlier_line(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) lines = g_string_new(NULL);
	AUTO(journal_release) struct journal journal = { 0 };
	struct journal_mark mark;

	folder_make(&folder);
	g_assert_true(journal_create(&journal, folder.fd, &err));
	journal_add(&journal, "one");
	mark = journal.end;
	journal_add(&journal, "two");
	g_assert_true(journal_write(&journal, &err));
	g_assert_true(journal_keep(&journal, &mark, &err));
	journal_add(&journal, "three");
	g_assert_true(journal_write(&journal, &err));
	g_assert_true(read_back(&folder, lines, &err));
	g_assert_cmpstr(lines->str, ==, "one;three;");
}

/* Any byte of a whole line that is another one is noticed. */
static void refuses_what_was_changed(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *whole = NULL;
	size_t len;

	folder_make(&folder);
	write_three(&folder);
	whole = folder_read(&folder, JOURNAL_NAME);
	len = strlen(whole);
	for (size_t at = 0; at + 1 < len; at++) {
		AUTO(error_release) struct error err = { 0 };
		char before = whole[at];

		whole[at] ^= 1;
		folder_write(&folder, JOURNAL_NAME, whole, (gssize)len);
		g_assert_false(read_back(&folder, lines, &err));
		g_assert_nonnull(strstr(err.message, "changed"));
		whole[at] = before;
	}
}

static void refuses_a_line_that_was_taken_out(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *whole = NULL;
	g_auto(GStrv) split = NULL;
	g_autofree char *shorter = NULL;

	folder_make(&folder);
	write_three(&folder);
	whole = folder_read(&folder, JOURNAL_NAME);
	split = g_strsplit(whole, "\n", -1);
	shorter = g_strdup_printf("%s\n%s\n%s\n", split[0], split[2], split[3]);
	folder_write(&folder, JOURNAL_NAME, shorter, -1);
	g_assert_false(read_back(&folder, lines, &err));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/journal/back", gives_back_what_was_synced);
	g_test_add_func("/journal/goes-on", goes_on_behind_the_last_line);
	g_test_add_func("/journal/torn", bears_a_torn_end);
	g_test_add_func("/journal/zeros", bears_zeros_at_the_end);
	g_test_add_func("/journal/zeros-anywhere", bears_zeros_anywhere);
	g_test_add_func("/journal/keep", goes_on_behind_an_earlier_line);
	g_test_add_func("/journal/changed", refuses_what_was_changed);
	g_test_add_func("/journal/taken-out",
			refuses_a_line_that_was_taken_out);
	return g_test_run();
}
