#include "cmd/keyring/bus.h"

#include <gio/gunixconnection.h>
#include <sys/stat.h>
#include <unistd.h>

#define ADDRESS_VARIABLE "DBUS_SESSION_BUS_ADDRESS"

static bool no_bus(struct reply *reply, const char *detail)
{
	return reply_fail(reply, KEYRING_UNAVAILABLE, KEYRING_NO_BUS, detail);
}

static bool foreign_bus(struct reply *reply, uid_t owner)
{
	g_autofree char *detail = g_strdup_printf(
		"user %u, not %u", (unsigned)owner, (unsigned)geteuid());

	return reply_fail(reply, KEYRING_UNAVAILABLE, KEYRING_FOREIGN_BUS,
			  detail);
}

static bool check_socket(const char *path, struct reply *reply)
{
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return no_bus(reply, path);
	if (st.st_uid != geteuid())
		return foreign_bus(reply, st.st_uid);
	return true;
}

/* The path of a "unix:path=..." entry, or NULL for other kinds of sockets. */
static char *entry_path(const char *entry)
{
	g_auto(GStrv) pairs = g_strsplit(entry + sizeof("unix:") - 1, ",", -1);

	for (char **pair = pairs; *pair; pair++) {
		if (g_str_has_prefix(*pair, "path="))
			return g_uri_unescape_string(
				*pair + sizeof("path=") - 1, NULL);
	}
	return NULL;
}

static bool check_address(const char *address, struct reply *reply)
{
	g_auto(GStrv) entries = g_strsplit(address, ";", -1);

	for (char **entry = entries; *entry; entry++) {
		g_autofree char *path = NULL;

		if (!g_str_has_prefix(*entry, "unix:"))
			return reply_fail(reply, KEYRING_UNAVAILABLE,
					  KEYRING_REFUSED_BUS, *entry);
		path = entry_path(*entry);
		if (path && !check_socket(path, reply))
			return false;
	}
	if (!g_dbus_is_supported_address(address, NULL))
		return no_bus(reply, "the address makes no sense");
	return true;
}

bool bus_choose(struct reply *reply)
{
	const char *given = g_getenv(ADDRESS_VARIABLE);
	const char *runtime = g_getenv("XDG_RUNTIME_DIR");
	g_autofree char *path = NULL;
	g_autofree char *escaped = NULL;
	g_autofree char *address = NULL;

	if (given && *given)
		return check_address(given, reply);
	if (runtime && g_path_is_absolute(runtime))
		path = g_build_filename(runtime, "bus", NULL);
	else
		path = g_strdup_printf("/run/user/%u/bus", (unsigned)geteuid());
	if (!check_socket(path, reply))
		return false;
	escaped = g_dbus_address_escape_value(path);
	address = g_strconcat("unix:path=", escaped, NULL);
	return g_setenv(ADDRESS_VARIABLE, address, TRUE) ||
	       no_bus(reply, "the environment is full");
}

/* The socket's file may have been changed since it was looked at, and other
   kinds of sockets have no file. */
static bool check_peer(GDBusConnection *bus, struct reply *reply)
{
	GIOStream *stream = g_dbus_connection_get_stream(bus);
	g_autoptr(GCredentials) peer = NULL;
	uid_t owner;

	if (G_IS_SOCKET_CONNECTION(stream))
		peer = g_socket_get_credentials(
			g_socket_connection_get_socket(
				G_SOCKET_CONNECTION(stream)),
			NULL);
	owner = peer ? g_credentials_get_unix_user(peer, NULL) : (uid_t)-1;
	return owner == geteuid() || foreign_bus(reply, owner);
}

bool bus_connect(GDBusConnection **ret_bus, struct reply *reply)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusConnection) bus =
		g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);

	if (!bus)
		return no_bus(reply, error->message);
	/* else GIO ends the process when the bus goes away, unanswered */
	g_dbus_connection_set_exit_on_close(bus, FALSE);
	if (!check_peer(bus, reply))
		return false;
	*ret_bus = g_steal_pointer(&bus);
	return true;
}
