/*
 * What a record can be given: the rows that the options of create and
 * update, the columns of a CSV file, help and completion are made from, and
 * by which a rejected field is named after the option that sets it.
 *
 * The names in a body are taken from the API's answers and query parameters:
 * "customer": {"id": ...} is written as "customer_id". The documentation
 * shows no body.
 */
#ifndef FENTU_API_SETTER_H
#define FENTU_API_SETTER_H

#include <stdbool.h>

#include "lib/base/auto.h"
#include "lib/base/js.h"

enum setter_kind {
	SETTER_TEXT,
	SETTER_LONG,	/* a text of several lines; an option can read it */
	SETTER_REF,	/* the id of another record */
	SETTER_TIME,	/* a moment, sent in UTC */
	SETTER_DATE,	/* a day */
	SETTER_MINUTES, /* a duration, sent as a number of minutes */
	SETTER_NUMBER,	/* a whole number, 0 or more */
	SETTER_PLACE,	/* an address, part by part: KEY=VALUE */
	SETTER_JSON	/* a list, as JSON */
};

struct setter {
	const char *name;   /* of the option, without dashes; NULL: there is
			       none, a column alone */
	const char *key;    /* in a body: "customer_id" */
	const char *column; /* the record's field: "customer.id"; heading of a
			       CSV column. Of a place "address", whose columns
			       are "address.city" and so on */
	const char *arg;    /* what the value is called; NULL with the name */
	enum setter_kind kind;
	const char *const *choices; /* values that are known; ends with NULL;
				       others are sent all the same */
	bool is_required;	    /* on create */
	const char *help;	    /* one line, no full stop */
};

/* The parts of an address; ends with NULL. */
extern const char *const setter_place_parts[];

/* In the tables below, which all end with a NULL key; NULL: none. */
const struct setter *setter_by_name(const struct setter *setters,
				    const char *name);
const struct setter *setter_by_key(const struct setter *setters,
				   const char *key);

/*
 * The row that a CSV heading such as "customer.id" or "address.city" names;
 * the key of a body ("customer_id") does as well. *ret_part is the part of a
 * place ("city", one of setter_place_parts), else NULL.
 */
const struct setter *setter_by_column(const struct setter *setters,
				      const char *column,
				      const char **ret_part);

/*
 * The row that sets the field which a server calls `field` in an error:
 * "customer_id", "customer", "customer.id", "/data/customer_id",
 * "body.customerId", "address.city". *ret_part as above.
 */
const struct setter *setter_by_field(const struct setter *setters,
				     const char *field, const char **ret_part);

/*
 * Every CSV heading there is, in the order of the table, those that are
 * required first; strings are borrowed from the tables or owned by the array.
 */
GPtrArray *setter_columns(const struct setter *setters);

/*
 * The required rows that a body (a JSON object) lacks, or has as null or as
 * an empty text: an array of const struct setter *, empty when nothing is
 * missing. Free it with g_ptr_array_unref.
 */
GPtrArray *setter_missing(const struct setter *setters, struct js body);

#endif
