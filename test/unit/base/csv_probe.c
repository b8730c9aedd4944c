/*
 * For csv_differential.py: documents on standard input, each as its length in
 * four bytes (little-endian) and its text. For each one line of JSON: its rows
 * as an array of arrays, or the message with which it was refused.
 */
#include <stdio.h>
#include <string.h>

#include "lib/base/csv.h"
#include "lib/base/js.h"

static void append_row(GString *out, const struct csv_row *row)
{
	g_string_append(out, out->len > 1 ? ",[" : "[");
	for (size_t i = 0; i < row->count; i++) {
		g_string_append(out, i > 0 ? "," : "");
		js_append_string(out, row->cells[i], strlen(row->cells[i]));
	}
	g_string_append_c(out, ']');
}

static void probe(const char *text, size_t len)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(csv_drop) struct csv *csv = csv_new(text, len);
	g_autoptr(GString) out = g_string_new("[");
	struct csv_row row = { .count = 1 };

	while (row.count > 0) {
		if (!csv_next(csv, &row, &err)) {
			g_string_truncate(out, 0);
			js_append_string(out, err.message, strlen(err.message));
			printf("%s\n", out->str);
			return;
		}
		if (row.count > 0)
			append_row(out, &row);
	}
	printf("%s]\n", out->str);
}

int main(void)
{
	unsigned char head[4];

	while (fread(head, 1, sizeof(head), stdin) == sizeof(head)) {
		size_t len = head[0] | (size_t)head[1] << 8 |
			     (size_t)head[2] << 16 | (size_t)head[3] << 24;
		g_autofree char *text = g_malloc(len + 1);

		if (fread(text, 1, len, stdin) != len)
			return 1;
		probe(text, len);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
