#include "cmd/keyring/match.h"
#include "cmd/keyring/put.h"
#include "cmd/keyring/record.h"
#include "cmd/keyring/serve.h"
#include "cmd/keyring/service.h"
#include "lib/base/file.h"

/* Long enough for a handful of writers of one record, well under the time
   that fentu waits for the helper. */
enum { TURN_WAIT_MS = 2000, TRIES = 5 };

struct scene {
	const struct request *request;
	struct service service;
	GPtrArray *items; /* of SecretItem; see match_sort */
};

static void scene_release(struct scene *scene)
{
	g_clear_pointer(&scene->items, g_ptr_array_unref);
	service_release(&scene->service);
}

static bool search(struct scene *scene, struct reply *reply)
{
	g_autoptr(GHashTable) wanted = match_attributes(scene->request);
	g_autoptr(GError) error = NULL;
	GList *found = secret_service_search_sync(
		scene->service.secrets, match_schema(), wanted,
		SECRET_SEARCH_ALL, NULL, &error);

	if (error)
		return reply_fail_gerror(reply, error);
	g_clear_pointer(&scene->items, g_ptr_array_unref);
	scene->items = match_sort(found, wanted);
	reply->duplicates = scene->items->len > 1 ? scene->items->len - 1 : 0;
	return true;
}

/* gnome-keyring searches a locked collection, too. KeePassXC shows a locked
   one as empty, so that nothing found means nothing there. */
static bool hides_items(SecretCollection *collection)
{
	g_autoptr(GVariant) items = NULL;

	if (!secret_collection_get_locked(collection))
		return false;
	items = g_dbus_proxy_get_cached_property(G_DBUS_PROXY(collection),
						 "Items");
	return !items || !g_variant_is_container(items) ||
	       g_variant_n_children(items) == 0;
}

/* Search; where a locked keyring may hide the item, unlock it and look again
   or say that it is locked. */
static bool search_deep(struct scene *scene, struct reply *reply)
{
	g_autoptr(SecretCollection) collection = NULL;

	if (!search(scene, reply))
		return false;
	if (scene->items->len > 0)
		return true;
	if (!service_collection(&scene->service, &collection, reply))
		return false;
	if (!hides_items(collection))
		return true;
	return service_unlock(&scene->service, G_DBUS_PROXY(collection),
			      reply) &&
	       search(scene, reply);
}

static bool unlock_item(const struct scene *scene, SecretItem *item,
			struct reply *reply)
{
	return !secret_item_get_locked(item) ||
	       service_unlock(&scene->service, G_DBUS_PROXY(item), reply);
}

static bool get(struct scene *scene, struct reply *reply)
{
	g_autoptr(SecretValue) record = NULL;
	SecretItem *item;

	if (!search_deep(scene, reply))
		return false;
	if (scene->items->len == 0) {
		reply->outcome = KEYRING_ABSENT;
		return true;
	}
	item = g_ptr_array_index(scene->items, 0);
	return unlock_item(scene, item, reply) &&
	       put_load(item, &record, reply) &&
	       record_answer(record, KEYRING_FOUND, reply);
}

static bool put(struct scene *scene, struct reply *reply)
{
	g_autoptr(SecretCollection) collection = NULL;
	SecretItem *item;

	if (!search_deep(scene, reply))
		return false;
	if (scene->items->len > 0) {
		item = g_ptr_array_index(scene->items, 0);
		return unlock_item(scene, item, reply) &&
		       put_update(scene->request, item, reply);
	}
	if (!record_check(NULL, scene->request, reply) ||
	    !service_collection(&scene->service, &collection, reply))
		return false;
	if (secret_collection_get_locked(collection) &&
	    !service_unlock(&scene->service, G_DBUS_PROXY(collection), reply))
		return false;
	return put_create(scene->request, collection, reply);
}

static bool drop_items(struct scene *scene, struct reply *reply)
{
	for (guint i = 0; i < scene->items->len; i++) {
		SecretItem *item = g_ptr_array_index(scene->items, i);
		g_autoptr(GError) error = NULL;

		if (!unlock_item(scene, item, reply))
			return false;
		if (!secret_item_delete_sync(item, NULL, &error))
			return reply_fail_gerror(reply, error);
	}
	return true;
}

