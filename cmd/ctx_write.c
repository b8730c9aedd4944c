/* The context's writer, and the memory of which verb an API takes. */
#include "cmd/ctx_write.h"

#include <string.h>

#include "lib/base/file.h"
#include "lib/conf/paths.h"

enum { MEMORY_BYTES_MAX = 64 };

static const struct {
	const char *word;
	enum write_verb verb;
} verbs[] = {
	{ "auto", WRITE_VERB_AUTO },
	{ "patch", WRITE_VERB_PATCH },
	{ "put", WRITE_VERB_PUT },
};

static enum write_verb verb_of(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (g_strcmp0(verbs[i].word, word) == 0)
			return verbs[i].verb;
	return WRITE_VERB_AUTO;
}

/* One file for each profile and API; NULL: no place to keep it. */
static char *memory_path(struct ctx *ctx)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *state = paths_state();
	g_autofree char *digest = NULL, *account = NULL, *name = NULL;
	const char *profile, *url;

	if (!state || !ctx_profile(ctx, &profile, NULL, &ignored) ||
	    !ctx_api_url(ctx, NULL, &url, NULL, &ignored))
		return NULL;
	account = g_strconcat(profile, "\n", url, NULL);
	digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, account, -1);
	name = g_strndup(digest, 32);
	return g_build_filename(state, "verbs", name, NULL);
}

/* A memory that cannot be read is none. */
static enum write_verb recall(struct ctx *ctx)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *path = memory_path(ctx);
	g_autofree char *text = NULL;
	bool found = false;
	size_t len;

	if (!path ||
	    !file_read(path, MEMORY_BYTES_MAX, &text, &len, &found, &ignored) ||
	    !found)
		return WRITE_VERB_AUTO;
	return verb_of(g_strchomp(text));
}

static bool write_memory(const char *path, enum write_verb verb,
			 struct error *err)
{
	g_autofree char *folder = g_path_get_dirname(path);
	const char *text = verb == WRITE_VERB_PUT ? "put\n" : "patch\n";

	return file_make_dir(folder, err) &&
	       file_write(path, text, strlen(text), err);
}

/* Without a memory the same is found out next time. */
static void remember(void *user, enum write_verb verb)
{
	AUTO(error_release) struct error err = { 0 };
	struct ctx *ctx = user;
	g_autofree char *path = memory_path(ctx);

	io_detail(ctx_io(ctx), "The API takes %s to update; this is kept.",
		  verb == WRITE_VERB_PUT ? "PUT" : "PATCH");
	if (path && !write_memory(path, verb, &err))
		io_detail(ctx_io(ctx), "It could not be kept: %s", err.message);
}

static bool open_writer(struct ctx *ctx, const struct api *api,
			struct writer **ret_writer, struct error *err)
{
	struct writer_config config = {
		.api = api,
		.remember = remember,
		.user = ctx,
	};
	const char *setting;

	if (!ctx_setting(ctx, "write_verb", &setting, err))
		return false;
	config.verb = verb_of(setting);
	if (config.verb == WRITE_VERB_AUTO)
		config.first = recall(ctx);
	*ret_writer = writer_new(&config);
	return true;
}

bool ctx_writer(struct ctx *ctx, struct writer **ret_writer, struct error *err)
{
	const struct api *api;

	return ctx_api(ctx, &api, err) &&
	       open_writer(ctx, api, ret_writer, err);
}

bool ctx_dry_writer(struct ctx *ctx, struct writer **ret_writer,
		    struct error *err)
{
	return open_writer(ctx, NULL, ret_writer, err);
}
