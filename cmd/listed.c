#include "cmd/listed.h"

#include "lib/base/nearest.h"

void listed_note(struct ctx *ctx, const char *name, const char *const *known,
		 const char *value, const char *goes_on)
{
	struct io *io = ctx_io(ctx);
	g_autofree char *all = NULL;
	const char *near;

	if (!known || g_strv_contains(known, value))
		return;
	near = nearest(value, known, g_strv_length((char **)known));
	all = g_strjoinv(", ", (char **)known);
	io_say(io, "'%s' is no %s that fentu knows; %s", value, name, goes_on);
	if (near)
		io_say(io, "Did you mean '%s'? Known are %s.", near, all);
	else
		io_say(io, "Known are %s.", all);
}
