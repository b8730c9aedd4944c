#include "cmd/keyring/service.h"

#include <assert.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "cmd/keyring/bus.h"
#include "cmd/keyring/quiet.h"

#define BUS_NAME     "org.freedesktop.DBus"
#define BUS_PATH     "/org/freedesktop/DBus"
#define SECRETS_NAME "org.freedesktop.secrets"

static GVariant *ask_bus(GDBusConnection *bus, const char *method,
			 GVariant *arguments, const char *reply_type,
			 GError **error)
{
	g_autoptr(GVariantType) type = g_variant_type_new(reply_type);

	return g_dbus_connection_call_sync(
		bus, BUS_NAME, BUS_PATH, BUS_NAME, method, arguments, type,
		G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
}

static char *find_owner(GDBusConnection *bus)
{
	g_autoptr(GVariant) answer =
		ask_bus(bus, "GetNameOwner", g_variant_new("(s)", SECRETS_NAME),
			"(s)", NULL);
	char *owner = NULL;

	if (answer)
		g_variant_get(answer, "(s)", &owner);
	return owner;
}

static bool start(GDBusConnection *bus, struct reply *reply)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer =
		ask_bus(bus, "StartServiceByName",
			g_variant_new("(su)", SECRETS_NAME, 0), "(u)", &error);

	if (answer)
		return true;
	if (g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN))
		return reply_fail(reply, KEYRING_UNAVAILABLE,
				  KEYRING_NO_SERVICE, NULL);
	g_dbus_error_strip_remote_error(error);
	return reply_fail(reply, KEYRING_UNAVAILABLE, KEYRING_NO_START,
			  error->message);
}

/* By its command line: /proc/PID/exe of a program with privileges of its own
   cannot be read. */
static char *find_provider(GDBusConnection *bus, const char *owner)
{
	g_autoptr(GVariant) answer =
		ask_bus(bus, "GetConnectionUnixProcessID",
			g_variant_new("(s)", owner), "(u)", NULL);
	g_autofree char *path = NULL;
	g_autofree char *command = NULL;
	guint32 pid;

	if (!answer)
		return NULL;
	g_variant_get(answer, "(u)", &pid);
	path = g_strdup_printf("/proc/%u/cmdline", pid);
	if (!g_file_get_contents(path, &command, NULL, NULL) || !*command)
		return NULL;
	return g_path_get_basename(command);
}

static bool find_service(GDBusConnection *bus, struct reply *reply)
{
	g_autofree char *owner = find_owner(bus);

	if (!owner) {
		if (!start(bus, reply))
			return false;
		owner = find_owner(bus);
	}
	if (!owner)
		return reply_fail(reply, KEYRING_UNAVAILABLE, KEYRING_NO_START,
				  "it ended at once");
	reply->provider = find_provider(bus, owner);
	return true;
}

/* Calls of libsecret have no limit of ours. What is written here is what
   reply_write says of no_answer. */
static_assert(KEYRING_PROTOCOL == 2, "the number in give_up");
static void give_up(int number)
{
	static const char reply[] =
		"{\"protocol\":2,\"outcome\":\"unavailable\","
		"\"reason\":\"no_answer\"}\n";
	ssize_t written = write(STDOUT_FILENO, reply, sizeof(reply) - 1);

	(void)number;
	_exit(written == (ssize_t)sizeof(reply) - 1 ? 0 : 1);
}

static void limit(int64_t ms)
{
	const struct itimerval timer = {
		.it_value = { ms / 1000, ms % 1000 * 1000 },
	};

	(void)signal(SIGALRM, give_up);
	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

static bool open_service(struct service *service, const struct request *request,
			 struct reply *reply)
{
	GType type = request->may_prompt ? SECRET_TYPE_SERVICE
					 : quiet_service_get_type();
	g_autoptr(GError) error = NULL;

	reply->backend = KEYRING_BACKEND_SERVICE;
	service->may_prompt = request->may_prompt;
	if (!bus_choose(reply) || !bus_connect(&service->bus, reply) ||
	    !find_service(service->bus, reply))
		return false;
	service->secrets = secret_service_open_sync(
		type, SECRETS_NAME, SECRET_SERVICE_NONE, NULL, &error);
	return service->secrets || reply_fail_gerror(reply, error);
}

/* To open the service asks it for its properties. */
bool service_open(struct service *service, const struct request *request,
		  struct reply *reply)
{
	bool ok;

	limit(request->limit_ms);
	ok = open_service(service, request, reply);
	limit(0);
	return ok;
}

void service_release(struct service *service)
{
	g_clear_object(&service->secrets);
	g_clear_object(&service->bus);
}

bool service_collection(const struct service *service,
			SecretCollection **ret_collection, struct reply *reply)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SecretCollection) collection =
		secret_collection_for_alias_sync(
			service->secrets, SECRET_COLLECTION_DEFAULT,
			SECRET_COLLECTION_NONE, NULL, &error);

	/* the second is what libsecret calls an alias of what is gone */
	if (!collection &&
	    (!error ||
	     g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)))
		return reply_fail(reply, KEYRING_UNAVAILABLE,
				  KEYRING_NO_COLLECTION, NULL);
	if (!collection)
		return reply_fail_gerror(reply, error);
	*ret_collection = g_steal_pointer(&collection);
	return true;
}

bool service_unlock(const struct service *service, GDBusProxy *proxy,
		    struct reply *reply)
{
	g_autoptr(GError) error = NULL;
	GList only = { .data = proxy };
	int unlocked;

	if (!service->may_prompt)
		return reply_fail(reply, KEYRING_LOCKED, KEYRING_NEEDS_PERSON,
				  NULL);
	unlocked = secret_service_unlock_sync(service->secrets, &only, NULL,
					      NULL, &error);
	if (error)
		return reply_fail_gerror(reply, error);
	if (unlocked < 1)
		return reply_fail(reply, KEYRING_LOCKED, KEYRING_DISMISSED,
				  NULL);
	return true;
}
