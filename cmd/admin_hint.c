#include "cmd/admin_hint.h"

#include <string.h>

#include "lib/api/scope.h"
#include "lib/base/file.h"
#include "lib/base/when.h"
#include "lib/conf/paths.h"

enum { DAY_LEN = 10, NAME_LEN = 32 }; /* of "2025-03-04", of a file's name */

static char *stamp_path(const struct cred_key *key)
{
	g_autofree char *state = paths_state();
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *name = NULL;

	if (!state)
		return NULL;
	g_checksum_update(sum, (const guchar *)key->origin,
			  (gssize)strlen(key->origin) + 1);
	g_checksum_update(sum, (const guchar *)key->profile,
			  (gssize)strlen(key->profile));
	name = g_strdup_printf("%.*s", NAME_LEN, g_checksum_get_string(sum));
	return g_build_filename(state, "hints", name, NULL);
}

/* Is it the first time today? What cannot be noted is not said either: it
   would be said each time. */
static bool is_first_today(struct ctx *ctx, const struct cred_key *key)
{
	g_autofree char *today = when_utc(clock_unix_s(ctx_clock(ctx)));
	g_autofree char *path = stamp_path(key);
	g_autofree char *folder = path ? g_path_get_dirname(path) : NULL;
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *stamp = NULL;
	bool found = false;
	size_t len = 0;

	today[DAY_LEN] = '\0';
	if (!path ||
	    !file_read(path, DAY_LEN, &stamp, &len, &found, &ignored) ||
	    (found && strcmp(stamp, today) == 0))
		return false;
	return file_make_dir(folder, &ignored) &&
	       file_write(path, today, DAY_LEN, &ignored);
}

/* What the command would have needed; 0: it is not known, or not less. */
static unsigned lesser_set(struct ctx *ctx, const struct call *call)
{
	AUTO(error_release) struct error ignored = { 0 };
	const struct cred *cred;
	unsigned needed;

	if (!call->subject ||
	    (call->command->needs & (NEEDS_READ | NEEDS_WRITE)) != NEEDS_READ)
		return 0;
	needed = scope_set_for(call->subject, SCOPE_READ);
	if (!ctx_credential(ctx, &cred, &ignored) || !cred->oauth.scopes ||
	    !scope_is_excessive(scope_parse(cred->oauth.scopes), needed))
		return 0;
	return needed;
}

void admin_hint(struct ctx *ctx, const struct call *call)
{
	AUTO(error_release) struct error ignored = { 0 };
	struct io *io = ctx_io(ctx);
	g_autofree char *list = NULL;
	struct cred_key key;
	unsigned needed;

	if (ctx_globals(ctx)->quiet || !io_out_is_terminal(io) ||
	    !io_err_is_terminal(io))
		return;
	needed = lesser_set(ctx, call);
	if (needed == 0 || !ctx_cred_key(ctx, &key, &ignored) ||
	    !is_first_today(ctx, &key))
		return;
	list = scope_text(needed, ",");
	io_hint(io,
		"this login has the scope admin, and '%s' needs %s alone; "
		"'fentu scopes' tells what your commands need",
		call->path, list);
}
