/* Rows of CSV. */
#include <string.h>

#include "lib/api/body.h"
#include "lib/api/rows_part.h"

static bool refuse_heading(const struct rows *rows, const char *heading,
			   struct error *err)
{
	const struct resource *resource = rows->config.resource;
	g_autoptr(GPtrArray) known = setter_columns(resource->setters);
	g_autoptr(GString) names = g_string_new(NULL);
	bool is_field = resource_field(resource, heading) != NULL;

	for (guint i = 0; i < known->len; i++)
		g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
				       (const char *)known->pdata[i]);
	error_set(err, ERR_USAGE,
		  is_field ? "line 1: the column '%s' cannot be written"
			   : "line 1: unknown column '%s'",
		  heading);
	if (strpbrk(heading, ";\t"))
		return error_hint(err, "columns are separated by commas");
	return error_hint(err, "the columns are %s%s",
			  rows->config.is_update ? "id, " : "", names->str);
}

static bool is_same(const struct rows_column *a, const struct rows_column *b)
{
	return a->setter == b->setter && g_strcmp0(a->part, b->part) == 0;
}

static bool add_column(struct rows *rows, const char *heading,
		       struct error *err)
{
	const struct setter *setters = rows->config.resource->setters;
	struct rows_column column = { 0 };

	if (!rows->config.is_update || strcmp(heading, "id") != 0) {
		column.setter =
			setter_by_column(setters, heading, &column.part);
		if (!column.setter)
			return refuse_heading(rows, heading, err);
	}
	for (guint i = 0; i < rows->columns->len; i++) {
		if (!is_same(&g_array_index(rows->columns, struct rows_column,
					    i),
			     &column))
			continue;
		return error_set(err, ERR_USAGE,
				 "line 1: the columns '%s' and '%s' are the "
				 "same",
				 (const char *)rows->headings->pdata[i],
				 heading);
	}
	g_array_append_val(rows->columns, column);
	g_ptr_array_add(rows->headings, g_strdup(heading));
	return true;
}

static bool has_id(const struct rows *rows)
{
	for (guint i = 0; i < rows->columns->len; i++)
		if (!g_array_index(rows->columns, struct rows_column, i).setter)
			return true;
	return false;
}

bool rows_csv_open(struct rows *rows, struct error *err)
{
	struct csv_row header;

	rows->csv = csv_new(rows->config.text, rows->config.len);
	rows->columns = g_array_new(FALSE, FALSE, sizeof(struct rows_column));
	rows->headings = g_ptr_array_new_with_free_func(g_free);
	if (!csv_next(rows->csv, &header, err))
		return false;
	if (header.count == 0)
		return error_set(err, ERR_USAGE, "there is no header line");
	for (size_t i = 0; i < header.count; i++)
		if (!add_column(rows, header.cells[i], err))
			return false;
	if (rows->config.is_update && !has_id(rows))
		return error_set(err, ERR_USAGE,
				 "line 1: there is no column 'id'");
	return true;
}

static bool set_cell(const struct rows *rows, const struct rows_column *column,
		     struct body *body, const char *cell, struct error *err)
{
	const struct rows_config *config = &rows->config;
	const struct setter *setter = column->setter;

	if (column->part)
		return body_set_part(body, setter, column->part, cell, err);
	if (!body_set(body, setter, cell, config->now_s, err))
		return false;
	if (setter->choices && config->on_unlisted &&
	    !g_strv_contains(setter->choices, cell))
		config->on_unlisted(config->user, setter, cell);
	return true;
}

static void fill(const struct rows *rows, const struct csv_row *cells,
		 struct row *row, struct error *problems)
{
	AUTO(body_drop) struct body *body = body_new();

	for (guint i = 0; i < rows->columns->len; i++) {
		const struct rows_column *column =
			&g_array_index(rows->columns, struct rows_column, i);
		AUTO(error_release) struct error err = { 0 };

		if (!column->setter)
			row->id = g_strdup(cells->cells[i]);
		else if (*cells->cells[i] &&
			 !set_cell(rows, column, body, cells->cells[i], &err)) {
			row->is_good = false;
			rows_problem(problems, rows, row,
				     rows->headings->pdata[i], err.message);
		}
	}
	row->partial = body_partial(body);
	row->body = body_text(body);
	row->body_len = strlen(row->body);
}

/* "line 3, cell 2: why": what csv.h says, as a problem. */
static void add_broken(struct error *problems, const struct error *err)
{
	const char *colon = strstr(err->message, ": ");
	g_autofree char *where =
		g_strndup(err->message, (gsize)(colon - err->message));

	error_add_field(problems, where, colon + 2);
}

bool rows_csv_next(struct rows *rows, struct row *row, struct error *problems)
{
	AUTO(error_release) struct error err = { 0 };
	struct csv_row cells;
	g_autofree char *why = NULL;

	if (!csv_next(rows->csv, &cells, &err)) {
		add_broken(problems, &err);
		return false;
	}
	if (cells.count == 0)
		return false;
	row->line = cells.line;
	if (cells.count == rows->columns->len) {
		fill(rows, &cells, row, problems);
		return true;
	}
	row->is_good = false;
	why = g_strdup_printf("%zu cell%s where the header has %u", cells.count,
			      cells.count == 1 ? "" : "s", rows->columns->len);
	rows_problem(problems, rows, row, NULL, why);
	return true;
}
