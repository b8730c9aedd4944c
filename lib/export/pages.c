#include "lib/export/pages.h"

#include <inttypes.h>
#include <string.h>

#include "lib/export/lines.h"

/* No page of the server has more: it would be too long to be read. */
enum { ROWS_MAX = JS_BYTES_MAX / 2 };

static void put_lines(GString *out, const GPtrArray *records)
{
	for (guint i = 0; i < records->len; i++)
		g_string_append_printf(out, "%s\n",
				       (const char *)records->pdata[i]);
}

void pages_put_page(GString *out, struct window window, int64_t total,
		    const GPtrArray *records)
{
	g_string_append_printf(out,
			       "{\"page\":[%" PRId64 ",%" PRId64 "],\"total\":"
			       "%" PRId64 ",\"rows\":%u}\n",
			       window.page, window.size, total, records->len);
	put_lines(out, records);
}

void pages_put_refused(GString *out, struct window window)
{
	g_string_append_printf(out,
			       "{\"page\":[%" PRId64 ",%" PRId64 "],\"total\":"
			       "-1,\"rows\":0,\"refused\":true}\n",
			       window.page, window.size);
}

void pages_put_below(GString *out, const char *record, struct js list)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(g_free);
	struct js_walk walk = { 0 };

	while (list.at && js_next(list, &walk))
		g_ptr_array_add(records, pages_record(walk.value, false));
	g_string_append_printf(out, "{\"below\":%s,\"rows\":%u}\n", record,
			       records->len);
	put_lines(out, records);
}

char *pages_record(struct js record, bool only_id)
{
	GString *line = g_string_new(NULL);
	struct js id = js_member(record, "id");

	if (only_id && id.at)
		g_string_append_printf(line, "{\"id\":%.*s}", (int)id.len,
				       id.at);
	else
		js_append_compact(line, record);
	return g_string_free(line, FALSE);
}

struct pages {
	char *name;
	struct lines *lines;
	GString *head, *line, *text;
	GArray *records; /* of struct js, into `text` */
	int64_t rows;	 /* so far */
};

void pages_free(struct pages *pages)
{
	if (!pages)
		return;
	lines_free(pages->lines);
	g_string_free(pages->head, TRUE);
	g_string_free(pages->line, TRUE);
	g_string_free(pages->text, TRUE);
	g_array_unref(pages->records);
	g_free(pages->name);
	g_free(pages);
}

static bool senseless(const struct pages *pages, struct error *err)
{
	return error_set(err, ERR_OTHER, "'%s' is no shard of an export",
			 pages->name);
}

/* An object; a line that is not there is as bad as any other. */
static bool next_object(struct pages *pages, GString *line,
			struct js *ret_object, struct error *err)
{
	gsize before = line->len;
	bool found;

	if (!lines_next(pages->lines, JS_BYTES_MAX, line, &found, err))
		return false;
	if (!found)
		return senseless(pages, err);
	if (!js_check(line->str + before, line->len - before, pages->name,
		      ret_object, err))
		return false;
	return js_type(*ret_object) == JS_OBJECT || senseless(pages, err);
}

bool pages_open(int folder_fd, const char *name, struct pages **ret_pages,
		struct js *ret_head, struct error *err)
{
	AUTO(pages_drop) struct pages *pages = g_new0(struct pages, 1);

	pages->name = g_strdup(name);
	pages->head = g_string_new(NULL);
	pages->line = g_string_new(NULL);
	pages->text = g_string_new(NULL);
	pages->records = g_array_new(FALSE, FALSE, sizeof(struct js));
	if (!lines_open(folder_fd, name, &pages->lines, err) ||
	    !next_object(pages, pages->head, ret_head, err))
		return false;
	*ret_pages = g_steal_pointer(&pages);
	return true;
}

static bool read_page(struct js object, struct pages_block *block)
{
	struct js window = js_member(object, "page");

	return js_int(js_at(window, "0"), &block->window.page) &&
	       js_int(js_at(window, "1"), &block->window.size) &&
	       js_int(js_member(object, "total"), &block->total) &&
	       block->window.page > 0 && block->window.page <= INT32_MAX &&
	       block->window.size > 0 && block->window.size <= INT32_MAX;
}

/* What the line in front of records says. */
static bool read_block(const struct pages *pages, struct js object,
		       struct pages_block *block, struct error *err)
{
	int64_t rows;

	*block = (struct pages_block){
		.below = js_member(object, "below"),
		.total = -1,
		.is_refused = js_is_true(js_member(object, "refused")),
	};
	if (!js_int(js_member(object, "rows"), &rows) || rows < 0 ||
	    rows > ROWS_MAX)
		return senseless(pages, err);
	block->count = (guint)rows;
	return (block->below.at ? js_type(block->below) == JS_OBJECT
				: read_page(object, block)) ||
	       senseless(pages, err);
}

/* Slices are cut when all of the text is there, since it moves as it grows. */
static bool read_records(struct pages *pages, guint count, struct error *err)
{
	g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(gsize));

	g_string_truncate(pages->text, 0);
	g_array_set_size(pages->records, 0);
	for (guint i = 0; i < count; i++) {
		struct js record;
		gsize start;

		if (!next_object(pages, pages->text, &record, err))
			return false;
		if (pages->text->len > JS_BYTES_MAX)
			return senseless(pages, err);
		start = (gsize)(record.at - pages->text->str);
		g_array_append_val(starts, start);
		g_array_append_val(pages->records, record);
	}
	for (guint i = 0; i < count; i++)
		g_array_index(pages->records, struct js, i).at =
			pages->text->str + g_array_index(starts, gsize, i);
	return true;
}

bool pages_next(struct pages *pages, struct pages_block *ret_block,
		bool *ret_found, struct error *err)
{
	GString *line = pages->line;
	struct pages_block block;
	struct js object;

	g_string_truncate(line, 0);
	if (!lines_next(pages->lines, JS_BYTES_MAX, line, ret_found, err))
		return false;
	if (!*ret_found)
		return true;
	if (!js_check(line->str, line->len, pages->name, &object, err) ||
	    !read_block(pages, object, &block, err) ||
	    !read_records(pages, block.count, err))
		return false;
	block.record = (const struct js *)(void *)pages->records->data;
	pages->rows += block.count;
	*ret_block = block;
	return true;
}

bool pages_count(struct pages *pages, int64_t *ret_rows, struct error *err)
{
	struct pages_block block;
	bool found = true;

	while (found)
		if (!pages_next(pages, &block, &found, err))
			return false;
	*ret_rows = pages->rows;
	return true;
}
