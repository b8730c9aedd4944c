#include "lib/export/part.h"

#include <sys/stat.h>

#include "test/unit/export/folder.h"

static void create(struct part *part, const struct folder *folder,
		   const char *text)
{
	struct error err = { 0 };

	g_assert_true(part_create(part, folder->fd, "a.csv", &err));
	g_assert_true(part_write(part, text, strlen(text), &err));
	g_assert_true(part_sync(part, &err));
}

static void takes_its_place_when_whole(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(part_release) struct part part = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	g_autofree char *sum = NULL, *written = NULL;
	int64_t bytes;

	folder_make(&folder);
	folder_write(&folder, "a.csv", "old", -1);
	create(&part, &folder, "new text");
	before = folder_read(&folder, "a.csv");
	g_assert_cmpstr(before, ==, "old");
	g_assert_true(part_commit(&part, &err));
	after = folder_read(&folder, "a.csv");
	g_assert_cmpstr(after, ==, "new text");
	g_assert_cmpuint(folder_count(&folder), ==, 1);
	g_assert_true(part_digest(folder.fd, "a.csv", &sum, &bytes, &err));
	g_assert_cmpint(bytes, ==, 8);
	g_assert_true(digest_end(part.sha256, &written, &err));
	g_assert_cmpstr(sum, ==, written);
}

static void goes_on_and_drops_the_rest(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(part_release) struct part part = { 0 };
	AUTO(part_release) struct part again = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;
	uint32_t crc;

	folder_make(&folder);
	create(&part, &folder, "one,");
	crc = part.crc;
	g_assert_true(part_write(&part, "torn", 4, &err));
	g_assert_true(part_sync(&part, &err));
	g_assert_true(part_resume(&again, folder.fd, "a.csv", 4, crc, &err));
	g_assert_true(part_write(&again, "two", 3, &err));
	g_assert_true(part_commit(&again, &err));
	text = folder_read(&folder, "a.csv");
	g_assert_cmpstr(text, ==, "one,two");
}

static void refuses_other_bytes_and_fewer(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(part_release) struct part part = { 0 };
	AUTO(error_release) struct error err = { 0 };

	folder_make(&folder);
	folder_write(&folder, ".a.csv.part", "onE,", -1);
	g_assert_false(part_resume(&part, folder.fd, "a.csv", 4, 1234, &err));
	g_assert_nonnull(strstr(err.message, "not what was written"));
	part_release(&part);
	error_clear(&err);
	g_assert_false(part_resume(&part, folder.fd, "a.csv", 9, 0, &err));
	g_assert_nonnull(strstr(err.message, "shorter"));
}

/* The link is replaced, and what it points to stays as it is. */
static void never_writes_through_a_link(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(part_release) struct part part = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;

	folder_make(&folder);
	folder_write(&folder, "victim", "mine", -1);
	g_assert_cmpint(symlinkat("victim", folder.fd, ".a.csv.part"), ==, 0);
	g_assert_false(part_resume(&part, folder.fd, "a.csv", 0, 0, &err));
	part_release(&part);
	error_clear(&err);
	create(&part, &folder, "new");
	g_assert_true(part_commit(&part, &err));
	text = folder_read(&folder, "victim");
	g_assert_cmpstr(text, ==, "mine");
}

static void refuses_a_place_that_is_no_file(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(error_release) struct error err = { 0 };

	folder_make(&folder);
	g_assert_true(part_check_place(folder.fd, "a.csv", &err));
	g_assert_cmpint(mkfifoat(folder.fd, "a.csv", 0600), ==, 0);
	g_assert_false(part_check_place(folder.fd, "a.csv", &err));
	g_assert_cmpint(err.code, ==, ERR_OTHER);
}

static void is_as_open_as_the_umask_says(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(part_release) struct part part = { 0 };
	AUTO(error_release) struct error err = { 0 };
	mode_t before = umask(027);
	struct stat st;

	folder_make(&folder);
	create(&part, &folder, "x");
	g_assert_cmpint(fstatat(folder.fd, ".a.csv.part", &st, 0), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0600);
	g_assert_true(part_commit(&part, &err));
	g_assert_cmpint(fstatat(folder.fd, "a.csv", &st, 0), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0640);
	umask(before);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/part/place", takes_its_place_when_whole);
	g_test_add_func("/part/goes-on", goes_on_and_drops_the_rest);
	g_test_add_func("/part/refuses", refuses_other_bytes_and_fewer);
	g_test_add_func("/part/link", never_writes_through_a_link);
	g_test_add_func("/part/no-file", refuses_a_place_that_is_no_file);
	g_test_add_func("/part/mode", is_as_open_as_the_umask_says);
	return g_test_run();
}
