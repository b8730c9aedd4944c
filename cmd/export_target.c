/* The folder of an export: what lies in it already, and what goes in. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmd/export_plan.h"
#include "lib/export/directory.h"
#include "lib/export/part.h"

static bool refuse_foreign(const struct exporting *x, const char *file,
			   struct error *err)
{
	error_set(err, ERR_USAGE,
		  "'%s' in '%s' was not written by an export; it is not "
		  "replaced without --force",
		  file, x->opts->dir);
	return error_hint(err, "choose another folder with --dir, or replace "
			       "the file with --force");
}

static bool read_manifest(struct exporting *x, struct error *err)
{
	if (manifest_read(x->opts->dir, &x->earlier, err))
		return true;
	if (err->code != ERR_REJECTED)
		return false;
	if (!x->opts->force)
		return refuse_foreign(x, RUN_MANIFEST, err);
	error_clear(err);
	return true;
}

bool export_target_open(struct exporting *x, struct error *err)
{
	const struct run_config config = {
		.folder = x->opts->dir,
		.restart = x->opts->restart,
		.clock = ctx_clock(x->job.ctx),
	};

	return run_open(&config, &x->job.run, err) && read_manifest(x, err);
}

/* What is there must be of the same shard, or as whole, as what goes there. */
static bool check_shard(const struct exporting *x, struct error *err)
{
	g_autofree char *ours =
		x->job.shard.count > 0 ? shard_text(&x->job.shard) : NULL;
	g_autofree char *held = NULL;

	if (!x->earlier.root.at)
		return true;
	held = manifest_shard(x->earlier.root);
	if (g_strcmp0(held, ours) == 0)
		return true;
	if (held)
		error_set(err, ERR_USAGE, "'%s' holds shard %s of an export",
			  x->opts->dir, held);
	else
		error_set(err, ERR_USAGE, "'%s' holds a whole export",
			  x->opts->dir);
	return error_hint(err, "choose another folder with --dir");
}

bool export_target_same_api(struct exporting *x, struct error *err)
{
	struct js held = js_member(x->earlier.root, "api_url");
	g_autofree char *other =
		js_type(held) == JS_STRING ? js_text(held, NULL) : NULL;
	const char *base_url;

	if (!ctx_api_url(x->job.ctx, NULL, &base_url, NULL, err))
		return false;
	if (!other || strcmp(other, base_url) == 0)
		return true;
	if (x->opts->force) {
		manifest_release(&x->earlier);
		return true;
	}
	error_set(err, ERR_USAGE, "'%s' holds an export of %s", x->opts->dir,
		  other);
	return error_hint(err, "choose another folder with --dir, or write "
			       "over it with --force");
}

/* One with other filters is not the same export again. */
static void tell_replaced(const struct exporting *x)
{
	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];
		struct js entry =
			item->file ? manifest_entry_of(&x->earlier, item->file)
				   : (struct js){ 0 };
		struct js filters = js_member(entry, "filters");
		g_autofree char *had = js_type(filters) == JS_STRING
					       ? js_text(filters, NULL)
					       : NULL;

		if (!had || strcmp(had, item->query) == 0)
			continue;
		io_warn(ctx_io(x->job.ctx),
			"'%s' is replaced: it was exported with %s%s, and now "
			"with %s%s",
			item->file, *had ? "filters: " : "no filters", had,
			*item->query ? "filters: " : "no filters", item->query);
	}
}

static bool check_file(const struct exporting *x, const char *file,
		       struct error *err)
{
	int folder_fd = run_folder(x->job.run);

	if (!part_check_place(folder_fd, file, err))
		return false;
	return x->opts->force ||
	       faccessat(folder_fd, file, F_OK, AT_SYMLINK_NOFOLLOW) < 0 ||
	       manifest_knows(&x->earlier, file) ||
	       run_knows(x->job.run, file) || refuse_foreign(x, file, err);
}

bool export_target_check(const struct exporting *x, struct error *err)
{
	if (!check_shard(x, err))
		return false;
	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];

		if (run_folder(x->job.run) >= 0 && item->file &&
		    (!check_file(x, item->file, err) ||
		     !check_file(x, item->beside, err)))
			return false;
	}
	return true;
}

