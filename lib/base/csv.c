#include "lib/base/csv.h"

#include <string.h>

struct csv {
	const char *at, *end;
	size_t line;
	GString *text;	  /* of the row's cells, each with its NUL */
	GArray *starts;	  /* of size_t: where in text each cell begins */
	GPtrArray *cells; /* the same as pointers */
};

struct csv *csv_new(const char *text, size_t len)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct csv *csv = g_new0(struct csv, 1);

	csv->at = text;
	csv->end = text + len;
	csv->line = 1;
	csv->text = g_string_new(NULL);
	csv->starts = g_array_new(FALSE, FALSE, sizeof(size_t));
	csv->cells = g_ptr_array_new();
	if (len >= strlen(mark) && memcmp(text, mark, strlen(mark)) == 0)
		csv->at += strlen(mark);
	return csv;
}

void csv_free(struct csv *csv)
{
	if (!csv)
		return;
	g_string_free(csv->text, TRUE);
	g_array_unref(csv->starts);
	g_ptr_array_unref(csv->cells);
	g_free(csv);
}

static bool refuse(const struct csv *csv, size_t line, const char *why,
		   struct error *err)
{
	return error_set(err, ERR_USAGE, "line %zu, cell %u: %s", line,
			 csv->starts->len, why);
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Step over a line end; CR LF is one. */
static void end_line(struct csv *csv)
{
	bool is_pair = csv->at[0] == '\r' && csv->at + 1 < csv->end &&
		       csv->at[1] == '\n';

	csv->at += is_pair ? 2 : 1;
	csv->line++;
}

static void count_lines(struct csv *csv, const char *from, const char *to)
{
	for (; from < to; from++)
		if (*from == '\n' ||
		    (*from == '\r' && !(from + 1 < to && from[1] == '\n')))
			csv->line++;
}

static bool read_plain(struct csv *csv, struct error *err)
{
	const char *from = csv->at;

	while (csv->at < csv->end && *csv->at != ',' && !is_line_end(*csv->at))
		if (*csv->at++ == '"')
			return refuse(csv, csv->line,
				      "a quote within a cell that does not "
				      "begin with one",
				      err);
	g_string_append_len(csv->text, from, csv->at - from);
	return true;
}

/* From behind the opening quote to behind the closing one. */
static bool read_quoted(struct csv *csv, struct error *err)
{
	size_t line = csv->line;

	for (;;) {
		size_t left = (size_t)(csv->end - csv->at);
		const char *quote = memchr(csv->at, '"', left);

		if (!quote)
			return refuse(csv, line, "the quote is never closed",
				      err);
		count_lines(csv, csv->at, quote);
		g_string_append_len(csv->text, csv->at, quote - csv->at);
		csv->at = quote + 1;
		if (csv->at == csv->end || *csv->at == ',' ||
		    is_line_end(*csv->at))
			return true;
		if (*csv->at != '"')
			return refuse(csv, csv->line,
				      "text after the closing quote", err);
		g_string_append_c(csv->text, '"');
		csv->at++;
	}
}

static bool check_cell(const struct csv *csv, size_t start, size_t line,
		       struct error *err)
{
	const char *cell = csv->text->str + start;
	size_t len = csv->text->len - start;
	g_autofree char *why = NULL;

	if (len > CSV_CELL_MAX) {
		why = g_strdup_printf("%zu bytes, more than the %d that a cell "
				      "may have",
				      len, CSV_CELL_MAX);
		return refuse(csv, line, why, err);
	}
	if (memchr(cell, '\0', len))
		return refuse(csv, line, "a NUL byte", err);
	return g_utf8_validate(cell, (gssize)len, NULL) ||
	       refuse(csv, line, "invalid UTF-8", err);
}

static bool read_cell(struct csv *csv, struct error *err)
{
	size_t start = csv->text->len, line = csv->line;

	g_array_append_val(csv->starts, start);
	if (csv->starts->len > CSV_CELLS_MAX)
		return refuse(csv, line, "more cells than a row may have", err);
	if (csv->at < csv->end && *csv->at == '"') {
		csv->at++;
		if (!read_quoted(csv, err))
			return false;
	} else if (!read_plain(csv, err)) {
		return false;
	}
	if (!check_cell(csv, start, line, err))
		return false;
	g_string_append_c(csv->text, '\0');
	return true;
}

/* The text has its place now: hand out pointers into it. */
static void point(struct csv *csv)
{
	g_ptr_array_set_size(csv->cells, 0);
	for (guint i = 0; i < csv->starts->len; i++)
		g_ptr_array_add(csv->cells,
				csv->text->str +
					g_array_index(csv->starts, size_t, i));
}

bool csv_next(struct csv *csv, struct csv_row *ret_row, struct error *err)
{
	struct csv_row row = { 0 };
	bool more;

	while (csv->at < csv->end && is_line_end(*csv->at))
		end_line(csv);
	row.line = csv->line;
	g_string_truncate(csv->text, 0);
	g_array_set_size(csv->starts, 0);
	for (more = csv->at < csv->end; more;) {
		if (!read_cell(csv, err))
			return false;
		more = csv->at < csv->end && *csv->at == ',';
		csv->at += more;
	}
	if (csv->at < csv->end)
		end_line(csv);
	point(csv);
	row.cells = (const char *const *)csv->cells->pdata;
	row.count = csv->cells->len;
	*ret_row = row;
	return true;
}