/* A get would find the first one. Its secret is read only to be compared. */
static bool check_first(const struct scene *scene, struct reply *reply)
{
	g_autoptr(SecretValue) record = NULL;
	SecretItem *item = g_ptr_array_index(scene->items, 0);

	return !scene->request->expect ||
	       (unlock_item(scene, item, reply) &&
		put_load(item, &record, reply) &&
		record_check(record, scene->request, reply));
}

static bool drop(struct scene *scene, struct reply *reply)
{
	if (!search_deep(scene, reply)) {
		/* where there is no keyring nothing is kept */
		if (reply->reason != KEYRING_NO_COLLECTION)
			return false;
		reply_clear_failure(reply);
		reply->outcome = KEYRING_ABSENT;
		return true;
	}
	if (scene->items->len == 0) {
		reply->outcome = KEYRING_ABSENT;
		return true;
	}
	if (!check_first(scene, reply) || !drop_items(scene, reply) ||
	    !search(scene, reply))
		return false;
	if (scene->items->len > 0)
		return reply_fail(reply, KEYRING_FAILED, KEYRING_REFUSED,
				  "the item is still there");
	reply->outcome = KEYRING_DONE;
	return true;
}

static bool probe(struct scene *scene, struct reply *reply)
{
	g_autoptr(SecretCollection) collection = NULL;

	if (!service_collection(&scene->service, &collection, reply))
		return false;
	g_free(reply->collection);
	reply->collection = secret_collection_get_label(collection);
	reply->knows_lock = true;
	reply->is_locked = secret_collection_get_locked(collection);
	reply->outcome = KEYRING_DONE;
	if (!scene->request->origin || !scene->request->profile)
		return true;
	if (!search(scene, reply))
		return false;
	if (scene->items->len > 0)
		reply->outcome = KEYRING_FOUND;
	else if (hides_items(collection))
		return reply_fail(reply, KEYRING_LOCKED, KEYRING_NEEDS_PERSON,
				  NULL);
	else
		reply->outcome = KEYRING_ABSENT;
	return true;
}

static bool list(struct scene *scene, struct reply *reply)
{
	if (!search_deep(scene, reply))
		return false;
	reply->duplicates = 0;
	reply->records = g_string_new(NULL);
	reply->has_more = scene->items->len > KEYRING_LIST_MAX;
	for (guint i = 0; i < scene->items->len && i < KEYRING_LIST_MAX; i++) {
		SecretItem *item = g_ptr_array_index(scene->items, i);

		record_list(SECRET_RETRIEVABLE(item),
			    secret_item_get_locked(item), reply);
	}
	reply->outcome = KEYRING_DONE;
	return true;
}

/* Another program may take an item away between any two calls. Whoever starts
   over finds the keyring as it is then. */
static void serve(struct scene *scene, struct reply *reply)
{
	static bool (*const ops[KEYRING_OP_COUNT])(struct scene *,
						   struct reply *) = {
		[KEYRING_GET] = get,   [KEYRING_PUT] = put,
		[KEYRING_DROP] = drop, [KEYRING_PROBE] = probe,
		[KEYRING_LIST] = list,
	};
	bool done = false;

	for (unsigned tries = 0; !done && tries < TRIES; tries++) {
		reply_clear_failure(reply);
		done = ops[scene->request->op](scene, reply) ||
		       !reply->went_away;
	}
}

void serve_service(const struct request *request, struct reply *reply)
{
	AUTO(scene_release) struct scene scene = { .request = request };
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	g_autofree char *name = NULL;

	if (!service_open(&scene.service, request, reply))
		return;
	if (request->op == KEYRING_PUT || request->op == KEYRING_DROP) {
		name = g_strjoin("\n", request->origin, request->profile,
				 request->kind, NULL);
		/* where nothing can be written, it is forgotten all the same */
		if (!record_turn(&lock, name, TURN_WAIT_MS, reply) &&
		    (reply->reason != KEYRING_NO_TURN ||
		     request->op != KEYRING_DROP))
			return;
		reply_clear_failure(reply);
	}
	serve(&scene, reply);
}
