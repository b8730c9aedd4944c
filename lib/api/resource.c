#include <stddef.h>
#include <string.h>

#include "lib/api/resource.h"

const struct resource *const resources[] = { &resource_workorder,
					     &resource_task, &resource_customer,
					     &resource_asset, NULL };

const struct field *resource_field(const struct resource *resource,
				   const char *name)
{
	for (const struct field *f = resource->fields; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

const struct subresource *resource_below(const struct resource *resource,
					 const char *name)
{
	for (const struct subresource *sub = resource->below; sub && sub->name;
	     sub++)
		if (strcmp(sub->name, name) == 0)
			return sub;
	return NULL;
}
