#include <string.h>

#include "lib/export/gzip.h"
#include "lib/export/manifest.h"
#include "test/unit/export/folder.h"

#define LINES "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{}\n"

/* A folder with one file, and the entry that fits it. */
struct sample {
	struct folder folder;
	char *entry;
};

static void sample_write(struct sample *s, const char *name, const char *bytes,
			 size_t len, const struct manifest_file *about)
{
	g_autofree char *sum = g_compute_checksum_for_data(
		G_CHECKSUM_SHA256, (const guchar *)bytes, len);
	struct manifest_file file = *about;

	file.resource = "assets";
	file.file = name;
	file.first_total = file.last_total = 3;
	folder_make(&s->folder);
	folder_write(&s->folder, name, bytes, (gssize)len);
	s->entry = manifest_entry(&file, sum, (int64_t)len);
}

static void sample_release(struct sample *s)
{
	folder_release(&s->folder);
	g_free(s->entry);
}

/* What is said of the file when that is its entry; NULL: it fits. */
static char *said_of(const struct sample *s, const char *entry)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root;

	g_assert_true(js_check(entry, strlen(entry), "it", &root, &err));
	if (manifest_check(s->folder.fd, root, &err))
		return NULL;
	g_assert_cmpint(err.code, ==, ERR_OTHER);
	return g_strdup(err.message);
}

static void assert_fits(const struct sample *s)
{
	g_autofree char *said = said_of(s, s->entry);

	g_assert_cmpstr(said, ==, NULL);
}

/* Put `to` into the entry's place for `from`, and see what is said. */
static void assert_finds(const struct sample *s, const char *from,
			 const char *to, const char *wanted)
{
	g_auto(GStrv) parts = g_strsplit(s->entry, from, 2);
	g_autofree char *entry = g_strjoinv(to, parts);
	g_autofree char *said = said_of(s, entry);

	g_assert_cmpuint(g_strv_length(parts), ==, 2);
	if (!said || !strstr(said, wanted))
		g_error("%s for %s: %s", to, from, said ? said : "nothing");
}

static void each_edit_of_an_entry_is_found(void)
{
	const struct manifest_file about = { .format = "ndjson",
					     .rows = 3,
					     .without_id = 1 };
	AUTO(sample_release) struct sample s;

	sample_write(&s, "assets.ndjson", LINES, strlen(LINES), &about);
	assert_fits(&s);
	assert_finds(&s, "\"rows\":3", "\"rows\":2", "3 as rows");
	assert_finds(&s, "\"rows\":3", "\"rows\":\"3\"", "3 as rows");
	assert_finds(&s, "\"rows\":3", "\"x\":3", "3 as rows");
	assert_finds(&s, "\"bytes\":25", "\"bytes\":26", "has 25 bytes");
	assert_finds(&s, "\"bytes\"", "\"x\"", "has 25 bytes");
	assert_finds(&s, "\"sha256\":\"", "\"sha256\":\"0", "SHA-256");
	assert_finds(&s, "\"sha256\"", "\"x\"", "SHA-256");
	assert_finds(&s, "\"without_id\":1", "\"without_id\":0",
		     "1 as without_id");
	assert_finds(&s, "\"first_total\":3", "\"first_total\":4",
		     "contradicts");
	assert_finds(&s, "\"last_total\":3", "\"last_total\":null",
		     "contradicts");
	assert_finds(&s, "\"count_changes\":0", "\"count_changes\":1",
		     "contradicts");
	assert_finds(&s, "\"consistent\":true", "\"consistent\":false",
		     "contradicts");
	assert_finds(&s, "\"format\":\"ndjson\"", "\"format\":\"csv\"",
		     "no file of the folder");
	assert_finds(&s, "\"resource\":\"assets\"", "\"resource\":\"tasks\"",
		     "no file of the folder");
	assert_finds(&s, "\"file\":\"assets", "\"file\":\"assets.x",
		     "cannot open");
	assert_finds(&s, "\"file\":\"", "\"file\":\"../", "no file of");
	assert_finds(&s, "\"file\":\"", "\"file\":7,\"x\":\"", "no sense");
}

