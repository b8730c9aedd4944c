/* Is what lies in a folder what an export wrote? */
#include <fcntl.h>

#include "cmd/export.h"
#include "lib/base/file.h"
#include "lib/export/manifest.h"

struct verdict {
	unsigned good, bad; /* files */
	GPtrArray *faults;  /* all of them, as text */
};

static void verdict_release(struct verdict *v)
{
	g_ptr_array_unref(v->faults);
}

PRINTF_LIKE(2, 3)
static void add_fault(struct verdict *v, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	g_ptr_array_add(v->faults, g_strdup_vprintf(fmt, args));
	va_end(args);
}

/* A member as text; `otherwise` when it is none. Owned by the caller. */
static char *text_of(struct js entry, const char *key, const char *otherwise)
{
	struct js value = js_member(entry, key);

	return js_type(value) == JS_STRING ? js_text(value, NULL)
					   : g_strdup(otherwise);
}

static void check_file(struct verdict *v, int folder_fd, struct js entry)
{
	AUTO(error_release) struct error fault = { 0 };

	if (!manifest_check(folder_fd, entry, &fault)) {
		v->bad++;
		add_fault(v, "%s", fault.message);
		return;
	}
	v->good++;
	if (!manifest_is_whole(entry)) {
		g_autofree char *name = text_of(entry, "file", "");
		g_autofree char *why = text_of(entry, "reason", "not known");

		add_fault(v, "'%s' is as it was exported, but not complete: %s",
			  name, why);
	}
}

static void check_failure(struct verdict *v, struct js entry)
{
	g_autofree char *resource = text_of(entry, "resource", "a resource");
	g_autofree char *why = text_of(entry, "message", "not known");

	add_fault(v, "%s could not be exported: %s", resource, why);
}

static void check_all(struct verdict *v, int folder_fd,
		      const struct manifest *manifest)
{
	struct js_walk files = { 0 }, failed = { 0 };
	bool is_whole = js_count(js_member(manifest->root, "failed")) == 0;

	while (js_next(js_member(manifest->root, "files"), &files)) {
		check_file(v, folder_fd, files.value);
		is_whole = is_whole && manifest_is_whole(files.value);
	}
	if (v->good + v->bad == 0 && is_whole)
		add_fault(v, "the manifest lists no files");
	while (js_next(js_member(manifest->root, "failed"), &failed))
		check_failure(v, failed.value);
	if (js_is_true(js_member(manifest->root, "complete")) != is_whole)
		add_fault(v, "the manifest contradicts itself on whether the "
			     "export was complete");
}

/* A single fault is the error; several are warnings before it. */
static bool sum_up(struct ctx *ctx, const struct verdict *v, struct error *err)
{
	if (v->faults->len == 0) {
		io_say(ctx_io(ctx), "%u files are complete and unchanged",
		       v->good);
		return true;
	}
	if (v->faults->len == 1)
		return error_set(err, ERR_PARTIAL, "%s",
				 (const char *)v->faults->pdata[0]);
	for (guint i = 0; i < v->faults->len; i++)
		io_warn(ctx_io(ctx), "%s", (const char *)v->faults->pdata[i]);
	return error_set(err, ERR_PARTIAL,
			 "%u faults; %u of %u files are not what was exported",
			 v->faults->len, v->bad, v->bad + v->good);
}

bool export_verify(struct ctx *ctx, const char *folder, struct error *err)
{
	AUTO(manifest_release) struct manifest manifest = { 0 };
	AUTO(verdict_release)
	struct verdict v = { .faults = g_ptr_array_new_with_free_func(g_free) };
	AUTO(file_close)
	int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* whatever keeps it from being verified is a fault of the export */
	if (!manifest_read(folder, &manifest, err)) {
		err->code = ERR_PARTIAL;
		return false;
	}
	if (folder_fd < 0 || !manifest.root.at) {
		error_set(err, ERR_PARTIAL, "no finished export in '%s'",
			  folder);
		return error_hint(err, "manifest.json is written last: an "
				       "export without it has not finished");
	}
	check_all(&v, folder_fd, &manifest);
	return sum_up(ctx, &v, err);
}
