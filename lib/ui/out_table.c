/* table: for people. All records are held until the columns are measured. */
#include <string.h>

#include "lib/ui/cell.h"
#include "lib/ui/grid.h"
#include "lib/ui/out_ops.h"
#include "lib/ui/pager.h"

/* Half an identifier is none, and half a number is a wrong one: only what
   people skim may be cut. */
static bool is_whole(const struct column *column)
{
	switch (column->kind) {
	case FIELD_STATUS:
	case FIELD_NUMBER:
	case FIELD_MINUTES:
	case FIELD_BOOL:
	case FIELD_TIME:
	case FIELD_DATE:
	case FIELD_REF:
		return true;
	case FIELD_TEXT:
	case FIELD_PLACE:
	case FIELD_OBJECT:
	case FIELD_ARRAY:
		break;
	}
	return strcmp(column->path, "id") == 0 ||
	       g_str_has_suffix(column->path, ".id") ||
	       g_str_has_suffix(column->path, "_id") ||
	       g_str_has_suffix(column->path, "_number");
}

static bool table_begin(struct out *out, struct error *err)
{
	size_t count = columns_count(out->columns);
	g_autofree struct grid_column *columns =
		g_new0(struct grid_column, count);

	(void)err; /* nothing is written yet */
	for (size_t i = 0; i < count; i++) {
		const struct column *column = columns_at(out->columns, i);

		columns[i].heading = column->heading;
		columns[i].is_right = cell_is_right(column->kind);
		columns[i].is_whole = is_whole(column);
		columns[i].wraps = column->wraps && i + 1 == count;
	}
	out->state = grid_new(columns, count);
	return true;
}

static bool table_record(struct out *out, struct js record, struct error *err)
{
	const struct js *values = columns_values(out->columns, record);

	(void)err; /* nothing is written yet */
	for (size_t i = 0; i < columns_count(out->columns); i++) {
		enum field_kind kind = columns_at(out->columns, i)->kind;

		g_string_truncate(out->text, 0);
		cell_append(out->text, kind, values[i], SANITIZE_LINE);
		grid_add(out->state, out->text->str,
			 cell_color(kind, out->text->str));
	}
	return true;
}

/* No records, no heading: what to say then is the command's to say. */
static bool table_end(struct out *out, struct error *err)
{
	const struct grid_style style = {
		.width = io_width(out->io),
		.has_color = io_has_color(out->io),
		.has_header = !out->config.no_header,
	};

	if (out->count == 0)
		return true;
	g_string_truncate(out->text, 0);
	grid_append(out->text, out->state, &style);
	return pager_write(out->io, out->text->str, out->text->len, err);
}

static void table_drop(void *state)
{
	grid_free(state);
}

const struct out_ops out_table_ops = {
	.use = COLUMNS_TABLE,
	.begin = table_begin,
	.record = table_record,
	.end = table_end,
	.drop = table_drop,
};
