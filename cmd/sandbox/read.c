#include "cmd/sandbox/read.h"

#include "cmd/sandbox/params.h"
#include "cmd/sandbox/store.h"

bool read_document(struct call *call, struct json_object **ret_document,
		   GError **error)
{
	g_autoptr(json_object) document = NULL;

	if (!store_document(call->box->store, call->resource, call->number,
			    STORE_LIVE, &document, error))
		return false;
	if (!document)
		return problem_set(&call->problem, 404, "There is no %s '%s'",
				   call->resource->noun, call->id);
	*ret_document = g_steal_pointer(&document);
	return true;
}

bool read_exists(struct call *call, GError **error)
{
	g_autoptr(json_object) document = NULL;

	return read_document(call, &document, error);
}

void read_show(struct call *call, const struct resource *resource,
	       unsigned status, struct json_object *document)
{
	reply_data_take(
		call->reply, status,
		resource_show(call->box->store, resource->single, document));
}

bool read_one(struct call *call, GError **error)
{
	g_autoptr(json_object) document = NULL;

	if (!params_none(call) || !read_document(call, &document, error))
		return false;
	read_show(call, call->resource, 200, document);
	return true;
}