/* The part of a file that exports write, of whatever format? Then *ret_file is
   the name of that, owned by the caller. */
static bool is_part(const GRegex *names, const char *name, char **ret_file)
{
	g_autoptr(GMatchInfo) match = NULL;

	if (!g_regex_match(names, name, 0, &match))
		return false;
	*ret_file = g_match_info_fetch(match, 1);
	return true;
}

static GRegex *part_names(void)
{
	g_autoptr(GString) pattern = g_string_new("^\\.(manifest\\.json");

	for (size_t i = 0; resources[i]; i++)
		g_string_append_printf(
			pattern,
			"|%s(?:\\.since-\\w+)?\\.(?:ndjson|csv|json|%s)"
			"(?:\\.gz)?",
			export_name(resources[i]), MANIFEST_PAGES);
	g_string_append(pattern, ")\\.part$");
	return g_regex_new(pattern->str, 0, 0, NULL);
}

/* What exports left behind that are given up. */
static bool sweep(const struct exporting *x, struct error *err)
{
	g_autoptr(GDir) folder = g_dir_open(x->opts->dir, 0, NULL);
	g_autoptr(GRegex) names = part_names();
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *file = NULL;

		if (is_part(names, name, &file) &&
		    !part_remove(run_folder(x->job.run), file, err))
			return false;
	}
	return true;
}

static void warn_of_others(const struct exporting *x)
{
	if (!directory_is_shared(run_folder(x->job.run)))
		return;
	io_warn(ctx_io(x->job.ctx),
		"other users can write in '%s' and replace what is exported",
		x->opts->dir);
	io_hint(ctx_io(x->job.ctx), "run 'chmod go-w %s'", x->opts->dir);
}

bool export_target_start(struct exporting *x, const char *binding,
			 struct error *err)
{
	g_autofree char *note = export_bind_note(x);
	bool resumed;

	if (!run_start(x->job.run, binding, note, &resumed, err))
		return false;
	warn_of_others(x);
	tell_replaced(x);
	if (resumed)
		io_say(ctx_io(x->job.ctx),
		       "resuming the unfinished export in '%s'", x->opts->dir);
	return resumed || sweep(x, err);
}

/* The entry of this run for that file; JS_NONE: there is none. */
static struct js told(const struct exporting *x, const char *file)
{
	for (guint i = 0; i < x->files->len; i++) {
		const char *text = x->files->pdata[i];
		struct js entry = { text, strlen(text) };
		g_autofree char *name = manifest_file_name(entry);

		if (g_strcmp0(file, name) == 0)
			return entry;
	}
	return (struct js){ 0 };
}

/* What lies beside a file is of no use once that is complete. */
static void drop_incomplete(const struct exporting *x)
{
	const struct run *run = x->job.run;

	for (guint i = 0; i < x->items->len; i++) {
		const struct export_item *item = x->items->pdata[i];

		struct js entry = told(x, item->file);

		if (entry.at && manifest_is_whole(entry) &&
		    (manifest_knows(&x->earlier, item->beside) ||
		     run_knows(run, item->beside)))
			/* else it is told of as what it is */
			(void)unlinkat(run_folder(run), item->beside, 0);
	}
}

static void keep(struct exporting *x, struct js entry)
{
	g_autofree char *file = manifest_file_name(entry);

	if (file && !told(x, file).at &&
	    faccessat(run_folder(x->job.run), file, F_OK,
		      AT_SYMLINK_NOFOLLOW) == 0)
		g_ptr_array_add(x->files, g_strndup(entry.at, entry.len));
}

/* Newest first. */
void export_target_keep(struct exporting *x)
{
	const GPtrArray *have = run_have(x->job.run);
	struct js_walk walk = { 0 };

	drop_incomplete(x);
	for (guint i = have->len; i > 0; i--) {
		const char *entry = have->pdata[i - 1];

		keep(x, (struct js){ entry, strlen(entry) });
	}
	if (!x->earlier.root.at)
		return;
	while (js_next(js_member(x->earlier.root, "files"), &walk))
		keep(x, walk.value);
}
