/* What lies in the folders of shards, and does it belong together? */
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "cmd/export_merge.h"
#include "cmd/export_task.h"
#include "lib/base/file.h"

static void folder_free(void *data)
{
	struct export_folder *folder = data;

	file_close(&folder->fd);
	manifest_release(&folder->manifest);
	g_free(folder);
}

static void part_free(void *data)
{
	struct export_part *part = data;

	g_free(part->file);
	g_free(part->wish);
	g_free(part->reason);
	g_free(part);
}

static bool check_holds(const struct export_folder *folder, struct error *err)
{
	g_autofree char *shard = NULL;

	if (folder->fd < 0 || !folder->manifest.root.at) {
		error_set(err, ERR_USAGE, "no finished shard in '%s'",
			  folder->path);
		return error_hint(err,
				  "'fentu export ... --shard I/N --dir "
				  "%s' puts one there, and its "
				  "manifest.json last",
				  folder->path);
	}
	shard = manifest_shard(folder->manifest.root);
	return shard ||
	       error_set(err, ERR_USAGE,
			 "'%s' holds a whole export, and not a shard of one",
			 folder->path);
}

static bool check_files(const struct export_folder *folder, struct error *err)
{
	struct js_walk walk = { 0 };

	while (js_next(js_member(folder->manifest.root, "files"), &walk))
		if (!manifest_check(folder->fd, walk.value, err))
			return error_wrap(err, "'%s'", folder->path);
	return true;
}

static bool read_manifest(struct export_folder *folder, struct error *err)
{
	if (manifest_read(folder->path, &folder->manifest, err))
		return true;
	if (err->code == ERR_REJECTED)
		err->code = ERR_OTHER; /* a file, and not the API */
	return false;
}

bool export_folders_open(const struct strv *paths, GPtrArray **ret_folders,
			 struct error *err)
{
	g_autoptr(GPtrArray) folders =
		g_ptr_array_new_with_free_func(folder_free);

	for (size_t i = 0; i < paths->count; i++) {
		struct export_folder *folder = g_new0(struct export_folder, 1);

		g_ptr_array_add(folders, folder);
		folder->path = paths->item[i];
		folder->fd =
			open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (!read_manifest(folder, err) || !check_holds(folder, err) ||
		    !check_files(folder, err))
			return false;
	}
	*ret_folders = g_steal_pointer(&folders);
	return true;
}

/* ---- a part of a resource ---- */

/* A word; "" when there is none. Owned by the caller. */
static char *word_of(struct js where, const char *key)
{
	struct js value = js_member(where, key);

	return js_type(value) == JS_STRING ? js_text(value, NULL)
					   : g_strdup("");
}

static int64_t number_of(struct js entry, const char *key)
{
	int64_t number;

	return js_int(js_member(entry, key), &number) ? number : -1;
}

static bool read_entry(struct export_part *part, struct js entry,
		       struct error *err)
{
	part->file = word_of(entry, "file");
	part->reason =
		manifest_is_whole(entry) ? NULL : word_of(entry, "reason");
	part->requests = MAX(number_of(entry, "requests"), 0);
	part->repairs = MAX(number_of(entry, "gaps_read_again"), 0);
	part->first_total = number_of(entry, "first_total");
	part->last_total = number_of(entry, "last_total");
	part->started_at = manifest_time(entry, "started_at");
	part->finished_at = manifest_time(entry, "finished_at");
	part->next_since = manifest_time(entry, "next_since");
	if (part->next_since < 0)
		part->next_since = part->started_at;
	return (part->started_at >= 0 && part->finished_at >= 0) ||
	       error_set(err, ERR_OTHER, "the manifest makes no sense");
}

/* The file itself says what it is; the manifest must not say otherwise. */
static bool read_head(struct export_part *part, struct js entry,
		      const char *resource, struct error *err)
{
	AUTO(pages_drop) struct pages *pages = NULL;
	g_autofree char *here = manifest_shard(entry);
	g_autofree char *above = manifest_shard(part->folder->manifest.root);
	g_autofree char *shard = NULL;
	g_autofree char *named = NULL;
	struct export_head head;
	struct js line;

	if (!pages_open(part->folder->fd, part->file, &pages, &line, err) ||
	    !export_head_read(line, part->file, &head, err))
		return false;
	part->shard = head.shard;
	part->since_s = head.since_s;
	part->wish = g_strndup(head.wish.at, head.wish.len);
	shard = shard_text(&head.shard);
	named = word_of(head.wish, "resource");
	return (here && above && strcmp(here, shard) == 0 &&
		strcmp(above, shard) == 0 && strcmp(named, resource) == 0) ||
	       error_set(err, ERR_OTHER,
			 "'%s' is shard %s of %s, and not what its manifest "
			 "says",
			 part->file, shard, named);
}

