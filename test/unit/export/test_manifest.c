#include "lib/export/manifest.h"

#include <string.h>

#include "test/unit/export/folder.h"

#define SUM_OF_ABC                                                             \
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static char *sample(bool complete)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) failed = g_ptr_array_new_with_free_func(g_free);
	AUTO(error_release) struct error err = { 0 };
	const struct manifest_file file = {
		.resource = "assets",
		.file = "assets.csv",
		.format = "csv",
		.query = "status=active",
		.rows = 1,
		.first_total = 7,
		.last_total = 7,
		.started_at = 1700000000,
		.finished_at = 1700000060,
		.next_since = 1699996400,
	};
	const struct manifest_about about = {
		.program = "fentu 9",
		.api_url = "https://api.test",
		.started_at = 1700000000,
		.files = files,
		.failed = failed,
	};

	g_ptr_array_add(files, manifest_entry(&file, SUM_OF_ABC, 3));
	if (!complete) {
		error_set(&err, ERR_DENIED, "no \"scope\"");
		g_ptr_array_add(failed, manifest_failure("tasks", NULL, &err));
	}
	return manifest_text(&about);
}

static void is_json_and_reads_back(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(manifest_release) struct manifest manifest = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = sample(false);

	folder_make(&folder);
	g_assert_true(manifest_read(folder.path, &manifest, &err));
	g_assert_null(manifest.root.at);
	folder_write(&folder, "manifest.json", text, -1);
	g_assert_true(manifest_read(folder.path, &manifest, &err));
	g_assert_false(js_is_true(js_member(manifest.root, "complete")));
	g_assert_cmpint(js_type(manifest_find(&manifest, "assets")), ==,
			JS_OBJECT);
	g_assert_null(manifest_find(&manifest, "tasks").at);
	g_assert_cmpint(
		manifest_next_since(&manifest, -1, "assets", "status=active"),
		==, 1699996400);
	g_assert_cmpint(manifest_next_since(&manifest, -1, "assets", ""), ==,
			-1);
	g_assert_cmpint(manifest_next_since(&manifest, -1, "tasks", ""), ==,
			-1);
	g_assert_true(manifest_knows(&manifest, "assets.csv"));
	g_assert_false(manifest_knows(&manifest, "assets.ndjson"));
}

static void refuses_what_it_does_not_know(void)
{
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(manifest_release) struct manifest manifest = { 0 };
	AUTO(error_release) struct error err = { 0 };

	folder_make(&folder);
	folder_write(&folder, "manifest.json", "{\"format\":2,\"files\":[]}",
		     -1);
	g_assert_false(manifest_read(folder.path, &manifest, &err));
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	folder_write(&folder, "manifest.json", "{}", -1);
	g_assert_false(manifest_read(folder.path, &manifest, &err));
	g_assert_cmpint(err.code, ==, ERR_REJECTED);
}

static void is_consistent_only_if_the_count_stood_still(void)
{
	static const struct {
		int64_t first, last, changes;
		const char *wanted;
	} cases[] = {
		{ 7, 7, 0, "\"consistent\":true" },
		{ -1, -1, 0, "\"consistent\":true" },
		{ 7, 8, 1, "\"consistent\":false" },
		{ 7, 7, 2, "\"consistent\":false" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct manifest_file file = {
			.format = "json",
			.first_total = cases[i].first,
			.last_total = cases[i].last,
			.changes = cases[i].changes,
		};
		g_autofree char *entry = manifest_entry(&file, SUM_OF_ABC, 3);

		g_assert_nonnull(strstr(entry, cases[i].wanted));
	}
}

static void is_complete_only_if_each_file_is(void)
{
	const char *const reasons[] = { NULL, "one list was missing" };

	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
		g_autoptr(GPtrArray) files =
			g_ptr_array_new_with_free_func(g_free);
		g_autoptr(GPtrArray) none = g_ptr_array_new();
		AUTO(error_release) struct error err = { 0 };
		const struct manifest_file file = {
			.resource = "tasks",
			.file = "tasks.csv",
			.format = "csv",
			.query = "",
			.reason = reasons[i],
		};
		const struct manifest_about about = {
			.program = "fentu 9",
			.api_url = "https://api.test",
			.files = files,
			.failed = none,
		};
		g_autofree char *text = NULL;
		char *entry = manifest_entry(&file, SUM_OF_ABC, 3);
		struct js js;

		g_ptr_array_add(files, entry);
		g_assert_cmpint(
			manifest_is_whole((struct js){ entry, strlen(entry) }),
			==, !reasons[i]);
		g_assert_true(!reasons[i] || strstr(entry, reasons[i]));
		text = manifest_text(&about);
		g_assert_true(js_check(text, strlen(text), "it", &js, &err));
		g_assert_cmpint(js_is_true(js_member(js, "complete")), ==,
				!reasons[i]);
	}
}

