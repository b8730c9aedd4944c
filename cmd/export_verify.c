/* Is what lies in a folder what an export wrote? */
#include <fcntl.h>

#include "cmd/export.h"
#include "lib/base/file.h"
#include "lib/export/manifest.h"

static bool verify_all(struct ctx *ctx, int folder_fd,
		       const struct manifest *manifest, struct error *err)
{
	struct js_walk walk = { 0 };
	unsigned bad = 0, good = 0;
	size_t failed;

	while (js_next(js_member(manifest->root, "files"), &walk)) {
		AUTO(error_release) struct error said = { 0 };

		if (manifest_check(folder_fd, walk.value, &said)) {
			good++;
			continue;
		}
		bad++;
		io_warn(ctx_io(ctx), "%s", said.message);
	}
	if (bad > 0)
		return error_set(err, ERR_OTHER,
				 "%u of %u files are not what was exported",
				 bad, bad + good);
	failed = js_count(js_member(manifest->root, "failed"));
	if (js_is_true(js_member(manifest->root, "complete")) != (failed == 0))
		return error_set(err, ERR_OTHER,
				 "the manifest contradicts itself on whether "
				 "the export was complete");
	if (failed > 0)
		return error_set(err, ERR_PARTIAL,
				 "%u files are as they were exported, but the "
				 "export was not complete",
				 good);
	io_say(ctx_io(ctx), "%u files are complete and unchanged", good);
	return true;
}

bool export_verify(struct ctx *ctx, const char *folder, struct error *err)
{
	AUTO(manifest_release) struct manifest manifest = { 0 };
	AUTO(file_close)
	int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (!manifest_read(folder, &manifest, err))
		return false;
	if (folder_fd < 0 || !manifest.root.at) {
		error_set(err, ERR_USAGE, "there is no finished export in '%s'",
			  folder);
		return error_hint(err, "manifest.json is written last: without "
				       "it an export has not ended");
	}
	return verify_all(ctx, folder_fd, &manifest, err);
}
