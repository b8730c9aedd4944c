#include "cmd/sandbox/refs.h"

#include "cmd/sandbox/customer.h"
#include "cmd/sandbox/id.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/place.h"
#include "cmd/sandbox/store.h"

bool refs_exist(struct store *store, enum ref ref, const char *id)
{
	static const enum pool pools[] = {
		[REF_CONTACT] = POOL_CONTACT,
		[REF_TECHNICIAN] = POOL_TECHNICIAN,
		[REF_PRODUCT] = POOL_PRODUCT,
		[REF_OBJECT] = POOL_OBJECT,
		[REF_BRANCH] = POOL_BRANCH,
		[REF_CHECKLIST] = POOL_CHECKLIST,
	};

	if (ref == REF_CUSTOMER)
		return store_has(store, &customer_resource,
				 id_number(id, customer_resource.prefix));
	return pool_number(store_world(store), pools[ref], id) != 0;
}

struct json_object *refs_customer(struct store *store, struct json_object *id,
				  struct json_object *document)
{
	const char *text = json_object_get_string(id);
	int64_t number = id_number(text, customer_resource.prefix);
	struct json_object *shown = json_object_new_object();

	(void)document;
	js_text(shown, "id", text);
	js_text_take(shown, "name", store_customer_name(store, number));
	return shown;
}

struct json_object *refs_customer_at(struct store *store,
				     struct json_object *id,
				     struct json_object *document)
{
	struct json_object *shown = refs_customer(store, id, document);
	int64_t number =
		id_number(json_object_get_string(id), customer_resource.prefix);
	g_autoptr(json_object) customer = NULL;
	struct json_object *address = NULL;

	if (!store_document(store, &customer_resource, number, STORE_ANY,
			    &customer, NULL) ||
	    !customer)
		return shown;
	address = json_object_object_get(customer, "address");
	if (address)
		js_text_take(shown, "address", place_line(address));
	return shown;
}

/* Keeps the named keys only, in the order of the pool. */
static struct json_object *from_pool(struct store *store, enum pool pool,
				     struct json_object *id, const char *extra)
{
	const struct world *world = store_world(store);
	int64_t number = pool_number(world, pool, json_object_get_string(id));
	g_autoptr(json_object) whole = NULL;
	struct json_object *shown = NULL;

	if (number == 0)
		return NULL;
	whole = pool_make(world, pool, number);
	shown = json_object_new_object();
	js_text(shown, "id", js_get_text(whole, "id"));
	js_text(shown, "name", js_get_text(whole, "name"));
	if (extra)
		js_text(shown, extra, js_get_text(whole, extra));
	return shown;
}

struct json_object *refs_contact(struct store *store, struct json_object *id,
				 struct json_object *document)
{
	(void)document;
	return from_pool(store, POOL_CONTACT, id, "phone");
}

struct json_object *refs_technician(struct store *store, struct json_object *id,
				    struct json_object *document)
{
	(void)document;
	return from_pool(store, POOL_TECHNICIAN, id, NULL);
}

struct json_object *refs_branch(struct store *store, struct json_object *id,
				struct json_object *document)
{
	(void)document;
	return from_pool(store, POOL_BRANCH, id, NULL);
}

struct json_object *refs_checklist(struct store *store, struct json_object *id,
				   struct json_object *document)
{
	(void)document;
	return from_pool(store, POOL_CHECKLIST, id, NULL);
}

struct json_object *refs_product(struct store *store, struct json_object *id,
				 struct json_object *document)
{
	(void)document;
	return from_pool(store, POOL_PRODUCT, id, NULL);
}

struct json_object *refs_product_made_by(struct store *store,
					 struct json_object *id,
					 struct json_object *document)
{
	(void)document;
	return from_pool(store, POOL_PRODUCT, id, "manufacturer");
}

struct json_object *refs_object(struct store *store, struct json_object *id,
				struct json_object *document)
{
	(void)document;
	return from_pool(store, POOL_OBJECT, id, "address");
}

struct json_object *refs_tasks(struct store *store, struct json_object *id,
			       struct json_object *document)
{
	struct json_object *shown = json_object_new_array();
	const char *text = json_object_get_string(id);
	struct store_query query = { .where = "work_order = ?",
				     .values = &text,
				     .count = 1 };
	const GArray *numbers = NULL;

	(void)document;
	if (!store_select(store, &task_resource, &query, &numbers, NULL))
		return shown;
	for (guint i = 0; i < numbers->len; i++) {
		int64_t number = g_array_index(numbers, gint64, i);
		g_autoptr(json_object) task = NULL;
		struct json_object *brief = NULL;

		if (!store_document(store, &task_resource, number, STORE_LIVE,
				    &task, NULL) ||
		    !task)
			continue;
		brief = json_object_new_object();
		js_text(brief, "id", js_get_text(task, "id"));
		js_text(brief, "name", js_get_text(task, "name"));
		json_object_array_add(shown, brief);
	}
	return shown;
}

struct json_object *refs_contacts(struct store *store, struct json_object *id,
				  struct json_object *document)
{
	const struct world *world = store_world(store);
	int64_t customer =
		id_number(json_object_get_string(id), customer_resource.prefix);
	int64_t first = (customer - 1) * POOL_CONTACTS_EACH + 1;
	int64_t count = customer_contacts(world, customer);
	struct json_object *shown = json_object_new_array();

	(void)document;
	for (int64_t i = 0; i < count; i++) {
		struct json_object *contact =
			pool_make(world, POOL_CONTACT, first + i);

		js_bool(contact, "is_primary", i == 0);
		json_object_array_add(shown, contact);
	}
	return shown;
}

struct json_object *refs_parts(struct store *store, struct json_object *parts,
			       struct json_object *document)
{
	struct json_object *shown = json_object_new_array();

	(void)document;
	for (size_t i = 0; i < json_object_array_length(parts); i++) {
		struct json_object *part = json_object_array_get_idx(parts, i);
		struct json_object *id =
			json_object_object_get(part, "part_id");
		g_autoptr(json_object) named =
			from_pool(store, POOL_PART, id, NULL);
		struct json_object *row = json_object_new_object();

		js_take(row, "part_id", json_object_get(id));
		js_text(row, "name", named ? js_get_text(named, "name") : NULL);
		js_take(row, "quantity",
			json_object_get(
				json_object_object_get(part, "quantity")));
		json_object_array_add(shown, row);
	}
	return shown;
}
