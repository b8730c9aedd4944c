/*
 * What a renderer is to out.c. Not for commands.
 *
 * A format is one file with one table, and a line in out.c.
 */
#ifndef FENTU_UI_OUT_OPS_H
#define FENTU_UI_OUT_OPS_H

#include "lib/ui/columns.h"
#include "lib/ui/filter.h"
#include "lib/ui/out.h"

struct out {
	const struct out_ops *ops;
	struct io *io;
	struct out_config config; /* with the format that is really meant */
	struct columns *columns;  /* NULL: records go out whole */
	struct filter *filter;	  /* NULL: none */
	bool has_begun;
	bool is_chosen;		   /* the columns, by --fields */
	uint64_t count;		   /* records so far */
	uint64_t without_id;	   /* of them, that have no line for that */
	GPtrArray *without_column; /* paths of fields, and NULL */
	GPtrArray *held; /* of GString: the first records, until it is clear
			    whether the columns exist; NULL: it is */
	GString *text;	 /* scratch, and what is held back */
	void *state;	 /* the renderer's own */
};

struct out_ops {
	/* Which fields are meant when there is no --fields. */
	enum columns_use use;
	/* Before the first record, also when there is none. May be NULL. */
	bool (*begin)(struct out *out, struct error *err);
	bool (*record)(struct out *out, struct js record, struct error *err);
	/* After the last. May be NULL. */
	bool (*end)(struct out *out, struct error *err);
	/* Frees state, which may be NULL. May be NULL. */
	void (*drop)(void *state);
};

extern const struct out_ops out_table_ops;
extern const struct out_ops out_card_ops;
extern const struct out_ops out_json_ops;
extern const struct out_ops out_ndjson_ops;
extern const struct out_ops out_csv_ops;
extern const struct out_ops out_tsv_ops;
extern const struct out_ops out_id_ops;

/* Write a piece of the output to where it goes. */
bool out_write(struct out *out, const char *bytes, size_t len,
	       struct error *err) MUST_CHECK;

/* Does a person look at it as it comes? */
bool out_is_shown(const struct out *out);

/* Append the record as it is meant to go out as JSON: whole or with the
   wanted fields, compact, and without bytes that a terminal obeys. */
void out_append_json(struct out *out, GString *to, struct js record);

/* Filter a JSON text and write the results, one a line. */
bool out_filter(struct out *out, const GString *json, struct error *err);

#endif