static void knows_the_last_complete_export(void)
{
	static const char entries[] =
		"{\"format\":1,\"files\":["
		"{\"resource\":\"assets\",\"filters\":\"\",\"file\":\"a\","
		"\"started_at\":\"2026-11-01T00:00:00Z\"},"
		"{\"resource\":\"assets\",\"filters\":\"status=a\","
		"\"started_at\":\"2026-11-02T00:00:00Z\"},"
		"{\"resource\":\"assets\",\"filters\":\"\",\"complete\":false,"
		"\"started_at\":\"2026-11-03T00:00:00Z\"},"
		"{\"resource\":\"tasks\",\"filters\":\"\","
		"\"next_since\":\"2026-11-01T00:00:00Z\","
		"\"started_at\":\"2026-11-04T00:00:00Z\"},"
		"{\"resource\":\"tasks\",\"filters\":\"\","
		"\"next_since\":\"2026-11-02T00:00:00Z\","
		"\"started_at\":\"2026-11-03T00:00:00Z\"}]}";
	AUTO(folder_release) struct folder folder = { 0 };
	AUTO(manifest_release) struct manifest manifest = { 0 };
	AUTO(error_release) struct error err = { 0 };
	const int64_t day = 24 * 60 * 60, first = 1793491200;

	folder_make(&folder);
	folder_write(&folder, "manifest.json", entries, -1);
	g_assert_true(manifest_read(folder.path, &manifest, &err));
	g_assert_cmpint(manifest_next_since(&manifest, -1, "assets", ""), ==,
			first);
	g_assert_cmpint(
		manifest_next_since(&manifest, -1, "assets", "status=a"), ==,
		first + day);
	g_assert_cmpint(
		manifest_next_since(&manifest, -1, "assets", "status=b"), ==,
		first);
	g_assert_cmpint(manifest_next_since(&manifest, -1, "tasks", ""), ==,
			first);
	g_assert_cmpint(manifest_next_since(&manifest, -1, "customers", ""), ==,
			-1);
}

static void says_of_which_shard_it_is(void)
{
	const struct manifest_file file = { .resource = "assets",
					    .file = "assets.pages",
					    .format = MANIFEST_PAGES,
					    .shard = "2/7" };
	g_autofree char *entry = manifest_entry(&file, SUM_OF_ABC, 3);
	g_autofree char *whole = sample(true);
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *shard = NULL;
	struct js root;

	g_assert_true(js_check(entry, strlen(entry), "it", &root, &err));
	shard = manifest_shard(root);
	g_assert_cmpstr(shard, ==, "2/7");
	g_assert_true(js_check(whole, strlen(whole), "it", &root, &err));
	g_assert_null(manifest_shard(root));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/manifest/json", is_json_and_reads_back);
	g_test_add_func("/manifest/refuses", refuses_what_it_does_not_know);
	g_test_add_func("/manifest/shard", says_of_which_shard_it_is);
	g_test_add_func("/manifest/consistent",
			is_consistent_only_if_the_count_stood_still);
	g_test_add_func("/manifest/complete", is_complete_only_if_each_file_is);
	g_test_add_func("/manifest/last", knows_the_last_complete_export);
	return g_test_run();
}