/* Although the entry fits its bytes. */
static void what_no_export_writes_is_found(void)
{
	const struct manifest_file about = { .format = "ndjson",
					     .rows = 2,
					     .without_id = 0 };
	const struct manifest_file some = { .format = "ndjson",
					    .rows = 2,
					    .fields = "name" };
	static const char *const texts[] = {
		"{\"id\":\"a\"}\n{\"id\":\"a\"}\n",
		"{\"id\":\"a\"}\n{\"id\":\"b\"",
		"{\"id\":\"a\"}\n{\"id\":\"b}\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		AUTO(sample_release) struct sample s;
		g_autofree char *said = NULL;

		sample_write(&s, "assets.ndjson", texts[i], strlen(texts[i]),
			     &about);
		said = said_of(&s, s.entry);
		g_assert_nonnull(
			strstr(said, i ? "no whole ndjson" : "more than once"));
	}
	{
		AUTO(sample_release) struct sample s;

		sample_write(&s, "assets.ndjson", "{}\n{}\n", 6, &some);
		assert_fits(&s);
	}
}

static void gzip_is_undone(void)
{
	const struct manifest_file about = { .format = "csv", .rows = 2 };
	AUTO(error_release) struct error err = { 0 };
	AUTO(sample_release) struct sample s;
	g_autoptr(GString) file = g_string_new(NULL);
	static const char *const texts[] = { "id\r\n", "a\r\nb\r\n" };

	for (size_t i = 0; i < 2; i++) {
		GString *member;

		g_assert_true(
			gzip_member(texts[i], strlen(texts[i]), &member, &err));
		g_string_append_len(file, member->str, (gssize)member->len);
		g_string_free(member, TRUE);
	}
	sample_write(&s, "assets.csv.gz", file->str, file->len, &about);
	assert_fits(&s);
	assert_finds(&s, "\"rows\":2", "\"rows\":3", "2 as rows");
	assert_finds(&s, "\"header\":true", "\"header\":false", "3 as rows");
	sample_release(&s);
	sample_write(&s, "assets.csv.gz", file->str, file->len - 1, &about);
	assert_finds(&s, "{", "{", "cut off");
	sample_release(&s);
	sample_write(&s, "assets.csv.gz", "id\r\na\r\n", 7, &about);
	assert_finds(&s, "{", "{", "no gzip file");
}

static void a_changed_file_is_found(void)
{
	const struct manifest_file about = { .format = "ndjson",
					     .rows = 3,
					     .without_id = 1 };
	AUTO(sample_release) struct sample s;
	g_autofree char *path = NULL;

	sample_write(&s, "assets.ndjson", LINES, strlen(LINES), &about);
	for (size_t i = 0; i < strlen(LINES); i++) {
		g_autofree char *text = g_strdup(LINES);
		g_autofree char *said = NULL;

		text[i] ^= 1;
		folder_write(&s.folder, "assets.ndjson", text, -1);
		said = said_of(&s, s.entry);
		g_assert_nonnull(strstr(said, "is not what was written"));
	}
	path = folder_at(&s.folder, "assets.ndjson");
	g_assert_cmpint(g_remove(path), ==, 0);
	assert_finds(&s, "{", "{", "cannot open");
	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	assert_finds(&s, "{", "{", "not a regular file");
}

#define PAGES                                                                  \
	"{\"shard\":\"1/2\"}\n{\"page\":[1,100],\"total\":2,\"rows\":2}\n"     \
	"{\"id\":\"a\"}\n{\"id\":\"a\"}\n"

/* The same id may well be there twice: pages overlap. */
static void rows_of_pages_are_counted(void)
{
	const struct manifest_file about = { .format = MANIFEST_PAGES,
					     .shard = "1/2",
					     .rows = 2 };
	AUTO(sample_release) struct sample s;
	AUTO(sample_release) struct sample torn;

	sample_write(&s, "assets.pages", PAGES, strlen(PAGES), &about);
	assert_fits(&s);
	assert_finds(&s, "\"rows\":2", "\"rows\":3", "2 as rows");
	assert_finds(&s, "assets.pages", "assets.ndjson", "no file of");
	sample_write(&torn, "assets.pages", PAGES, strlen(PAGES) - 11, &about);
	assert_finds(&torn, "\"rows\":2", "\"rows\":2", "no shard");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/manifest_check/entry",
			each_edit_of_an_entry_is_found);
	g_test_add_func("/manifest_check/text", what_no_export_writes_is_found);
	g_test_add_func("/manifest_check/gzip", gzip_is_undone);
	g_test_add_func("/manifest_check/file", a_changed_file_is_found);
	g_test_add_func("/manifest_check/pages", rows_of_pages_are_counted);
	return g_test_run();
}
