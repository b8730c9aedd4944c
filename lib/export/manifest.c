#include "lib/export/manifest.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/file.h"
#include "lib/base/when.h"

enum { MANIFEST_MAX = 4 * 1024 * 1024 };

static void put_text(GString *out, const char *key, const char *text)
{
	g_string_append_printf(out, "\"%s\":", key);
	if (text)
		js_append_string(out, text, strlen(text));
	else
		g_string_append(out, "null");
	g_string_append_c(out, ',');
}

/* Only where there is something to say. */
static void put_shard(GString *out, const char *shard)
{
	if (shard)
		put_text(out, "shard", shard);
}

static void put_number(GString *out, const char *key, int64_t number)
{
	if (number < 0)
		g_string_append_printf(out, "\"%s\":null,", key);
	else
		g_string_append_printf(out, "\"%s\":%" PRId64 ",", key, number);
}

static void put_time(GString *out, const char *key, int64_t unix_s)
{
	g_autofree char *text = when_utc(unix_s);

	put_text(out, key, text);
}

static void put_bool(GString *out, const char *key, bool is)
{
	g_string_append_printf(out, "\"%s\":%s,", key, is ? "true" : "false");
}

bool manifest_is_consistent(const struct manifest_file *file)
{
	return file->first_total == file->last_total && file->changes == 0;
}

char *manifest_entry(const struct manifest_file *file, const char *sha256,
		     int64_t bytes)
{
	GString *out = g_string_new("{");

	put_text(out, "resource", file->resource);
	put_text(out, "file", file->file);
	put_text(out, "format", file->format);
	put_shard(out, file->shard);
	put_number(out, "rows", file->rows);
	put_number(out, "bytes", bytes);
	put_text(out, "sha256", sha256);
	if (strcmp(file->format, "csv") == 0)
		put_bool(out, "header", !file->no_header);
	put_text(out, "fields", file->fields);
	put_text(out, "filters", file->query);
	put_text(out, "since", file->since);
	put_text(out, "paging",
		 file->is_twice	  ? "twice"
		 : file->is_plain ? "plain"
				  : "overlap");
	put_time(out, "started_at", file->started_at);
	put_time(out, "finished_at", file->finished_at);
	put_time(out, "next_since", file->next_since);
	put_number(out, "requests", file->requests);
	put_number(out, "duplicates_dropped", file->duplicates);
	put_number(out, "left_out", file->left_out);
	put_number(out, "without_id", file->without_id);
	put_number(out, "gaps_read_again", file->repairs);
	put_number(out, "first_total", file->first_total);
	put_number(out, "last_total", file->last_total);
	put_number(out, "count_changes", file->changes);
	put_bool(out, "consistent", manifest_is_consistent(file));
	put_bool(out, "complete", !file->reason);
	if (file->reason)
		put_text(out, "reason", file->reason);
	out->str[out->len - 1] = '}';
	return g_string_free(out, FALSE);
}

bool manifest_is_whole(struct js entry)
{
	struct js said = js_member(entry, "complete");

	return !said.at || js_is_true(said);
}

char *manifest_file_name(struct js entry)
{
	struct js name = js_member(entry, "file");

	return js_type(name) == JS_STRING ? js_text(name, NULL) : NULL;
}

char *manifest_failure(const char *resource, const char *file,
		       const struct error *err)
{
	GString *out = g_string_new("{");

	put_text(out, "resource", resource);
	put_text(out, "file", file);
	put_text(out, "code", error_name(err->code));
	put_text(out, "message", err->message);
	out->str[out->len - 1] = '}';
	return g_string_free(out, FALSE);
}

/* "key": [...] with an entry a line. */
static void put_list(GString *out, const char *key, const GPtrArray *entries)
{
	g_string_append_printf(out, ",\n\"%s\":[", key);
	for (guint i = 0; i < entries->len; i++)
		g_string_append_printf(out, "%s\n%s", i > 0 ? "," : "",
				       (const char *)entries->pdata[i]);
	g_string_append(out, entries->len > 0 ? "\n]" : "]");
}

static bool are_whole(const GPtrArray *files)
{
	for (guint i = 0; i < files->len; i++) {
		const char *entry = files->pdata[i];

		if (!manifest_is_whole((struct js){ entry, strlen(entry) }))
			return false;
	}
	return true;
}

char *manifest_text(const struct manifest_about *about)
{
	GString *out = g_string_new("{");

	put_number(out, "format", MANIFEST_FORMAT);
	put_bool(out, "complete",
		 about->failed->len == 0 && are_whole(about->files));
	put_shard(out, about->shard);
	put_text(out, "program", about->program);
	put_text(out, "api_url", about->api_url);
	put_time(out, "started_at", about->started_at);
	put_time(out, "finished_at", about->finished_at);
	g_string_truncate(out, out->len - 1);
	put_list(out, "files", about->files);
	put_list(out, "failed", about->failed);
	g_string_append(out, "\n}\n");
	return g_string_free(out, FALSE);
}

void manifest_release(struct manifest *manifest)
{
	g_free(manifest->text);
	*manifest = (struct manifest){ 0 };
}

static bool check_format(const struct manifest *manifest, const char *path,
			 struct error *err)
{
	int64_t format;

