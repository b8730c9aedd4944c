#include "cmd/sandbox/write.h"

#include "cmd/sandbox/body.h"
#include "cmd/sandbox/id.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/params.h"
#include "cmd/sandbox/read.h"
#include "cmd/sandbox/store.h"

#include <string.h>

/* The column that holds a document's key. */
static const char *column_of(const struct resource *resource, const char *key)
{
	const struct column *column = resource->columns;

	while (strcmp(column->key, key) != 0)
		column++;
	return column->name;
}

/* 409 if another live record has the same value in a unique field. */
static bool check_unique(struct call *call, const struct resource *resource,
			 struct json_object *document, int64_t number,
			 GError **error)
{
	for (const struct field *f = resource->fields; f->name; f++) {
		const char *value = js_get_text(document, f->name);
		g_autofree char *where = NULL;
		struct store_query query = { .values = &value, .count = 1 };
		const GArray *numbers = NULL;

		if (!(f->flags & FIELD_UNIQUE) || !value)
			continue;
		where = g_strdup_printf("%s = ?", column_of(resource, f->name));
		query.where = where;
		if (!store_select(call->box->store, resource, &query, &numbers,
				  error))
			return false;
		if (numbers->len == 0 ||
		    g_array_index(numbers, gint64, 0) == number)
			continue;
		problem_field(&call->problem, f->name, "is taken");
		return problem_set(&call->problem, 409,
				   "Another %s has this %s", resource->noun,
				   f->name);
	}
	return true;
}

static void merge(struct json_object *into, struct json_object *body)
{
	json_object_object_foreach(body, key, value)
	{
		json_object_object_add(into, key, json_object_get(value));
	}
}

/* An earlier answer to the same key, if such are honoured; NULL: none. */
static struct json_object *earlier(struct call *call,
				   const struct resource *resource,
				   const char *key)
{
	struct json_object *document = NULL;
	int64_t number = 0;

	if (!key || !call->box->settings.idempotency)
		return NULL;
	number =
		store_by_key(call->box->store, call->request->target.path, key);
	if (number == 0 || !store_document(call->box->store, resource, number,
					   STORE_ANY, &document, NULL))
		return NULL;
	return document;
}

/* Make a record of document, which is merged with the body. */
static bool create(struct call *call, const struct resource *resource,
		   struct json_object *document, GError **error)
{
	struct store *store = call->box->store;
	const char *path = call->request->target.path;
	const char *key = request_header(call->request, "Idempotency-Key");
	g_autoptr(json_object) body = NULL;
	g_autoptr(json_object) former = earlier(call, resource, key);
	int64_t number = 0;

	if (former) {
		read_show(call, resource, 201, former);
		return true;
	}
	if (!body_read(call, resource, true, &body) ||
	    !store_next(store, resource, &number, error))
		return false;
	js_text_take(document, "id", id_of(resource->prefix, number));
	merge(document, body);
	if (!check_unique(call, resource, document, number, error))
		return false;
	resource->complete(document, NULL, number);
	if (!store_put(store, resource, number, document, error) ||
	    (key && !store_note_key(store, path, key, number, error)))
		return false;
	reply_header(call->reply, "Location", "/v1/%s/%s", resource->path,
		     js_get_text(document, "id"));
	read_show(call, resource, 201, document);
	return true;
}

bool write_create(struct call *call, GError **error)
{
	g_autoptr(json_object) document = json_object_new_object();

	return params_none(call) &&
	       create(call, call->resource, document, error);
}

bool write_create_task(struct call *call, GError **error)
{
	g_autoptr(json_object) document = json_object_new_object();
	struct store_query query = { .where = "work_order = ?",
				     .values = &call->id,
				     .count = 1 };
	const GArray *others = NULL;

	if (!params_none(call) || !read_exists(call, error) ||
	    !store_select(call->box->store, &task_resource, &query, &others,
			  error))
		return false;
	js_text(document, "work_order_id", call->id);
	js_number(document, "sequence", others->len + 1);
	return create(call, &task_resource, document, error);
}

/* Take away every field that a body may have. */
static void clear_fields(const struct resource *resource,
			 struct json_object *document)
{
	for (const struct field *f = resource->fields; f->name; f++)
		json_object_object_del(document, f->name);
}

static bool change(struct call *call, bool whole, GError **error)
{
	const struct resource *resource = call->resource;
	g_autoptr(json_object) before = NULL;
	g_autoptr(json_object) document = NULL;
	g_autoptr(json_object) body = NULL;

	if (!params_none(call) || !read_document(call, &before, error) ||
	    !body_read(call, resource, whole, &body))
		return false;
	json_object_deep_copy(before, &document, NULL);
	if (whole)
		clear_fields(resource, document);
	merge(document, body);
	if (!check_unique(call, resource, document, call->number, error))
		return false;
	resource->complete(document, before, call->number);
	if (!store_put(call->box->store, resource, call->number, document,
		       error))
		return false;
	read_show(call, resource, 200, document);
	return true;
}

bool write_update(struct call *call, GError **error)
{
	return change(call, false, error);
}

bool write_replace(struct call *call, GError **error)
{
	return change(call, true, error);
}

bool write_delete(struct call *call, GError **error)
{
	if (!params_none(call) || !read_exists(call, error) ||
	    !store_trash(call->box->store, call->resource, call->number, error))
		return false;
	call->reply->status = 204;
	return true;
}
