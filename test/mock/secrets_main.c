#include "test/mock/secrets.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static const char interfaces[] =
	"<node>"
	"<interface name='org.freedesktop.Secret.Service'>"
	" <method name='OpenSession'>"
	"  <arg type='s' direction='in'/><arg type='v' direction='in'/>"
	"  <arg type='v' direction='out'/><arg type='o' direction='out'/>"
	" </method>"
	" <method name='SearchItems'><arg type='a{ss}' direction='in'/>"
	"  <arg type='ao' direction='out'/><arg type='ao' direction='out'/>"
	" </method>"
	" <method name='Unlock'><arg type='ao' direction='in'/>"
	"  <arg type='ao' direction='out'/><arg type='o' direction='out'/>"
	" </method>"
	" <method name='ReadAlias'><arg type='s' direction='in'/>"
	"  <arg type='o' direction='out'/></method>"
	" <property name='Collections' type='ao' access='read'/>"
	"</interface>"
	"<interface name='org.freedesktop.Secret.Collection'>"
	" <method name='CreateItem'>"
	"  <arg type='a{sv}' direction='in'/><arg type='(oayays)' "
	"direction='in'/>"
	"  <arg type='b' direction='in'/>"
	"  <arg type='o' direction='out'/><arg type='o' direction='out'/>"
	" </method>"
	" <property name='Items' type='ao' access='read'/>"
	" <property name='Label' type='s' access='read'/>"
	" <property name='Locked' type='b' access='read'/>"
	" <property name='Created' type='t' access='read'/>"
	" <property name='Modified' type='t' access='read'/>"
	"</interface>"
	"<interface name='org.freedesktop.Secret.Item'>"
	" <method name='GetSecret'><arg type='o' direction='in'/>"
	"  <arg type='(oayays)' direction='out'/></method>"
	" <method name='SetSecret'><arg type='(oayays)' direction='in'/>"
	" </method>"
	" <method name='Delete'><arg type='o' direction='out'/></method>"
	" <property name='Locked' type='b' access='read'/>"
	" <property name='Attributes' type='a{ss}' access='read'/>"
	" <property name='Label' type='s' access='read'/>"
	" <property name='Created' type='t' access='read'/>"
	" <property name='Modified' type='t' access='read'/>"
	"</interface>"
	"<interface name='org.freedesktop.Secret.Session'>"
	" <method name='Close'/>"
	"</interface>"
	"<interface name='org.freedesktop.Secret.Prompt'>"
	" <method name='Prompt'><arg type='s' direction='in'/></method>"
	" <method name='Dismiss'/>"
	" <signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
	"</interface>"
	"</node>";

#define SEED_CLIENT "client "

static const char *const mode_names[MODE_COUNT] = {
	[MODE_NORMAL] = "normal",
	[MODE_MUTE] = "mute",
	[MODE_DIES] = "dies",
	[MODE_GARBAGE] = "garbage",
	[MODE_TRUNCATE] = "truncate",
	[MODE_NO_COLLECTION] = "no-collection",
	[MODE_STALE_ALIAS] = "stale-alias",
	[MODE_LOCKED] = "locked",
	[MODE_HIDES] = "hides",
	[MODE_PROMPT_NEVER] = "prompt-never",
	[MODE_PROMPT_OK] = "prompt-ok",
	[MODE_PROMPT_DISMISSED] = "prompt-dismissed",
	[MODE_LATE] = "late",
	[MODE_PROMPT_CREATE] = "prompt-create",
};

struct options {
	char *mode;
	char *log;
	char **seeds;
	int slow_ms, from, to;
};

void object_register(struct mock *mock, const char *path, const char *interface,
		     const GDBusInterfaceVTable *vtable, gpointer user)
{
	g_autoptr(GError) error = NULL;

	if (!g_dbus_connection_register_object(
		    mock->bus, path,
		    g_dbus_node_info_lookup_interface(mock->interfaces,
						      interface),
		    vtable, user, NULL, &error))
		g_error("%s", error->message);
}

static void log_call(const struct mock *mock, const char *method)
{
	g_autofree char *line = g_strconcat(method, "\n", NULL);

	if (write(mock->log_fd, line, strlen(line)) < 0)
		g_error("the log cannot be written");
}

