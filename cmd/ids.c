#include "cmd/ids.h"

#include "lib/api/id.h"

bool ids_check(const struct strv *ids, const struct resource *resource,
	       struct error *err)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < ids->count; i++) {
		char *id = ids->item[i];
		g_autofree char *path = NULL;

		if (!resource_path(resource->path, resource->noun, id, NULL,
				   &path, err) ||
		    !id_check(id, resource->noun, err))
			return false;
		if (!g_hash_table_add(seen, id))
			return error_set(err, ERR_USAGE, "'%s' is given twice",
					 id);
	}
	return true;
}
