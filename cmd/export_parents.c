/* The records below which lists are read, and those that cannot be asked for.
 */
#include <inttypes.h>
#include <string.h>

#include "cmd/export_task.h"

void export_no_parents(struct export_task *t)
{
	g_ptr_array_set_size(t->parents, 0);
	g_ptr_array_set_size(t->parent_lines, 0);
	g_array_set_size(t->parent_keys, 0);
}

static void miss(struct export_task *t, const char *name)
{
	char *first = t->state.missed_first;
	const char *end;

	if (t->state.missed++ > 0)
		return;
	g_strlcpy(first, name, RUN_NAME_MAX);
	if (!g_utf8_validate(first, -1, &end))
		first[end - first] = '\0'; /* a character was cut */
}

/* What a record is called whose id is of no use. */
static char *odd_name(struct js id)
{
	g_autofree char *text = id.at ? g_strndup(id.at, id.len) : NULL;

	return text ? g_strdup_printf("with the id %s", text)
		    : g_strdup("without an id");
}

void export_add_parent(struct export_task *t, struct js record, uint64_t key)
{
	struct js value = js_member(record, "id");
	enum js_type type = js_type(value);
	size_t len = 0;
	g_autofree char *id = type == JS_STRING || type == JS_NUMBER
				      ? js_text(value, &len)
				      : g_strdup("");
	g_autofree char *name = NULL;

	if (resource_id_fits(id) && strlen(id) == len) {
		g_ptr_array_add(t->parents, g_steal_pointer(&id));
		g_ptr_array_add(t->parent_lines, pages_record(record, true));
		g_array_append_val(t->parent_keys, key);
		return;
	}
	name = odd_name(value);
	run_key(t->job->run, key);
	miss(t, name);
	io_warn(ctx_io(t->job->ctx), "the %s of the %s %s cannot be asked for",
		t->item->resource->plural, t->item->resource->parent_noun,
		name);
}

bool export_miss_list(struct export_task *t, size_t index,
		      const struct error *failure, struct error *err)
{
	const char *id = t->parents->pdata[index];
	g_autofree char *name = g_strdup_printf("'%s'", id);

	/* a scope that is lacking concerns all of them */
	if (failure->code == ERR_DENIED && !t->has_lists &&
	    t->state.rows == 0) {
		error_set(err, failure->code, "%s", failure->message);
		err->http_status = failure->http_status;
		err->hint = g_strdup(failure->hint);
		err->scope = g_strdup(failure->scope);
		return false;
	}
	miss(t, name);
	io_warn(ctx_io(t->job->ctx),
		"the %s of the %s %s could not be read: %s",
		t->item->resource->plural, t->item->resource->parent_noun, name,
		failure->message);
	return true;
}

bool export_check_parent(const struct export_task *t, const char *id,
			 struct js records, struct error *err)
{
	const struct resource *resource = t->item->resource;
	struct js_walk walk = { 0 };

	while (records.at && js_next(records, &walk)) {
		g_autofree char *other = NULL;
		g_autofree char *name = NULL;

		if (!resource_is_of_another(resource, walk.value, id, &other))
			continue;
		name = answer_id(walk.value);
		return error_set(err, ERR_PARTIAL,
				 "the %s '%s' is one of the %s '%s'",
				 resource->noun, name ? name : "?",
				 resource->parent_noun, other);
	}
	return true;
}

void export_check_doubled(struct export_task *t, const char *id, int64_t count,
			  int64_t known)
{
	const struct resource *resource = t->item->resource;
	g_autofree char *name = g_strdup_printf("'%s'", id);

	if (count == 0 || known < count)
		return;
	miss(t, name);
	io_warn(ctx_io(t->job->ctx),
		"the %s of the %s %s are those of another one, which came "
		"before",
		resource->plural, resource->parent_noun, name);
}

char *export_reason(const struct export_task *t)
{
	const struct resource *resource = t->item->resource;
	const struct run_state *state = &t->state;

	if (state->missed == 0)
		return g_strdup(t->reason);
	if (state->missed == 1)
		return g_strdup_printf("the %s of the %s %s could not be read",
				       resource->plural, resource->parent_noun,
				       state->missed_first);
	return g_strdup_printf("the %s of %" PRId64
			       " %ss could not be read; the first is the one "
			       "%s",
			       resource->plural, state->missed,
			       resource->parent_noun, state->missed_first);
}
