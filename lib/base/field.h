/*
 * What a record has in it: the rows that a resource's table is made of, and
 * that lists, cards, csv headings, --fields and help are made from.
 */
#ifndef FENTU_BASE_FIELD_H
#define FENTU_BASE_FIELD_H

enum field_kind {
	FIELD_TEXT,
	FIELD_STATUS, /* a word that may be coloured by its meaning */
	FIELD_NUMBER,
	FIELD_MINUTES, /* a duration */
	FIELD_BOOL,
	FIELD_TIME,   /* ISO 8601, UTC */
	FIELD_DATE,   /* YYYY-MM-DD */
	FIELD_REF,    /* the id of another record */
	FIELD_PLACE,  /* an address: one string, or an object of parts */
	FIELD_OBJECT, /* a record within the record; its parts are rows too */
	FIELD_ARRAY
};

enum field_flag {
	FIELD_COLUMN = 1 << 0, /* shown in a table unless --fields says else */
	FIELD_LISTED = 1 << 1, /* documented in list answers; csv and tsv
				  carry it */
	FIELD_WRITABLE = 1 << 2,
	FIELD_REQUIRED = 1 << 3, /* for create */
	FIELD_WRAPS = 1 << 4	 /* as the last column of a table it goes on
				     in a further line rather than being cut */
};

struct field {
	const char *name;    /* dotted path in a record, and csv heading */
	const char *heading; /* of a table's column and a card's line */
	enum field_kind kind;
	unsigned flags;
	const char *help; /* one line, no full stop */
};

#endif