	if (!js_int(js_member(manifest->root, "format"), &format) ||
	    js_type(js_member(manifest->root, "files")) != JS_ARRAY) {
		error_set(err, ERR_REJECTED,
			  "'%s' is not the manifest of an export", path);
		return error_hint(err, "move it away, or choose another --dir");
	}
	if (format <= MANIFEST_FORMAT)
		return true;
	return error_set(err, ERR_USAGE,
			 "'%s' was written by a newer fentu (format %" PRId64
			 "; this one knows %d)",
			 path, format, MANIFEST_FORMAT);
}

bool manifest_read(const char *folder, struct manifest *ret_manifest,
		   struct error *err)
{
	AUTO(manifest_release) struct manifest manifest = { 0 };
	g_autofree char *path = g_build_filename(folder, "manifest.json", NULL);
	size_t len;
	bool found;

	if (!file_read(path, MANIFEST_MAX, &manifest.text, &len, &found, err))
		return false;
	if (found && !js_check(manifest.text, len, path, &manifest.root, err)) {
		err->code = ERR_REJECTED;
		return false;
	}
	if (found && !check_format(&manifest, path, err))
		return false;
	*ret_manifest = manifest;
	manifest = (struct manifest){ 0 };
	return true;
}

static bool is_text(struct js value, const char *text)
{
	g_autofree char *mine = NULL;

	if (js_type(value) != JS_STRING)
		return false;
	mine = js_text(value, NULL);
	return strcmp(mine, text) == 0;
}

char *manifest_shard(struct js where)
{
	struct js shard = js_member(where, "shard");

	return js_type(shard) == JS_STRING ? js_text(shard, NULL) : NULL;
}

struct js manifest_find(const struct manifest *manifest, const char *resource)
{
	struct js_walk walk = { 0 };

	if (!manifest->root.at)
		return (struct js){ 0 };
	while (js_next(js_member(manifest->root, "files"), &walk))
		if (is_text(js_member(walk.value, "resource"), resource))
			return walk.value;
	return (struct js){ 0 };
}

struct js manifest_entry_of(const struct manifest *manifest, const char *file)
{
	struct js_walk walk = { 0 };

	if (!manifest->root.at)
		return (struct js){ 0 };
	while (js_next(js_member(manifest->root, "files"), &walk))
		if (is_text(js_member(walk.value, "file"), file))
			return walk.value;
	return (struct js){ 0 };
}

bool manifest_knows(const struct manifest *manifest, const char *file)
{
	return manifest_entry_of(manifest, file).at != NULL;
}

bool manifest_has_whole(const struct manifest *manifest, const char *file)
{
	struct js entry = manifest_entry_of(manifest, file);

	return entry.at && manifest_is_whole(entry);
}

int64_t manifest_time(struct js entry, const char *key)
{
	struct js value = js_member(entry, key);
	g_autofree char *text = NULL;
	int64_t unix_s;

	if (js_type(value) != JS_STRING)
		return -1;
	text = js_text(value, NULL);
	return when_parse(text, &unix_s) ? unix_s : -1;
}

/* Does it lie there still, as far as its length tells? */
static bool is_there(struct js entry, int folder_fd)
{
	g_autofree char *file = manifest_file_name(entry);
	struct stat seen;
	int64_t bytes;

	return folder_fd < 0 ||
	       (file && js_int(js_member(entry, "bytes"), &bytes) &&
		fstatat(folder_fd, file, &seen, AT_SYMLINK_NOFOLLOW) == 0 &&
		seen.st_size == bytes);
}

static bool is_complete_with(struct js entry, const char *resource,
			     const char *filters)
{
	struct js had = js_member(entry, "filters");

	return is_text(js_member(entry, "resource"), resource) &&
	       (is_text(had, "") || is_text(had, filters)) &&
	       manifest_is_whole(entry);
}

struct moment {
	int64_t began, since, next; /* since -1: all of them */
};

static int by_began(const void *a, const void *b)
{
	const struct moment *one = a, *other = b;

	return one->began < other->began ? -1 : one->began > other->began;
}

static struct moment moment_of(struct js entry)
{
	struct moment moment = {
		.began = manifest_time(entry, "started_at"),
		.since = manifest_time(entry, "since"),
		.next = manifest_time(entry, "next_since"),
	};

	if (moment.next < 0)
		moment.next = moment.began;
	return moment;
}

/* One after the other, since the server's clock may have been set meanwhile. A
   file that begins later than the one before it ends leaves a gap, and does not
   count. */
int64_t manifest_next_since(const struct manifest *manifest, int folder_fd,
			    const char *resource, const char *filters)
{
	g_autoptr(GArray) all =
		g_array_new(FALSE, FALSE, sizeof(struct moment));
	struct js_walk walk = { 0 };
	int64_t next = -1;

	if (!manifest->root.at)
		return -1;
	while (js_next(js_member(manifest->root, "files"), &walk))
		if (is_complete_with(walk.value, resource, filters) &&
		    is_there(walk.value, folder_fd)) {
			struct moment moment = moment_of(walk.value);

			g_array_append_val(all, moment);
		}
	g_array_sort(all, by_began);
	for (guint i = 0; i < all->len; i++) {
		const struct moment *one =
			&g_array_index(all, struct moment, i);

		if (one->since < 0 || next < 0 || one->since <= next)
			next = one->next;
	}
	return next;
}
