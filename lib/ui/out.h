/*
 * Records on their way out: table, card, json, ndjson, csv, tsv, id.
 *
 * A command hands over records as checked JSON slices (js.h) and does not
 * know which format it has. json and ndjson pass each record on as the server
 * wrote it; the others pick fields out of it. Memory does not grow with the
 * number of records, but for a table (its columns must be measured) and for
 * --jq over json (the filter sees one array).
 */
#ifndef FENTU_UI_OUT_H
#define FENTU_UI_OUT_H

#include "lib/base/field.h"
#include "lib/base/js.h"
#include "lib/ui/io.h"

enum out_format { OUT_TABLE, OUT_JSON, OUT_NDJSON, OUT_CSV, OUT_TSV, OUT_ID };

/* Ends with NULL, in the order of the enum: the words of --output. */
extern const char *const out_format_names[];

enum {
	OUT_HELD_MAX = 100
}; /* records that are looked at for a field that the
      table does not know: a page */

struct out_config {
	enum out_format format;
	const struct field *fields; /* of the resource; ends with a NULL name,
				       outlives the output; NULL: unknown */
	const char *wanted;  /* --fields: comma-separated; NULL: by flags */
	const char *filter;  /* --jq; NULL: none */
	const char *jq_part; /* path of the loadable part with libjq */
	bool single;	     /* one record: a card, a bare JSON object */
	bool cards;	     /* instead of a table, a card for each record */
	bool every_field;    /* without --fields: all rows of the table
				rather than the FIELD_LISTED ones */
	bool may_be_more;    /* a wanted field that the table does not know is
				taken if one of the first records has it,
				or if no record comes */
	bool no_header;
	bool csv_safe;
	bool csv_bom;
	/* Where the text goes instead of stdout; NULL: there. It is then that
	   of a file: nothing is held back, nothing is laid out. */
	bool (*write)(void *user, const char *bytes, size_t len,
		      struct error *err);
	void *write_user;
	/* Records that an earlier run put out: the text goes on behind them,
	   and they had the fields. */
	uint64_t already;
};

struct out;

/*
 * Everything that can be wrong with the wish is found here, before a request
 * is made: an unknown field (the hint lists the valid ones), a filter that
 * does not compile. Both are ERR_USAGE. With may_be_more an unknown field is
 * refused by out_record or out_finish, before anything is written. Nothing is
 * written before the first record or out_finish. The config's strings are not
 * kept.
 *
 * A filter speaks JSON: with it, every format but ndjson is json.
 */
bool out_open(struct io *io, const struct out_config *config,
	      struct out **ret_out, struct error *err) MUST_CHECK;
bool out_record(struct out *out, struct js record,
		struct error *err) MUST_CHECK;
/* No further record is looked at for a field that the table does not know: at
   the end of the first page. ERR_USAGE: there were records, and none has it. */
bool out_settle(struct out *out, struct error *err) MUST_CHECK;
/* Are records held back that are looked at for it? */
bool out_is_held(const struct out *out);
/* Writes what is still held back and flushes. A json array is closed here:
   not calling it, after a failure, leaves output that is visibly cut. */
bool out_finish(struct out *out, struct error *err) MUST_CHECK;
/* Those of the `wanted` fields that none of the records had, "a, b"; owned.
   NULL: there is none, or no record was put out. */
char *out_unseen(const struct out *out);
/* Some fields that csv has no column for and that --fields did not leave out,
   "a, b"; owned. NULL: there is none. */
char *out_without_column(const struct out *out);
/* Records that -o id could not put out: out_finish fails for them, once all
   others are written. */
uint64_t out_without_id(const struct out *out);
void out_free(struct out *out);
static inline void out_drop(struct out **out)
{
	out_free(*out);
}

#endif
