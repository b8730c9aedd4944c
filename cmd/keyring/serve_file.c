#include "cmd/keyring/bus.h"
#include "cmd/keyring/match.h"
#include "cmd/keyring/record.h"
#include "cmd/keyring/serve.h"
#include "lib/base/file.h"

/* Whoever waits for the helper ends it at its own deadline. */
enum { TURN_WAIT_MS = 60 * 1000 };

struct scene {
	const struct request *request;
	GHashTable *wanted;
};

static bool search(const struct scene *scene, GPtrArray **ret_items,
		   struct reply *reply)
{
	g_autoptr(GError) error = NULL;
	GList *found = secret_password_searchv_sync(
		match_schema(), scene->wanted, SECRET_SEARCH_ALL, NULL, &error);

	if (error)
		return reply_fail_gerror(reply, error);
	*ret_items = match_sort(found, scene->wanted);
	return true;
}

static bool load(const struct scene *scene, SecretValue **ret_record,
		 struct reply *reply)
{
	g_autoptr(GPtrArray) items = NULL;
	g_autoptr(GError) error = NULL;

	if (!search(scene, &items, reply))
		return false;
	if (items->len == 0) {
		*ret_record = NULL;
		return true;
	}
	*ret_record = secret_retrievable_retrieve_secret_sync(
		g_ptr_array_index(items, 0), NULL, &error);
	return *ret_record || reply_fail_gerror(reply, error);
}

static bool get(const struct scene *scene, struct reply *reply)
{
	g_autoptr(SecretValue) record = NULL;

	if (!load(scene, &record, reply))
		return false;
	if (record)
		return record_answer(record, KEYRING_FOUND, reply);
	reply->outcome = KEYRING_ABSENT;
	return true;
}

static bool store(const struct scene *scene, SecretValue *value,
		  struct reply *reply)
{
	g_autofree char *label = match_label(scene->request);
	g_autoptr(GError) error = NULL;

	return secret_password_storev_binary_sync(match_schema(), scene->wanted,
						  SECRET_COLLECTION_DEFAULT,
						  label, value, NULL, &error) ||
	       reply_fail_gerror(reply, error);
}

static bool put(const struct scene *scene, struct reply *reply)
{
	g_autoptr(SecretValue) value = record_value(scene->request);
	g_autoptr(SecretValue) old = NULL;
	g_autoptr(SecretValue) back = NULL;

	if (!load(scene, &old, reply))
		return false;
	if (old && record_is_newer(old, scene->request))
		return reply_fail(reply, KEYRING_FAILED, KEYRING_NEWER, NULL);
	if (!record_check(old, scene->request, reply))
		return false;
	if (!store(scene, value, reply) || !load(scene, &back, reply))
		return false;
	if (!back || !record_equal(value, back))
		return reply_fail(reply, KEYRING_FAILED, KEYRING_DAMAGED, NULL);
	return record_answer(back, KEYRING_DONE, reply);
}

static bool drop(const struct scene *scene, struct reply *reply)
{
	g_autoptr(SecretValue) old = NULL;
	g_autoptr(GError) error = NULL;
	bool dropped;

	if (scene->request->expect &&
	    (!load(scene, &old, reply) ||
	     (old && !record_check(old, scene->request, reply))))
		return false;
	dropped = secret_password_clearv_sync(match_schema(), scene->wanted,
					      NULL, &error);
	if (error)
		return reply_fail_gerror(reply, error);
	reply->outcome = dropped ? KEYRING_DONE : KEYRING_ABSENT;
	return true;
}

static bool probe(const struct scene *scene, struct reply *reply)
{
	g_autoptr(GPtrArray) items = NULL;

	if (!search(scene, &items, reply))
		return false;
	reply->knows_lock = true;
	if (!scene->request->origin || !scene->request->profile)
		reply->outcome = KEYRING_DONE;
	else
		reply->outcome = items->len ? KEYRING_FOUND : KEYRING_ABSENT;
	return true;
}

static bool list(const struct scene *scene, struct reply *reply)
{
	g_autoptr(GPtrArray) items = NULL;

	if (!search(scene, &items, reply))
		return false;
	reply->records = g_string_new(NULL);
	reply->has_more = items->len > KEYRING_LIST_MAX;
	for (guint i = 0; i < items->len && i < KEYRING_LIST_MAX; i++)
		record_list(g_ptr_array_index(items, i), false, reply);
	reply->outcome = KEYRING_DONE;
	return true;
}

void serve_file(const struct request *request, struct reply *reply)
{
	static bool (*const serve[KEYRING_OP_COUNT])(const struct scene *,
						     struct reply *) = {
		[KEYRING_GET] = get,   [KEYRING_PUT] = put,
		[KEYRING_DROP] = drop, [KEYRING_PROBE] = probe,
		[KEYRING_LIST] = list,
	};
	g_autoptr(GHashTable) wanted = match_attributes(request);
	const struct scene scene = { request, wanted };
	AUTO(file_lock_release) struct file_lock lock = { 0 };

	/* the file's password comes over the bus, if there is one */
	if (!bus_choose(reply) &&
	    !g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/dev/null", TRUE))
		return;
	reply_release(reply);
	reply->backend = KEYRING_BACKEND_FILE;
	/* libsecret reads the file once: the turn comes before its first call
	 */
	if (!record_turn(&lock, "file", TURN_WAIT_MS, reply))
		return;
	/* false: the reply says why */
	(void)serve[request->op](&scene, reply);
}
