#include "test/mock/secrets.h"

#define CONTENT_TYPE "application/json"

enum { TRUNCATED_BYTES = 64 };

struct place {
	struct mock *mock;
	struct item *item;
};

static void item_free(gpointer data)
{
	struct item *item = data;

	g_free(item->path);
	g_free(item->label);
	g_variant_unref(item->attributes);
	g_bytes_unref(item->secret);
	g_free(item);
}

GVariant *item_secret(const struct item *item)
{
	gsize len;
	const void *bytes = g_bytes_get_data(item->secret, &len);

	return g_variant_new(
		"(o@ay@ays)", SESSION_PATH,
		g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, "", 0, 1),
		g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes, len, 1),
		CONTENT_TYPE);
}

GBytes *item_read_secret(const struct mock *mock, GVariant *secret)
{
	g_autoptr(GVariant) value = g_variant_get_child_value(secret, 2);
	gsize len;
	const void *bytes = g_variant_get_fixed_array(value, &len, 1);

	if (mock->mode == MODE_TRUNCATE && len > TRUNCATED_BYTES)
		len = TRUNCATED_BYTES;
	return g_bytes_new(bytes, len);
}

bool item_has(const struct item *item, GVariant *wanted)
{
	GVariantIter iter;
	const char *name;
	const char *value;

	g_variant_iter_init(&iter, wanted);
	while (g_variant_iter_next(&iter, "{&s&s}", &name, &value)) {
		const char *has;

		if (!g_variant_lookup(item->attributes, name, "&s", &has) ||
		    !g_str_equal(has, value))
			return false;
	}
	return true;
}

bool item_is_hidden(const struct mock *mock)
{
	return mock->mode == MODE_HIDES && mock->is_locked;
}

static void remove_item(struct place *place, GDBusMethodInvocation *call)
{
	g_ptr_array_remove(place->mock->items, place->item);
	place->item = NULL;
	g_dbus_method_invocation_return_value(call, g_variant_new("(o)", "/"));
}

static void set_secret(struct place *place, GVariant *arguments,
		       GDBusMethodInvocation *call)
{
	g_autoptr(GVariant) secret = g_variant_get_child_value(arguments, 0);

	g_bytes_unref(place->item->secret);
	place->item->secret = item_read_secret(place->mock, secret);
	place->item->changed = (uint64_t)g_get_real_time() / G_USEC_PER_SEC;
	if (place->mock->mode != MODE_LATE)
		g_dbus_method_invocation_return_value(call, NULL);
}

static void on_call(GDBusConnection *bus, const char *sender, const char *path,
		    const char *interface, const char *method,
		    GVariant *arguments, GDBusMethodInvocation *call,
		    gpointer user)
{
	struct place *place = user;

	(void)bus;
	(void)sender;
	(void)path;
	(void)interface;
	if (!place->item)
		g_dbus_method_invocation_return_dbus_error(
			call, "org.freedesktop.Secret.Error.NoSuchObject",
			"it is gone");
	else if (place->mock->is_locked)
		g_dbus_method_invocation_return_dbus_error(
			call, "org.freedesktop.Secret.Error.IsLocked",
			"it is locked");
	else if (g_str_equal(method, "GetSecret"))
		g_dbus_method_invocation_return_value(
			call,
			g_variant_new("(@(oayays))", item_secret(place->item)));
	else if (g_str_equal(method, "SetSecret"))
		set_secret(place, arguments, call);
	else
		remove_item(place, call);
}

static GVariant *on_get(GDBusConnection *bus, const char *sender,
			const char *path, const char *interface,
			const char *property, GError **error, gpointer user)
{
	const struct place *place = user;

	(void)bus;
	(void)sender;
	(void)path;
	(void)interface;
	if (!place->item) {
		g_set_error_literal(error, G_DBUS_ERROR,
				    G_DBUS_ERROR_UNKNOWN_OBJECT, "it is gone");
		return NULL;
	}
	if (g_str_equal(property, "Locked"))
		return g_variant_new_boolean(place->mock->is_locked);
	if (g_str_equal(property, "Attributes"))
		return g_variant_ref(place->item->attributes);
	if (g_str_equal(property, "Label"))
		return g_variant_new_string(place->item->label);
	return g_variant_new_uint64(place->item->changed);
}

struct item *item_add(struct mock *mock, const char *label,
		      GVariant *attributes, GBytes *secret)
{
	static const GDBusInterfaceVTable vtable = {
		.method_call = on_call,
		.get_property = on_get,
	};
	struct item *item = g_new0(struct item, 1);
	struct place *place = g_new0(struct place, 1);

	if (!mock->items)
		mock->items = g_ptr_array_new_with_free_func(item_free);
	item->path = g_strdup_printf(COLLECTION_PATH "/%u", ++mock->next_item);
	item->label = g_strdup(label);
	item->attributes = g_variant_ref_sink(attributes);
	item->secret = secret;
	item->changed = (uint64_t)g_get_real_time() / G_USEC_PER_SEC;
	g_ptr_array_add(mock->items, item);
	place->mock = mock;
	place->item = item;
	/* the place lives as long as the program, like the bus object */
	object_register(mock, item->path, "org.freedesktop.Secret.Item",
			&vtable, place);
	return item;
}
