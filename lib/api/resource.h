/*
 * The API's resources as tables: path, fields, filters, verbs, scopes.
 *
 * The tables know the API and nothing of the command line or the terminal:
 * commands turn filters into options and fields into columns.
 */
#ifndef FENTU_API_RESOURCE_H
#define FENTU_API_RESOURCE_H

#include "lib/api/setter.h"
#include "lib/base/error.h"
#include "lib/base/field.h"

enum resource_verb {
	VERB_LIST = 1 << 0,
	VERB_VIEW = 1 << 1,
	VERB_CREATE = 1 << 2,
	VERB_UPDATE = 1 << 3,
	VERB_DELETE = 1 << 4
};

enum filter_kind {
	FILTER_WORD, /* one of a few; may have several values */
	FILTER_ID,   /* of another record; may have several values */
	FILTER_TEXT, /* any text; may be repeated */
	FILTER_FROM, /* a day, the first one; once */
	FILTER_TO    /* a day, the last one; once */
};

struct filter {
	const char *name;  /* on the command line, without dashes */
	const char *param; /* in the query */
	const char *arg;   /* what the value is called */
	enum filter_kind kind;
	const char *const *choices; /* values that are known; ends with NULL;
				       others are sent all the same */
	const char *help;
	/* Where a row may say what was filtered by: dotted, the first that it
	   has counts; NULL: rows do not tell. Of days any date of a row does;
	   this is the one that tells which of two bounds was ignored.
	 */
	const char *row[2];
};

static inline bool filter_is_date(const struct filter *filter)
{
	return filter->kind == FILTER_FROM || filter->kind == FILTER_TO;
}

enum { RESOURCE_FILTERS_MAX = 8 };

/* A list below a record, such as an asset's parts. */
struct subresource {
	const char *name; /* "parts" */
	const char *path; /* after the record's own */
	const char *noun; /* "parts", in "parts of asset 'asset-1'" */
	bool is_list;	  /* else one object */
	bool is_inferred; /* the path is not documented: a 404 says so */
	const struct field *fields;
	const char *one;	      /* "part"; NULL: none can be added */
	const struct setter *setters; /* of one that is added; likewise */
};

struct resource {
	const char *noun;   /* "work order" */
	const char *plural; /* "work orders" */
	const char *path;   /* of the list and of the record, without slash at
			       the start: "work-orders" */
	const char *parent_path; /* lists and creates lie below a record of
				    this path; NULL: they do not */
	const char *parent_noun;
	const char *child_path; /* after the parent's id: "tasks" */
	unsigned verbs;		/* of enum resource_verb */
	bool is_paged;		/* the list takes page and per_page */
	const char *read_scope;
	const char *write_scope;
	const struct field *fields;	 /* ends with a NULL name */
	const struct filter *filters;	 /* likewise */
	const struct setter *setters;	 /* ends with a NULL key */
	const struct subresource *below; /* ends with a NULL name; or NULL */
	bool has_trash; /* what is deleted goes there, by the documentation */
};

extern const struct resource resource_workorder;
extern const struct resource resource_task;
extern const struct resource resource_customer;
extern const struct resource resource_asset;

enum { RESOURCES_MAX = 8 };

/* All of them; ends with NULL. */
extern const struct resource *const resources[];

/* "a" or "an", as goes before a noun. */
const char *resource_article(const char *noun);

/* The row of a field or filter by its name; NULL: there is none. */
const struct field *resource_field(const struct resource *resource,
				   const char *name);
const struct filter *resource_filter(const struct resource *resource,
				     const char *name);

/*
 * "work-orders/wo-1", or "work-orders/wo-1/tasks" when `child` is not NULL: the
 * id percent-encoded, so that it stays one part of the path. *ret_path is the
 * caller's. ERR_USAGE: an empty id, or "." or "..", which paths do not keep;
 * `noun` says of what it is one.
 */
bool resource_path(const char *path, const char *noun, const char *id,
		   const char *child, char **ret_path,
		   struct error *err) MUST_CHECK;

/* Is that the path of something below a record, such as
   "work-orders/wo-1/tasks"? Lists of that kind come in one piece. A slash at
   the start does not matter, nor does a query. */
bool resource_is_below(const char *path);

/* Does a record of a list below the record `id` say that it is of another one?
   Then *ret_other is that, owned by the caller. */
bool resource_is_of_another(const struct resource *resource, struct js record,
			    const char *id, char **ret_other);

/* Can an id be part of a path? Not an empty one, nor "." or "..". For ids that
   come from the server; one with a U+0000 in it is the caller's to refuse. */
bool resource_id_fits(const char *id);

/* The list or record below a record by its name; NULL: there is none. */
const struct subresource *resource_below(const struct resource *resource,
					 const char *name);

#endif
