#include "cmd/keyring/match.h"

/* Of the attributes, not of the record. */
#define ATTRIBUTES_VERSION "1"

static const SecretSchema schema = {
	.name = "io.fentu.Credential",
	.flags = SECRET_SCHEMA_NONE,
	.attributes = {
		{ "origin", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ "v", SECRET_SCHEMA_ATTRIBUTE_STRING },
	},
};

const SecretSchema *match_schema(void)
{
	return &schema;
}

static void add(GHashTable *attributes, const char *name, char *value)
{
	if (value)
		g_hash_table_insert(attributes, (char *)name, value);
}

GHashTable *match_attributes(const struct request *request)
{
	GHashTable *attributes = g_hash_table_new(g_str_hash, g_str_equal);

	add(attributes, "origin", request->origin);
	add(attributes, "profile", request->profile);
	add(attributes, "kind", request->kind);
	add(attributes, "v", (char *)ATTRIBUTES_VERSION);
	return attributes;
}

static bool is_exact(SecretRetrievable *item, GHashTable *wanted)
{
	g_autoptr(GHashTable) has = secret_retrievable_get_attributes(item);
	guint count = g_hash_table_size(has);

	if (g_hash_table_contains(has, "xdg:schema"))
		count--;
	return count == g_hash_table_size(wanted);
}

static int order(uint64_t a, uint64_t b)
{
	return (a < b) - (a > b);
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
	if (!G_IS_DBUS_PROXY(a) || !G_IS_DBUS_PROXY(b))
		return 0;
	return g_strcmp0(g_dbus_proxy_get_object_path((GDBusProxy *)b),
			 g_dbus_proxy_get_object_path((GDBusProxy *)a));
}

static int better_first(gconstpointer left, gconstpointer right, gpointer user)
{
	SecretRetrievable *a = *(SecretRetrievable *const *)left;
	SecretRetrievable *b = *(SecretRetrievable *const *)right;
	GHashTable *wanted = user;
	int by = order(is_exact(a, wanted), is_exact(b, wanted));

	if (by == 0)
		by = order(secret_retrievable_get_modified(a),
			   secret_retrievable_get_modified(b));
	if (by == 0)
		by = order(secret_retrievable_get_created(a),
			   secret_retrievable_get_created(b));
	return by ? by : compare_paths(a, b);
}

GPtrArray *match_sort(GList *found, GHashTable *wanted)
{
	GPtrArray *items = g_ptr_array_new_with_free_func(g_object_unref);

	for (GList *at = found; at; at = at->next)
		g_ptr_array_add(items, at->data);
	g_list_free(found);
	g_ptr_array_sort_with_data(items, better_first, wanted);
	return items;
}

char *match_label(const struct request *request)
{
	const char *what = "";

	if (g_strcmp0(request->kind, "client") == 0)
		what = " (OAuth client)";
	else if (g_strcmp0(request->kind, "former") == 0)
		what = " (former key)";
	return g_strdup_printf("fentu: %s at %s%s", request->profile,
			       request->origin, what);
}
