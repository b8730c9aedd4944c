#include "cmd/embed/table.h"

#include <string.h>

enum { COLUMNS_MAX = 8, GAP = 2 };

static void free_row(gpointer row)
{
	g_ptr_array_unref(row);
}

GPtrArray *table_new(void)
{
	return g_ptr_array_new_with_free_func(free_row);
}

bool table_starts(const char *line)
{
	return strchr("[|]", line[0]) && line[1] && strchr("[-] ", line[1]);
}

static void go_on(GPtrArray *row, const char *text)
{
	char *before = row->pdata[row->len - 1];

	row->pdata[row->len - 1] =
		g_strconcat(before, *before ? " " : "", text, NULL);
	g_free(before);
}

void table_read(GPtrArray *table, const char *line)
{
	GPtrArray *row = NULL;
	g_autofree char *text = NULL;

	if (line[0] != ' ' && line[0] != ':')
		g_ptr_array_add(table, g_ptr_array_new_with_free_func(g_free));
	if (table->len == 0)
		return;
	row = table->pdata[table->len - 1];
	text = g_strstrip(g_strdup(strlen(line) > 2 ? line + 2 : ""));
	if (line[0] == ' ' && row->len > 0)
		go_on(row, text);
	else if (row->len < COLUMNS_MAX)
		g_ptr_array_add(row, g_steal_pointer(&text));
}

static size_t width_of(const char *text)
{
	return (size_t)g_utf8_strlen(text, -1);
}

static void append_cell(GString *out, const char *cell, size_t at, size_t width)
{
	g_auto(GStrv) words = g_strsplit(cell, " ", -1);
	size_t column = at;

	for (char **word = words; *word; word++) {
		if (column > at && column + 1 + width_of(*word) > width) {
			g_string_append_printf(out, "\n%*s", (int)at, "");
			column = at;
		} else if (column > at) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append(out, *word);
		column += width_of(*word);
	}
}

static void append_row(GString *out, const GPtrArray *row,
		       const size_t *columns, size_t indent, size_t width)
{
	size_t at = indent;

	g_string_append_printf(out, "%*s", (int)indent, "");
	for (guint i = 0; i < row->len; i++) {
		const char *cell = row->pdata[i];

		if (i + 1 == row->len) {
			append_cell(out, cell, at, width);
			break;
		}
		g_string_append_printf(out, "%s%*s", cell,
				       (int)(columns[i] - width_of(cell)), "");
		at += columns[i];
	}
	g_string_append_c(out, '\n');
}

void table_append(GString *out, const GPtrArray *table, size_t indent,
		  size_t width)
{
	size_t columns[COLUMNS_MAX] = { 0 };

	for (guint r = 0; r < table->len; r++) {
		const GPtrArray *row = table->pdata[r];

		for (guint i = 0; i + 1 < row->len; i++)
			columns[i] =
				MAX(columns[i], width_of(row->pdata[i]) + GAP);
	}
	for (guint r = 0; r < table->len; r++)
		append_row(out, table->pdata[r], columns, indent, width);
}
