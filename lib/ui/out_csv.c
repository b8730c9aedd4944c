/*
 * csv and tsv: a line of cells for each record.
 *
 * csv is RFC 4180, line ends included: it asks for CR LF, and what reads csv
 * (spreadsheets, Python, sqlite3, PostgreSQL) takes them. Whoever wants to go
 * over lines with text tools is served by tsv, where a cell never holds a tab
 * or a line end.
 */
#include <string.h>

#include "lib/ui/cell.h"
#include "lib/ui/out_ops.h"

enum { WITHOUT_MAX = 5 };

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/*
 * Text that a spreadsheet would take for a formula. The last four are the
 * full-width forms of the first four.
 */
static bool looks_like_formula(const GString *text)
{
	static const char *const wide[] = { "\xef\xbc\x9d", "\xef\xbc\x8b",
					    "\xef\xbc\x8d", "\xef\xbc\xa0" };

	if (text->len > 0 && strchr("=+-@\t\r\n", text->str[0]))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(wide); i++)
		if (g_str_has_prefix(text->str, wide[i]))
			return true;
	return false;
}

static bool needs_quotes(const GString *text)
{
	if (text->len == 0)
		return false;
	/* Some readers trim what is not quoted. */
	return strpbrk(text->str, "\",\r\n") || text->str[0] == ' ' ||
	       text->str[text->len - 1] == ' ';
}

static void append_csv(GString *out, const GString *raw,
		       enum sanitize_mode mode)
{
	g_autoptr(GString) text = g_string_sized_new(raw->len);

	sanitize_append(text, raw->str, raw->len, mode);
	if (!needs_quotes(text)) {
		g_string_append_len(out, text->str, (gssize)text->len);
		return;
	}
	g_string_append_c(out, '"');
	g_string_replace(text, "\"", "\"\"", 0);
	g_string_append_len(out, text->str, (gssize)text->len);
	g_string_append_c(out, '"');
}

/* The backslash is escaped, too, so that every escape can be undone. */
static void append_tsv(GString *out, const GString *raw,
		       enum sanitize_mode mode)
{
	const char *at = raw->str, *end = raw->str + raw->len;

	while (at < end) {
		const char *slash = memchr(at, '\\', (size_t)(end - at));
		const char *stop = slash ? slash : end;

		sanitize_append(out, at, (size_t)(stop - at), mode);
		g_string_append(out, slash ? "\\\\" : "");
		at = slash ? slash + 1 : end;
	}
}

static void append_cell(struct out *out, size_t index, const GString *raw)
{
	bool is_csv = out->config.format == OUT_CSV;
	bool is_shown = out_is_shown(out);

	if (index > 0)
		g_string_append_c(out->text, is_csv ? ',' : '\t');
	if (is_csv)
		append_csv(out->text, raw,
			   is_shown ? SANITIZE_TEXT : SANITIZE_DATA);
	else
		append_tsv(out->text, raw,
			   is_shown ? SANITIZE_LINE : SANITIZE_DATA_LINE);
}

static bool put_line(struct out *out, struct error *err)
{
	bool is_csv = out->config.format == OUT_CSV;

	/* An empty line would be no record at all. */
	if (is_csv && out->text->len == 0)
		g_string_append(out->text, "\"\"");
	g_string_append(out->text, is_csv ? "\r\n" : "\n");
	return out_write(out, out->text->str, out->text->len, err);
}

static bool csv_begin(struct out *out, struct error *err)
{
	g_autoptr(GString) raw = g_string_new(NULL);

	if (out->config.csv_bom && out->config.format == OUT_CSV &&
	    !out_write(out, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK), err))
		return false;
	if (out->config.no_header)
		return true;
	g_string_truncate(out->text, 0);
	for (size_t i = 0; i < columns_count(out->columns); i++) {
		g_string_assign(raw, columns_at(out->columns, i)->path);
		append_cell(out, i, raw);
	}
	return put_line(out, err);
}

/* What follows the path of a field in that of a column at it, or below it. */
static const char *rest_of(const char *column, const GString *path)
{
	if (strncmp(column, path->str, path->len) != 0)
		return NULL;
	column += path->len;
	return *column == '\0' || *column == '.' ? column : NULL;
}

/* The first few fields that no column shows. */
static void look_for_more(struct out *out, GString *path, struct js object)
{
	GPtrArray *names = out->without_column;
	struct js_walk walk = { 0 };
	gsize len = path->len;

	while (names->len <= WITHOUT_MAX && js_next(object, &walk)) {
		enum js_type type = js_type(walk.value);
		const char *rest = NULL;

		g_string_truncate(path, len);
		g_string_append_len(path, walk.key.at + 1,
				    (gssize)walk.key.len - 2);
		for (size_t i = 0; !rest && i < columns_count(out->columns);
		     i++)
			rest = rest_of(columns_at(out->columns, i)->path, path);
		if (rest && *rest && type == JS_OBJECT)
			look_for_more(out, g_string_append_c(path, '.'),
				      walk.value);
		else if ((!rest || *rest) && type != JS_NULL &&
			 !g_strv_contains((const char *const *)names->pdata,
					  path->str))
			g_ptr_array_insert(names, (gint)names->len - 1,
					   g_strdup(path->str));
	}
}

static bool csv_record(struct out *out, struct js record, struct error *err)
{
	const struct js *values = columns_values(out->columns, record);
	g_autoptr(GString) raw = g_string_new(NULL);

	if (out->config.format == OUT_CSV && !out->is_chosen &&
	    js_type(record) == JS_OBJECT)
		look_for_more(out, raw, record);
	g_string_truncate(out->text, 0);
	for (size_t i = 0; i < columns_count(out->columns); i++) {
		g_string_truncate(raw, 0);
		cell_append_data(raw, values[i]);
		if (out->config.csv_safe && js_type(values[i]) == JS_STRING &&
		    looks_like_formula(raw))
			g_string_prepend_c(raw, '\'');
		append_cell(out, i, raw);
	}
	return put_line(out, err);
}

const struct out_ops out_csv_ops = {
	.use = COLUMNS_LIST,
	.begin = csv_begin,
	.record = csv_record,
};

const struct out_ops out_tsv_ops = {
	.use = COLUMNS_LIST,
	.begin = csv_begin,
	.record = csv_record,
};
