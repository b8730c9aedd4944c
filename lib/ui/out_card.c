/*
 * A card for one record: a line for each field that has a value, and below
 * them the lists in the record, each as a small table.
 */
#include "lib/ui/cell.h"
#include "lib/ui/out_ops.h"
#include "lib/ui/sublist.h"

enum { CARD_GAP = 3, CARD_INDENT = 2 };

static bool is_empty(struct js value)
{
	switch (js_type(value)) {
	case JS_NONE:
	case JS_NULL:
		return true;
	case JS_STRING:
		return value.len == 2;
	case JS_ARRAY:
	case JS_OBJECT:
		return js_count(value) == 0;
	case JS_BOOL:
	case JS_NUMBER:
		break;
	}
	return false;
}

static unsigned heading_width(const struct columns *columns,
			      const struct js *values)
{
	unsigned width = 0;

	for (size_t i = 0; i < columns_count(columns); i++) {
		const char *heading = columns_at(columns, i)->heading;

		if (!is_empty(values[i]) && !sublist_is_one(values[i]))
			width = MAX(width, sanitize_width(heading));
	}
	return width;
}

static void append_colored(const struct out *out, const char *color,
			   const char *text)
{
	bool has_color = color && io_has_color(out->io);

	g_string_append(out->text, has_color ? color : "");
	g_string_append(out->text, text);
	g_string_append(out->text, has_color ? CELL_PLAIN : "");
}

/* Text of several lines goes on below its beginning. */
static char *value_text(enum field_kind kind, struct js value, unsigned indent)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *line_start = g_strdup_printf("\n%*s", (int)indent, "");

	cell_append(text, kind, value, SANITIZE_TEXT);
	while (text->len > 0 && text->str[text->len - 1] == '\n')
		g_string_truncate(text, text->len - 1);
	g_string_replace(text, "\n", line_start, 0);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void append_field(struct out *out, const struct column *column,
			 struct js value, unsigned width)
{
	unsigned indent = width + CARD_GAP;
	unsigned used = sanitize_width(column->heading);
	g_autofree char *text = value_text(column->kind, value, indent);

	append_colored(out, CELL_BOLD, column->heading);
	g_string_append_printf(out->text, "%*s", (int)(indent - used), "");
	append_colored(out, cell_color(column->kind, text), text);
	g_string_append_c(out->text, '\n');
}

static void append_lists(struct out *out, const struct js *values)
{
	const struct grid_style style = {
		.width = io_width(out->io),
		.indent = CARD_INDENT,
		.has_color = io_has_color(out->io),
		.has_header = true,
	};

	for (size_t i = 0; i < columns_count(out->columns); i++) {
		if (!sublist_is_one(values[i]))
			continue;
		g_string_append(out->text, out->text->len > 0 ? "\n" : "");
		append_colored(out, CELL_BOLD,
			       columns_at(out->columns, i)->heading);
		g_string_append_c(out->text, '\n');
		sublist_append(out->text, values[i], &style);
	}
}

static bool card_record(struct out *out, struct js record, struct error *err)
{
	const struct js *values = columns_values(out->columns, record);
	unsigned width = heading_width(out->columns, values);

	g_string_assign(out->text, out->count > 0 ? "\n" : "");
	for (size_t i = 0; i < columns_count(out->columns); i++)
		if (!is_empty(values[i]) && !sublist_is_one(values[i]))
			append_field(out, columns_at(out->columns, i),
				     values[i], width);
	append_lists(out, values);
	return out_write(out, out->text->str, out->text->len, err);
}

const struct out_ops out_card_ops = {
	.use = COLUMNS_CARD,
	.record = card_record,
};
