#include "cmd/not_found_hint.h"

#include "cmd/commands.h"
#include "lib/api/resource.h"

/* The command of the top whose records lie at this path. */
static const char *command_for(const char *path)
{
	for (const struct command *const *top = command_tree.commands; *top;
	     top++) {
		const struct resource *resource = (*top)->subject;

		if (resource && g_str_equal(resource->path, path))
			return (*top)->name;
	}
	return NULL;
}

/* Operands of these name the record above. */
static bool is_about_parent(const struct call *call,
			    const struct resource *resource)
{
	return resource->parent_path &&
	       (g_str_equal(call->command->name, "list") ||
		g_str_equal(call->command->name, "create"));
}

void not_found_hint(const struct call *call, struct error *err)
{
	const struct resource *resource = call->subject;
	g_autofree char *rest = g_strdup(err->hint);
	bool is_parent;

	if (err->code == ERR_NOT_FOUND && !err->hint &&
	    g_str_equal(call->path, "fentu api"))
		error_hint(err, "'fentu help api' shows the paths that fentu "
				"knows");
	if (err->code != ERR_NOT_FOUND || !resource ||
	    call->command->max_operands == 0)
		return;
	is_parent = is_about_parent(call, resource);
	error_hint(
		err, "'fentu %s list%s' shows the ones there are%s%s",
		command_for(is_parent ? resource->parent_path : resource->path),
		resource->parent_path && !is_parent ? " WORK-ORDER-ID" : "",
		rest ? "\n" : "", rest ? rest : "");
}