static void answer_nonsense(GDBusConnection *bus, GDBusMessage *call)
{
	g_autoptr(GDBusMessage) reply = g_dbus_message_new_method_reply(call);

	g_dbus_message_set_body(reply, g_variant_new("(s)", "nonsense"));
	g_dbus_connection_send_message(
		bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
}

static bool locks(enum mode mode)
{
	return mode == MODE_LOCKED || mode == MODE_HIDES ||
	       mode == MODE_PROMPT_NEVER || mode == MODE_PROMPT_OK ||
	       mode == MODE_PROMPT_DISMISSED;
}

static void behave(struct mock *mock, bool is_in_trouble)
{
	mock->mode = is_in_trouble ? mock->trouble.mode : MODE_NORMAL;
	mock->slow_ms = is_in_trouble ? mock->trouble.slow_ms : 0;
	mock->is_locked = locks(mock->mode);
}

/* Clients come one after the other. One that was there from the start stays
   as it was: what it has unlocked is unlocked. */
static void meet(struct mock *mock, const char *client)
{
	const struct trouble *trouble = &mock->trouble;
	bool was_in_trouble =
		mock->clients >= trouble->from && mock->clients <= trouble->to;
	bool is_in_trouble;

	if (g_strcmp0(client, mock->client) == 0)
		return;
	g_free(mock->client);
	mock->client = g_strdup(client);
	log_call(mock, "client");
	mock->clients++;
	is_in_trouble =
		mock->clients >= trouble->from && mock->clients <= trouble->to;
	if (is_in_trouble != was_in_trouble)
		behave(mock, is_in_trouble);
}

/* Runs in GDBus's own thread, before the call reaches an object. NULL: the
   call goes no further. */
static GDBusMessage *on_message(GDBusConnection *bus, GDBusMessage *message,
				gboolean incoming, gpointer user)
{
	struct mock *mock = user;
	const char *method = g_dbus_message_get_member(message);

	if (!incoming || g_dbus_message_get_message_type(message) !=
				 G_DBUS_MESSAGE_TYPE_METHOD_CALL)
		return message;
	meet(mock, g_dbus_message_get_sender(message));
	log_call(mock, method);
	if (mock->slow_ms > 0)
		g_usleep((gulong)mock->slow_ms * 1000);
	if (mock->mode == MODE_DIES && g_str_equal(method, "SearchItems"))
		_exit(0);
	if (mock->mode == MODE_GARBAGE)
		answer_nonsense(bus, message);
	if (mock->mode == MODE_GARBAGE || mock->mode == MODE_MUTE)
		g_clear_object(&message);
	return message;
}

static void seed(struct mock *mock, const char *text, unsigned order)
{
	bool is_client = g_str_has_prefix(text, SEED_CLIENT);
	g_auto(GStrv) part = g_strsplit(
		is_client ? text + strlen(SEED_CLIENT) : text, "|", 4);
	g_auto(GStrv) extra = NULL;
	GVariantBuilder builder;
	struct item *item;

	if (g_strv_length(part) < 3)
		g_error("a seed is ORIGIN|PROFILE|RECORD");
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
	g_variant_builder_add(&builder, "{ss}", "xdg:schema",
			      "io.fentu.Credential");
	g_variant_builder_add(&builder, "{ss}", "origin", part[0]);
	g_variant_builder_add(&builder, "{ss}", "profile", part[1]);
	g_variant_builder_add(&builder, "{ss}", "kind",
			      is_client ? "client" : "login");
	g_variant_builder_add(&builder, "{ss}", "v", "1");
	if (part[3]) {
		extra = g_strsplit(part[3], "=", 2);
		g_variant_builder_add(&builder, "{ss}", extra[0], extra[1]);
	}
	item = item_add(mock, "seed", g_variant_builder_end(&builder),
			g_bytes_new(part[2], strlen(part[2])));
	item->changed = 1000000000 + order;
}

static enum mode find_mode(const char *name)
{
	for (unsigned i = 0; i < MODE_COUNT; i++) {
		if (!name || g_str_equal(mode_names[i], name))
			return (enum mode)i;
	}
	g_error("no such mode: %s", name);
}

static void own_name(struct mock *mock)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_sync(
		mock->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
		"org.freedesktop.DBus", "RequestName",
		g_variant_new("(su)", "org.freedesktop.secrets", 4), NULL,
		G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

	if (!answer)
		g_error("%s", error->message);
}

static void read_options(int argc, char **argv, struct options *options)
{
	const GOptionEntry entries[] = {
		{ "mode", 0, 0, G_OPTION_ARG_STRING, &options->mode, "", "" },
		{ "log", 0, 0, G_OPTION_ARG_FILENAME, &options->log, "", "" },
		{ "seed", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->seeds, "",
		  "" },
		{ "slow", 0, 0, G_OPTION_ARG_INT, &options->slow_ms, "", "" },
		{ "from", 0, 0, G_OPTION_ARG_INT, &options->from, "", "" },
		{ "to", 0, 0, G_OPTION_ARG_INT, &options->to, "", "" },
		G_OPTION_ENTRY_NULL
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;

	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error))
		g_error("%s", error->message);
	if (!options->log)
		g_error("--log is missing");
}

int main(int argc, char **argv)
{
	struct options options = { .to = G_MAXINT };
	struct mock mock = { 0 };
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);

	read_options(argc, argv, &options);
	mock.trouble = (struct trouble){
		.mode = find_mode(options.mode),
		.slow_ms = (unsigned)options.slow_ms,
		.from = (unsigned)options.from,
		.to = (unsigned)options.to,
	};
	behave(&mock, options.from == 0);
	mock.interfaces = g_dbus_node_info_new_for_xml(interfaces, NULL);
	mock.bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
	if (!mock.bus || !mock.interfaces)
		g_error("there is no bus");
	service_register(&mock);
	for (unsigned i = 0; options.seeds && options.seeds[i]; i++)
		seed(&mock, options.seeds[i], i);
	mock.log_fd = open(options.log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	g_dbus_connection_add_filter(mock.bus, on_message, &mock, NULL);
	own_name(&mock);
	log_call(&mock, "ready");
	g_main_loop_run(loop);
	return 0;
}
