#include "lib/export/tally.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/js.h"
#include "lib/base/random.h"
#include "lib/export/idset.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Where a format's rows end, and what is in one. */
struct format {
	const char *name;
	/* The place of the byte that ends the row; `len`: it goes on. */
	size_t (*find_end)(struct tally *tally, const char *text, size_t len);
	/* A whole row, and the byte that ended it: count it. */
	bool (*take)(struct tally *tally, const GString *row, char end,
		     struct error *err);
	/* May the text end here? */
	bool (*is_over)(const struct tally *tally);
};

struct tally {
	const struct format *format;
	bool has_header, has_ids;
	struct tally_count count;
	struct idset_secret secret;
	struct idset *seen;
	GString *row; /* what came of it so far */
	bool in_quotes, is_escaped;
	bool has_begun, has_ended; /* the array */
	unsigned depth;
};

static bool is_torn(const struct tally *tally, struct error *err)
{
	return error_set(err, ERR_OTHER,
			 "after row %" PRId64 " it is no whole %s",
			 tally->count.rows, tally->format->name);
}

static void count_id(struct tally *tally, const char *id, size_t len)
{
	if (len == 0)
		tally->count.without_id++;
	else if (!idset_add(tally->seen, idset_key(&tally->secret, id, len)))
		tally->count.doubled++;
}

/* ---- a record a line ---- */

static size_t find_line_end(struct tally *tally, const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);

	(void)tally;
	return end ? (size_t)(end - text) : len;
}

static bool take_record(struct tally *tally, const GString *row, char end,
			struct error *err)
{
	struct js record, id;
	enum js_type type;

	(void)end;
	if (!js_check(row->str, row->len, "a row", &record, err))
		return is_torn(tally, err);
	tally->count.rows++;
	if (!tally->has_ids)
		return true;
	id = js_member(record, "id");
	type = js_type(id);
	if (type == JS_NUMBER || (type == JS_STRING && id.len > strlen("\"\"")))
		count_id(tally, id.at, id.len);
	else
		count_id(tally, "", 0);
	return true;
}

static bool is_between_lines(const struct tally *tally)
{
	return tally->row->len == 0;
}

/* ---- one array ---- */

static bool is_blank(const GString *text)
{
	return strspn(text->str, " \t\r\n") == text->len;
}

static void pass_in_string(struct tally *tally, char byte)
{
	if (!tally->is_escaped && byte == '"')
		tally->in_quotes = false;
	tally->is_escaped = !tally->is_escaped && byte == '\\';
}

/* The array's own brackets, and the commas between its elements. */
static bool is_element_end(struct tally *tally, char byte)
{
	switch (byte) {
	case '[':
	case '{':
		return tally->depth++ == 0;
	case ']':
	case '}':
		return tally->depth == 0 || --tally->depth == 0;
	case ',':
		return tally->depth == 1;
	default:
		return false;
	}
}

static size_t find_element_end(struct tally *tally, const char *text,
			       size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (tally->in_quotes) {
			pass_in_string(tally, text[i]);
			continue;
		}
		tally->in_quotes = text[i] == '"';
		if (is_element_end(tally, text[i]))
			return i;
	}
	return len;
}

static bool take_element(struct tally *tally, const GString *row, char end,
			 struct error *err)
{
	bool is_first = !tally->has_begun;

	if (tally->has_ended || strchr("{}", end) || (is_first != (end == '[')))
		return is_torn(tally, err);
	tally->has_begun = true;
	tally->has_ended = end == ']';
	if (is_blank(row) &&
	    (is_first || (tally->has_ended && tally->count.rows == 0)))
		return true;
	return take_record(tally, row, end, err);
}

static bool is_array_over(const struct tally *tally)
{
	return tally->has_ended && is_blank(tally->row);
}

/* ---- a line of cells ---- */

static size_t find_row_end(struct tally *tally, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			tally->in_quotes = !tally->in_quotes;
		else if (text[i] == '\n' && !tally->in_quotes)
			return i;
	}
	return len;
}

/* The id is the first cell; those that need quotes keep them. */
static size_t first_cell(const char *row)
{
	if (strcmp(row, "\"\"\r") == 0)
		return 0;
	if (*row != '"')
		return strcspn(row, ",\r");
	return strcspn(row + 1, "\"") + 2;
}

static bool take_cells(struct tally *tally, const GString *row, char end,
		       struct error *err)
{
	const char *at = row->str;

	(void)end;
	(void)err;
	if (tally->has_header) {
		tally->has_header = false;
		return true;
	}
	if (tally->count.rows == 0 && g_str_has_prefix(at, BYTE_ORDER_MARK))
		at += strlen(BYTE_ORDER_MARK);
	tally->count.rows++;
	if (tally->has_ids)
		count_id(tally, at, first_cell(at));
	return true;
}

static bool is_between_rows(const struct tally *tally)
{
	return tally->row->len == 0 && !tally->has_header;
}

/* ---- all of them ---- */

static const struct format formats[] = {
	{ "ndjson", find_line_end, take_record, is_between_lines },
	{ "json", find_element_end, take_element, is_array_over },
	{ "csv", find_row_end, take_cells, is_between_rows },
};

bool tally_open(const struct tally_config *config, struct tally **ret_tally,
		struct error *err)
{
	const struct format *format = NULL;
	struct idset_secret secret;

	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		if (strcmp(formats[i].name, config->format) == 0)
			format = &formats[i];
	if (!format)
		return error_set(err, ERR_OTHER,
				 "'%s' is no format of an export",
				 config->format);
	if (!random_fill(&secret, sizeof(secret), err))
		return false;
	*ret_tally = g_new(struct tally, 1);
	**ret_tally = (struct tally){
		.format = format,
		.has_header = config->has_header,
		.has_ids = config->has_ids,
		.secret = secret,
		.seen = idset_new_small(),
		.row = g_string_new(NULL),
	};
	return true;
}

void tally_free(struct tally *tally)
{
	if (!tally)
		return;
	idset_free(tally->seen);
	g_string_free(tally->row, TRUE);
	g_free(tally);
}

static bool keep(struct tally *tally, const char *text, size_t len,
		 struct error *err)
{
	if (len > JS_BYTES_MAX - tally->row->len)
		return error_set(err, ERR_OTHER,
				 "row %" PRId64 " has more than %d MB",
				 tally->count.rows + 1, JS_BYTES_MAX >> 20);
	g_string_append_len(tally->row, text, (gssize)len);
	return true;
}

bool tally_take(struct tally *tally, const char *text, size_t len,
		struct error *err)
{
	const struct format *format = tally->format;

	while (len > 0) {
		size_t end = format->find_end(tally, text, len);

		if (!keep(tally, text, end, err))
			return false;
		if (end == len)
			return true;
		if (!format->take(tally, tally->row, text[end], err))
			return false;
		g_string_truncate(tally->row, 0);
		text += end + 1;
		len -= end + 1;
	}
	return true;
}

bool tally_end(struct tally *tally, struct tally_count *ret_count,
	       struct error *err)
{
	if (!tally->format->is_over(tally))
		return is_torn(tally, err);
	*ret_count = tally->count;
	return true;
}
