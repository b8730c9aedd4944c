/* The inside of rows.h, for rows*.c alone. */
#ifndef FENTU_API_ROWS_PART_H
#define FENTU_API_ROWS_PART_H

#include "lib/api/rows.h"
#include "lib/base/csv.h"
#include "lib/base/js.h"

/* A heading of CSV. */
struct rows_column {
	const struct setter *setter; /* NULL: the id */
	const char *part;	     /* of a place */
};

struct rows {
	struct rows_config config;
	size_t number; /* of rows handed out */
	bool is_over;  /* nothing after this can be read */

	struct csv *csv; /* or NULL, and then */
	GArray *columns; /* of struct rows_column */
	GPtrArray *headings;

	struct js array; /* or */
	struct js_walk walk;

	const char *at; /* what is not read, of lines or of the array */
	size_t line;
};

/* Add a problem of a row, and of the column of that name, or NULL. It is told
   by its line, but in an array, which may be one line, by its number. */
void rows_problem(struct error *problems, const struct rows *rows,
		  const struct row *row, const char *column,
		  const char *message);

/* "line 3", "row 2"; owned by the caller. */
char *rows_place(const struct rows *rows, const struct row *row);

bool rows_csv_open(struct rows *rows, struct error *err) MUST_CHECK;
/* False: there is no row. */
bool rows_csv_next(struct rows *rows, struct row *row,
		   struct error *problems) MUST_CHECK;

bool rows_json_open(struct rows *rows, struct error *err) MUST_CHECK;
bool rows_json_next(struct rows *rows, struct row *row,
		    struct error *problems) MUST_CHECK;

#endif
