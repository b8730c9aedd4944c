/*
 * A resource is a table: what its records hold, how they are shown, which
 * filters a list takes and which fields a body may have.
 *
 * A record is kept as a "document": a flat JSON object under the names that
 * bodies use ("customer_id"), and shown in one of two shapes, for a list and
 * for a single record ("customer": {"id", "name"}). The documents of the seed
 * are functions of the seed; only changed and new ones are stored.
 */
#ifndef FENTU_SANDBOX_RESOURCE_H
#define FENTU_SANDBOX_RESOURCE_H

#include "cmd/sandbox/auto.h"
#include "cmd/sandbox/pool.h"

#include <stdint.h>

struct store;

/* What a reference leads to. */
enum ref {
	REF_CUSTOMER,
	REF_CONTACT,
	REF_TECHNICIAN,
	REF_PRODUCT,
	REF_OBJECT,
	REF_BRANCH,
	REF_CHECKLIST,
};

enum field_kind {
	FIELD_TEXT,   /* at most 2000 bytes */
	FIELD_NUMBER, /* an integer, 0 or more */
	FIELD_DATE,
	FIELD_TIME,
	FIELD_CHOICE,  /* one of choices */
	FIELD_REF,     /* the id of a record that exists */
	FIELD_ADDRESS, /* an object with some of the five keys */
	FIELD_PARTS,   /* an array of part_id and quantity */
};

enum field_flag {
	FIELD_REQUIRED = 1 << 0, /* on create, and never null */
	FIELD_UNIQUE = 1 << 1,	 /* among the live records, else 409 */
};

/* A field that a body may have. The table ends with a NULL name. */
struct field {
	const char *name;
	enum field_kind kind;
	unsigned flags;
	enum ref ref;
	const char *const *choices; /* ends with NULL */
};

enum filter_kind {
	FILTER_TEXT,
	FILTER_DATE,
	FILTER_SEARCH, /* compared without regard to case */
};

/* A query parameter of a list. The table ends with a NULL param. */
struct filter {
	const char *param;
	enum filter_kind kind;
	const char *where; /* a condition in SQL with one "?" */
};

/* A column beside the document, to filter by. Ends with a NULL name. */
struct column {
	const char *name;
	const char *key; /* in the document */
	bool indexed;
};

/*
 * A key of a shape. from is the key in the document (NULL: the same name);
 * show, if there is one, turns its value into what is shown, a new reference.
 * A key that the document lacks is left out; null stays null without asking
 * show. Ends with a NULL key.
 */
struct shape {
	const char *key;
	const char *from;
	struct json_object *(*show)(struct store *store,
				    struct json_object *value,
				    struct json_object *document);
};

struct resource {
	const char *path;   /* "work-orders" */
	const char *table;  /* in the database: "work_orders" */
	const char *prefix; /* of ids: "wo-" */
	const char *noun;   /* "work order" */
	const char *scope;  /* what stands after read: and write: */
	const struct column *columns;
	const struct filter *filters;
	const struct field *fields;
	const struct shape *list, *single;
	bool paged; /* false: a list has no meta and no pages */

	/* The highest number that the seed may use. */
	int64_t (*last)(const struct world *world);

	/* The document of the seed; NULL: this number is not used. */
	struct json_object *(*make)(const struct world *world, int64_t number);

	/*
	 * Called before a document is stored, for what the server sets itself:
	 * number and dates on create (before is NULL), what follows from a
	 * changed status.
	 */
	void (*complete)(struct json_object *document,
			 struct json_object *before, int64_t number);
};

extern const struct resource work_order_resource;
extern const struct resource task_resource;
extern const struct resource customer_resource;
extern const struct resource asset_resource;

/* All four, in the order in which they depend on each other; NULL at the end.
 */
extern const struct resource *const resource_all[];

/* The resource whose lists and records lie at /v1/PATH; NULL: none. */
const struct resource *resource_at(const char *path);

/* The document in one of its shapes; a new reference. */
struct json_object *resource_show(struct store *store,
				  const struct shape *shape,
				  struct json_object *document);

#endif
