/*
 * References: an id in a document, an object when it is shown.
 *
 * The functions have the type of "show" in resource.h. A reference to what has
 * gone meanwhile is shown as null.
 */
#ifndef FENTU_SANDBOX_REFS_H
#define FENTU_SANDBOX_REFS_H

#include "cmd/sandbox/resource.h"

/* True if there is such a record; MUST be asked before an id is stored. */
bool refs_exist(struct store *store, enum ref ref, const char *id);

struct json_object *refs_customer(struct store *store, struct json_object *id,
				  struct json_object *document);

/* With an address: one string, unlike in the customer itself. */
struct json_object *refs_customer_at(struct store *store,
				     struct json_object *id,
				     struct json_object *document);

/* id, name and phone. */
struct json_object *refs_contact(struct store *store, struct json_object *id,
				 struct json_object *document);

struct json_object *refs_technician(struct store *store, struct json_object *id,
				    struct json_object *document);
struct json_object *refs_branch(struct store *store, struct json_object *id,
				struct json_object *document);
struct json_object *refs_checklist(struct store *store, struct json_object *id,
				   struct json_object *document);

/* Without and with the manufacturer. */
struct json_object *refs_product(struct store *store, struct json_object *id,
				 struct json_object *document);
struct json_object *refs_product_made_by(struct store *store,
					 struct json_object *id,
					 struct json_object *document);

struct json_object *refs_object(struct store *store, struct json_object *id,
				struct json_object *document);

/* Arrays: the tasks of a work order, the contacts of a customer, each from the
 * id of the record itself; parts with their names. */
struct json_object *refs_tasks(struct store *store, struct json_object *id,
			       struct json_object *document);
struct json_object *refs_contacts(struct store *store, struct json_object *id,
				  struct json_object *document);
struct json_object *refs_parts(struct store *store, struct json_object *parts,
			       struct json_object *document);

#endif
