#include "cmd/sandbox/resource.h"

#include "cmd/sandbox/js.h"

#include <string.h>

/* Customers first: the others name them. */
const struct resource *const resource_all[] = {
	&customer_resource,
	&work_order_resource,
	&task_resource,
	&asset_resource,
	NULL,
};

const struct resource *resource_at(const char *path)
{
	for (size_t i = 0; resource_all[i]; i++)
		if (strcmp(resource_all[i]->path, path) == 0)
			return resource_all[i];
	return NULL;
}

struct json_object *resource_show(struct store *store,
				  const struct shape *shape,
				  struct json_object *document)
{
	struct json_object *shown = json_object_new_object();

	for (; shape->key; shape++) {
		const char *from = shape->from ? shape->from : shape->key;
		struct json_object *value = NULL;

		if (!json_object_object_get_ex(document, from, &value))
			continue;
		js_take(shown, shape->key,
			value && shape->show
				? shape->show(store, value, document)
				: json_object_get(value));
	}
	return shown;
}
