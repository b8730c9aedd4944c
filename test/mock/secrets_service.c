#include "test/mock/secrets.h"

static GVariant *paths(const struct mock *mock, GVariant *wanted)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("ao"));
	for (guint i = 0; mock->items && i < mock->items->len; i++) {
		const struct item *item = g_ptr_array_index(mock->items, i);

		if (!item_is_hidden(mock) &&
		    (!wanted || item_has(item, wanted)))
			g_variant_builder_add(&builder, "o", item->path);
	}
	return g_variant_builder_end(&builder);
}

static GVariant *no_paths(void)
{
	return g_variant_new_array(G_VARIANT_TYPE_OBJECT_PATH, NULL, 0);
}

static void search(struct mock *mock, GVariant *arguments,
		   GDBusMethodInvocation *call)
{
	g_autoptr(GVariant) wanted = g_variant_get_child_value(arguments, 0);
	GVariant *found = paths(mock, wanted);

	g_dbus_method_invocation_return_value(
		call, mock->is_locked
			      ? g_variant_new("(@ao@ao)", no_paths(), found)
			      : g_variant_new("(@ao@ao)", found, no_paths()));
}

static void open_session(GVariant *arguments, GDBusMethodInvocation *call)
{
	const char *algorithm;

	g_variant_get(arguments, "(&sv)", &algorithm, NULL);
	if (g_str_equal(algorithm, "plain"))
		g_dbus_method_invocation_return_value(
			call, g_variant_new("(vo)", g_variant_new_string(""),
					    SESSION_PATH));
	else
		g_dbus_method_invocation_return_dbus_error(
			call, "org.freedesktop.DBus.Error.NotSupported",
			"plain only");
}

static void unlock(struct mock *mock, GVariant *arguments,
		   GDBusMethodInvocation *call)
{
	GVariant *wanted = g_variant_get_child_value(arguments, 0);
	bool prompts = mock->mode == MODE_PROMPT_NEVER ||
		       mock->mode == MODE_PROMPT_OK ||
		       mock->mode == MODE_PROMPT_DISMISSED;

	g_clear_pointer(&mock->unlocking, g_variant_unref);
	mock->unlocking = wanted;
	g_dbus_method_invocation_return_value(
		call,
		g_variant_new("(@aoo)", mock->is_locked ? no_paths() : wanted,
			      mock->is_locked && prompts ? PROMPT_PATH : "/"));
}

static void read_alias(struct mock *mock, GDBusMethodInvocation *call)
{
	const char *path = COLLECTION_PATH;

	if (mock->mode == MODE_NO_COLLECTION)
		path = "/";
	else if (mock->mode == MODE_STALE_ALIAS)
		path = COLLECTION_PATH "/gone";
	g_dbus_method_invocation_return_value(call, g_variant_new("(o)", path));
}

static void create_item(struct mock *mock, GVariant *arguments,
			GDBusMethodInvocation *call)
{
	g_autoptr(GVariant) properties = NULL;
	g_autoptr(GVariant) secret = NULL;
	GVariant *attributes;
	const char *label;
	gboolean replace;
	const struct item *item;

	g_variant_get(arguments, "(@a{sv}@(oayays)b)", &properties, &secret,
		      &replace);
	if (replace) {
		g_dbus_method_invocation_return_dbus_error(
			call, "org.freedesktop.DBus.Error.Failed",
			"to replace an item a person is asked");
		return;
	}
	if (mock->mode == MODE_PROMPT_CREATE) {
		g_dbus_method_invocation_return_value(
			call, g_variant_new("(oo)", "/", PROMPT_PATH));
		return;
	}
	attributes = g_variant_lookup_value(
		properties, "org.freedesktop.Secret.Item.Attributes",
		G_VARIANT_TYPE("a{ss}"));
	g_variant_lookup(properties, "org.freedesktop.Secret.Item.Label", "&s",
			 &label);
	item = item_add(mock, label, attributes,
			item_read_secret(mock, secret));
	g_dbus_method_invocation_return_value(
		call, g_variant_new("(oo)", item->path, "/"));
}

static void prompt(struct mock *mock, GDBusMethodInvocation *call)
{
	bool dismissed = mock->mode == MODE_PROMPT_DISMISSED;

	g_dbus_method_invocation_return_value(call, NULL);
	if (mock->mode != MODE_PROMPT_OK && !dismissed)
		return;
	mock->is_locked = dismissed;
	g_dbus_connection_emit_signal(
		mock->bus, NULL, PROMPT_PATH, "org.freedesktop.Secret.Prompt",
		"Completed",
		g_variant_new("(bv)", dismissed,
			      dismissed ? no_paths() : mock->unlocking),
		NULL);
}

static void on_call(GDBusConnection *bus, const char *sender, const char *path,
		    const char *interface, const char *method,
		    GVariant *arguments, GDBusMethodInvocation *call,
		    gpointer user)
{
	struct mock *mock = user;

	(void)bus;
	(void)sender;
	(void)path;
	(void)interface;
	if (g_str_equal(method, "SearchItems"))
		search(mock, arguments, call);
	else if (g_str_equal(method, "OpenSession"))
		open_session(arguments, call);
	else if (g_str_equal(method, "Unlock"))
		unlock(mock, arguments, call);
	else if (g_str_equal(method, "ReadAlias"))
		read_alias(mock, call);
	else if (g_str_equal(method, "CreateItem"))
		create_item(mock, arguments, call);
	else if (g_str_equal(method, "Prompt"))
		prompt(mock, call);
	else /* Dismiss of a prompt that never completes, Close of a session */
		g_dbus_method_invocation_return_value(call, NULL);
}

static GVariant *on_get(GDBusConnection *bus, const char *sender,
			const char *path, const char *interface,
			const char *property, GError **error, gpointer user)
{
	const struct mock *mock = user;
	const char *collection = COLLECTION_PATH;

	(void)bus;
	(void)sender;
	(void)path;
	(void)interface;
	(void)error;
	if (g_str_equal(property, "Collections"))
		return g_variant_new_objv(&collection, 1);
	if (g_str_equal(property, "Items"))
		return paths(mock, NULL);
	if (g_str_equal(property, "Label"))
		return g_variant_new_string("Main");
	if (g_str_equal(property, "Locked"))
		return g_variant_new_boolean(mock->is_locked);
	return g_variant_new_uint64(1);
}

void service_register(struct mock *mock)
{
	static const GDBusInterfaceVTable vtable = {
		.method_call = on_call,
		.get_property = on_get,
	};

	object_register(mock, SECRETS_PATH, "org.freedesktop.Secret.Service",
			&vtable, mock);
	object_register(mock, COLLECTION_PATH,
			"org.freedesktop.Secret.Collection", &vtable, mock);
	object_register(mock, SESSION_PATH, "org.freedesktop.Secret.Session",
			&vtable, mock);
	object_register(mock, PROMPT_PATH, "org.freedesktop.Secret.Prompt",
			&vtable, mock);
}
