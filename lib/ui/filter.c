#include "lib/ui/filter.h"

#include <dlfcn.h>
#include <unistd.h>

#include "lib/base/js.h"
#include "lib/ui/jq_part.h"

struct filter {
	const struct jq_part *part;
	struct jq_program *program;
};

/*
 * The part stays loaded until the end: libjq leaves thread-specific data
 * behind whose destructor would be gone.
 */
static bool load(const char *path, const struct jq_part **ret_part,
		 struct error *err)
{
	const struct jq_part *part;
	void *handle;

	if (!FENTU_WITH_JQ)
		return error_set(err, ERR_USAGE,
				 "this fentu was built without --jq");
	if (!path || access(path, F_OK) != 0) {
		error_set(err, ERR_USAGE, "--jq is not installed");
		return error_hint(err, "its part is looked for at %s",
				  path ? path : "(nowhere)");
	}
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!handle)
		return error_set(err, ERR_OTHER, "cannot load --jq: %s",
				 dlerror());
	part = dlsym(handle, JQ_PART_SYMBOL);
	if (!part || part->version != JQ_PART_VERSION)
		return error_set(err, ERR_OTHER,
				 "'%s' does not belong to this fentu", path);
	*ret_part = part;
	return true;
}

bool filter_open(const char *path, const char *program,
		 struct filter **ret_filter, struct error *err)
{
	const struct jq_part *part = NULL;
	g_autofree char *problem = NULL;
	struct jq_program *compiled;

	if (!load(path, &part, err))
		return false;
	compiled = part->open(program, &problem);
	if (!compiled) {
		error_set(err, ERR_USAGE, "--jq: %s", problem);
		return error_hint(err,
				  "'%s' is no jq filter; see 'fentu help "
				  "formatting'",
				  program);
	}
	*ret_filter = g_new0(struct filter, 1);
	**ret_filter = (struct filter){ part, compiled };
	return true;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	filter->part->close(filter->program);
	g_free(filter);
}

/* Carries the caller's functions and error through the seam. */
struct passing {
	const struct filter_listener *listener;
	struct error *err;
};

static bool pass(void *user, const char *text, size_t len, bool is_string)
{
	const struct passing *passing = user;
	const struct filter_listener *listener = passing->listener;

	return listener->result(listener->user, text, len, is_string,
				passing->err);
}

static void pass_debug(void *user, const char *text)
{
	const struct filter_listener *listener =
		((const struct passing *)user)->listener;

	listener->debug(listener->user, text);
}

bool filter_run(struct filter *filter, const char *json, size_t len,
		const struct filter_listener *listener, struct error *err)
{
	struct passing passing = { listener, err };
	const struct jq_listener through = { pass, pass_debug, &passing };
	g_autofree char *problem = NULL;
	g_autofree char *text = g_memdup2(json, len);

	/* libjq refuses them */
	js_replace_halves(text, len);
	if (filter->part->run(filter->program, text, len, &through, &problem))
		return true;
	if (problem)
		return error_set(err, ERR_OTHER, "--jq: %s", problem);
	return false;
}
