#include "lib/api/page_read.h"

#include <inttypes.h>
#include <string.h>

#include "lib/api/answer.h"
#include "lib/api/page.h"

static bool senseless(const struct page_expect *expect, struct error *err,
		      const char *fmt, ...) PRINTF_LIKE(3, 4);

static bool senseless(const struct page_expect *expect, struct error *err,
		      const char *fmt, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, fmt);
	text = g_strdup_vprintf(fmt, args);
	va_end(args);
	return error_set(err, ERR_OTHER, "page %" PRId64 " of %s %s",
			 expect->page, expect->what, text);
}

static const char *type_name(enum js_type type)
{
	switch (type) {
	case JS_NONE:
		return "nothing";
	case JS_NULL:
		return "null";
	case JS_BOOL:
		return "a truth value";
	case JS_NUMBER:
		return "a number";
	case JS_STRING:
		return "a string";
	case JS_ARRAY:
		return "an array";
	case JS_OBJECT:
		return "an object";
	}
	return "nothing";
}

/* A member of meta; -1 when it is missing or null. */
static bool read_number(struct js meta, const char *key,
			const struct page_expect *expect, int64_t *ret_number,
			struct error *err)
{
	struct js value = js_member(meta, key);
	enum js_type type = js_type(value);
	int64_t number = -1;

	if (type != JS_NONE && type != JS_NULL &&
	    (!js_int(value, &number) || number < 0))
		return senseless(expect, err,
				 "has a senseless meta.%s: it is %.*s", key,
				 (int)MIN(value.len, 40), value.at);
	*ret_number = number;
	return true;
}

static bool grew_too_much(int64_t now, int64_t first)
{
	return now >= 0 && first >= 0 && now / PAGE_GROWTH_MAX > MAX(first, 1);
}

static bool check_growth(const struct page_expect *expect,
			 const struct page_view *view, struct error *err)
{
	if (view->total_pages > PAGE_COUNT_MAX)
		return senseless(expect, err,
				 "says that there are %" PRId64
				 " pages, more than fentu believes",
				 view->total_pages);
	if (grew_too_much(view->total_pages, expect->first_pages))
		senseless(expect, err,
			  "says that there are %" PRId64
			  " pages, the first one said %" PRId64,
			  view->total_pages, expect->first_pages);
	else if (grew_too_much(view->total_count, expect->first_count))
		senseless(expect, err,
			  "says that there are %" PRId64
			  " records, the first one said %" PRId64,
			  view->total_count, expect->first_count);
	else
		return true;
	err->code = ERR_PARTIAL;
	return false;
}

static bool read_meta(struct js meta, const struct page_expect *expect,
		      struct page_view *view, struct error *err)
{
	enum js_type type = js_type(meta);
	int64_t current;

	if (type != JS_OBJECT && type != JS_NONE && type != JS_NULL)
		return senseless(expect, err,
				 "has %s as meta instead of an object",
				 type_name(type));
	if (!read_number(meta, "total_pages", expect, &view->total_pages,
			 err) ||
	    !read_number(meta, "total_count", expect, &view->total_count,
			 err) ||
	    !read_number(meta, "current_page", expect, &current, err) ||
	    !check_growth(expect, view, err))
		return false;
	/* Some servers answer with the last page when asked for one behind
	   it. */
	if (current >= 1 && current < expect->page && view->total_pages >= 0 &&
	    expect->page > MAX(view->total_pages, 1))
		view->earlier = current;
	if (current >= 0 && current != expect->page && view->earlier == 0)
		return senseless(expect, err, "came as page %" PRId64, current);
	return true;
}

static bool is_oversize(const struct page_expect *expect,
			const struct page_view *view)
{
	if (expect->enough > 0 && view->count >= expect->enough)
		return false;
	/* the server sends all there is at once */
	if (expect->page == 1 && view->total_count == view->count &&
	    view->total_pages <= 1)
		return false;
	return expect->size > 0 && view->count > expect->size;
}

static bool refuse_size(const struct page_expect *expect,
			const struct page_view *view, struct error *err)
{
	senseless(expect, err,
		  "has %" PRId64 " records, though at most %" PRId64
		  " were asked for",
		  view->count, expect->size);
	if (view->count > PAGE_SIZE_MAX)
		return false;
	return error_hint(err,
			  "the server ignores the size of a page: try "
			  "--per-page %" PRId64,
			  view->count);
}

static bool read_records(const struct page_expect *expect,
			 struct page_view *view, struct error *err)
{
	struct js_walk walk = { 0 };

	while (js_next(view->data, &walk)) {
		view->count++;
		if (expect->records)
			g_array_append_val(expect->records, walk.value);
		if (js_type(walk.value) != JS_OBJECT)
			return senseless(expect, err,
					 "has %s as record %" PRId64
					 " instead of an object",
					 type_name(js_type(walk.value)),
					 view->count);
	}
	if (is_oversize(expect, view))
		return refuse_size(expect, view, err);
	/* A number of pages that the page itself disproves says nothing. */
	if (view->count > 0 && view->total_pages < expect->page)
		view->total_pages = -1;
	return true;
}

static bool is_empty(struct js array)
{
	struct js_walk walk = { 0 };

	return !js_next(array, &walk);
}

static bool explain_error(struct js root, const struct page_expect *expect,
			  struct error *err)
{
	g_autofree char *what = g_strdup_printf("page %" PRId64 " of %s",
						expect->page, expect->what);

	return answer_explain(ANSWER_ERROR, root, what, err);
}

bool page_read(struct js root, const struct page_expect *expect,
	       struct page_view *ret_view, struct error *err)
{
	enum { DATA, META, ERROR, ERRORS, SUCCESS, COUNT };
	static const char *const keys[COUNT] = { "data", "meta", "error",
						 "errors", "success" };
	struct js found[COUNT];
	struct page_view view = { 0 };
	enum js_type type;

	js_members(root, keys, COUNT, found);
	view.data = found[DATA];
	type = js_type(view.data);
	if ((found[ERROR].at || found[ERRORS].at || found[SUCCESS].at) &&
	    answer_is_error(root))
		return explain_error(root, expect, err);
	if (type != JS_ARRAY)
		return senseless(expect, err,
				 "has %s as data instead of an array",
				 type_name(type));
	if (!read_meta(found[META], expect, &view, err))
		return false;
	if (is_empty(view.data))
		view.earlier = 0;
	if (view.earlier == 0 && !read_records(expect, &view, err))
		return false;
	*ret_view = view;
	return true;
}

uint64_t page_mark(struct js data)
{
	uint64_t mark = data.len;

	for (size_t i = 0; i < data.len; i += sizeof(mark)) {
		uint64_t word = 0;

		memcpy(&word, data.at + i, MIN(sizeof(word), data.len - i));
		mark = (mark ^ word) * 0x9e3779b97f4a7c15u;
		mark ^= mark >> 32;
	}
	return mark;
}
