/*
 * Which fields are shown: those that --fields names, or those that the
 * resource's table recommends for the purpose.
 *
 * A field is a row of the table, or a record that rows lie below ("customer"
 * where there is "customer.name"), or a part of an array by its position
 * ("contacts.0.email"), or a part of a record that the table does not detail.
 * In rows and columns such a record stands for the rows below it.
 */
#ifndef FENTU_UI_COLUMNS_H
#define FENTU_UI_COLUMNS_H

#include "lib/base/field.h"
#include "lib/base/js.h"

enum {
	COLUMNS_MAX = 256,	/* fields in --fields */
	COLUMNS_PATH_MAX = 200, /* bytes of one */
	COLUMNS_INDEX_MAX = 999 /* last element that a path may name */
};

enum columns_use {
	COLUMNS_TABLE, /* FIELD_COLUMN; all if the table marks none */
	COLUMNS_CARD,  /* all that a person reads */
	COLUMNS_LIST,  /* csv, tsv: FIELD_LISTED; all if it marks none */
	COLUMNS_EVERY, /* csv, tsv: all */
	COLUMNS_NESTED /* json: only with `wanted`; records stay whole */
};

struct column {
	char *path;	     /* dotted; the heading in csv */
	const char *heading; /* in a table; the path where the row has none */
	enum field_kind kind;
	bool wraps; /* FIELD_WRAPS */
};

struct columns;

/*
 * fields  of the resource, ends with a NULL name; borrowed. With no rows at
 *	   all, every name is accepted.
 * wanted  comma-separated; NULL: as `use` says. Repeated names count once.
 *
 * Fails with ERR_USAGE on an unknown field; the hint lists the known ones. With
 * `may_be_more`, such a field is taken for one that records may have besides.
 */
bool columns_open(const struct field *fields, const char *wanted,
		  enum columns_use use, bool may_be_more,
		  struct columns **ret_columns, struct error *err) MUST_CHECK;
void columns_free(struct columns *columns);

size_t columns_count(const struct columns *columns);
const struct column *columns_at(const struct columns *columns, size_t index);

/* The columns' values in a record: columns_count of them, JS_NONE for what is
   missing. Borrowed until the next call. */
const struct js *columns_values(const struct columns *columns,
				struct js record);

/* The columns that none of the records so far had, "a, b"; owned. NULL: there
   is no such column. */
char *columns_unseen(const struct columns *columns);

/* Is there a column that the table does not know and that no record so far
   had? */
bool columns_undecided(const struct columns *columns);

/* Refuse the first such column as unknown. Always false. */
bool columns_refuse(const struct columns *columns, struct error *err);

/* There is no field `name`: ERR_USAGE, with the nearest; the hint lists those
   there are. */
bool columns_unknown(const struct field *fields, const char *name,
		     struct error *err);

/* Append the record with these fields alone, as JSON (pick.h). */
void columns_append_json(GString *out, const struct columns *columns,
			 struct js record);

#endif