static bool add_part(const struct export_folder *folder, struct js entry,
		     const char *resource, GPtrArray *parts, struct error *err)
{
	struct export_part *part = g_new0(struct export_part, 1);

	g_ptr_array_add(parts, part);
	part->folder = folder;
	return (read_entry(part, entry, err) &&
		read_head(part, entry, resource, err)) ||
	       error_wrap(err, "'%s'", folder->path);
}

static gint by_index(gconstpointer a, gconstpointer b)
{
	const struct export_part *left = *(const struct export_part *const *)a;
	const struct export_part *right = *(const struct export_part *const *)b;

	return (left->shard.index > right->shard.index) -
	       (left->shard.index < right->shard.index);
}

/* ---- do they belong together? ---- */

static bool is_same(struct js a, struct js b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static bool refuse_wish(const struct export_part *first,
			const struct export_part *part, struct js_walk *walk,
			struct js now, struct error *err)
{
	g_autofree char *key = js_text(walk->key, NULL);

	error_set(err, ERR_USAGE,
		  "'%s' and '%s' were asked for different things: %s is %.*s "
		  "and %.*s",
		  first->folder->path, part->folder->path, key,
		  (int)walk->value.len, walk->value.at, (int)now.len,
		  now.at ? now.at : "");
	return error_hint(err, "all shards of an export are made by the same "
			       "command, but for --shard and --dir");
}

static bool check_wish(const struct export_part *first,
		       const struct export_part *part, struct error *err)
{
	struct js then = { first->wish, strlen(first->wish) };
	struct js now = { part->wish, strlen(part->wish) };
	struct js_walk walk = { 0 };

	while (js_next(then, &walk)) {
		g_autofree char *key = js_text(walk.key, NULL);
		struct js value = js_member(now, key);

		if (!value.at || !is_same(walk.value, value))
			return refuse_wish(first, part, &walk, value, err);
	}
	return true;
}

static bool check_pair(const struct export_part *first,
		       const struct export_part *part, const char *resource,
		       struct error *err)
{
	if (part->shard.count != first->shard.count)
		return error_set(err, ERR_USAGE,
				 "'%s' holds shard %" PRId64 "/%" PRId64
				 " of %s, and '%s' %" PRId64 "/%" PRId64,
				 first->folder->path, first->shard.index,
				 first->shard.count, resource,
				 part->folder->path, part->shard.index,
				 part->shard.count);
	if (part->shard.index == first->shard.index)
		return error_set(err, ERR_USAGE,
				 "'%s' and '%s' both hold shard %" PRId64
				 "/%" PRId64 " of %s",
				 first->folder->path, part->folder->path,
				 part->shard.index, part->shard.count,
				 resource);
	return check_wish(first, part, err);
}

static bool check_parts(const GPtrArray *parts, const char *resource,
			struct error *err)
{
	const struct export_part *first = parts->pdata[0];

	for (guint i = 1; i < parts->len; i++)
		if (!check_pair(parts->pdata[i - 1], parts->pdata[i], resource,
				err))
			return false;
	for (guint i = 0; i < first->shard.count; i++) {
		const struct export_part *part =
			i < parts->len ? parts->pdata[i] : NULL;

		if (part && part->shard.index == i + 1)
			continue;
		error_set(err, ERR_PARTIAL,
			  "shard %u/%" PRId64 " of %s is missing", i + 1,
			  first->shard.count, resource);
		return error_hint(err, "name the folders of all shards; one "
				       "that failed has to be run again");
	}
	return true;
}

/* Why a shard has none of it, or an older one alone. */
static bool find_failure(const struct export_folder *folder,
			 const char *resource, struct error *err)
{
	struct js_walk walk = { 0 };

	while (js_next(js_member(folder->manifest.root, "failed"), &walk)) {
		g_autofree char *name = word_of(walk.value, "resource");
		g_autofree char *shard = manifest_shard(folder->manifest.root);
		g_autofree char *said = word_of(walk.value, "message");

		if (strcmp(name, resource) == 0)
			return error_set(err, ERR_PARTIAL,
					 "shard %s of %s failed: %s", shard,
					 resource, said);
	}
	return true;
}

static struct js entry_of(const struct export_folder *folder,
			  const char *resource)
{
	return manifest_find(&folder->manifest, resource);
}

bool export_parts(const GPtrArray *folders, const char *resource,
		  GPtrArray **ret_parts, struct error *err)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);

	for (guint i = 0; i < folders->len; i++) {
		const struct export_folder *folder = folders->pdata[i];
		struct js entry = entry_of(folder, resource);

		if (!find_failure(folder, resource, err) ||
		    (entry.at &&
		     !add_part(folder, entry, resource, parts, err)))
			return false;
	}
	g_ptr_array_sort(parts, by_index);
	if (!check_parts(parts, resource, err))
		return false;
	*ret_parts = g_steal_pointer(&parts);
	return true;
}
