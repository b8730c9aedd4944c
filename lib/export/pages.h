/*
 * The file of a shard: pages as they were taken, so that whoever joins the
 * shards can check what each of them checked, and write what one export would
 * have written.
 *
 *	HEAD				 a JSON object; its words are others'
 *	{"page":[2,99],"total":350,"rows":N}, "refused":true also if it was
 *	RECORD				 N of them, as the server wrote them
 *	{"below":{"id":"wo-17"},"rows":N}
 *	RECORD				 N of the list below that record
 *
 * Memory is that of a page.
 */
#ifndef FENTU_EXPORT_PAGES_H
#define FENTU_EXPORT_PAGES_H

#include "lib/base/js.h"
#include "lib/export/pull.h"

/* A page of records. */
void pages_put_page(GString *out, struct window window, int64_t total,
		    const GPtrArray *records);

/* One beyond the end of the list, which the server refused. */
void pages_put_refused(GString *out, struct window window);

/* The line of a record, owned by the caller. only_id: that is all of it that
   counts; a record without id is taken whole. */
char *pages_record(struct js record, bool only_id);

/* The list below a record, given by its line; JS_NONE when the record is no
   longer there. */
void pages_put_below(GString *out, const char *record, struct js list);

struct pages;

/* *ret_head is borrowed for as long as it is open. */
bool pages_open(int folder_fd, const char *name, struct pages **ret_pages,
		struct js *ret_head, struct error *err) MUST_CHECK;
void pages_free(struct pages *pages);
static inline void pages_drop(struct pages **pages)
{
	pages_free(*pages);
}

/* A page, or a list below a record; borrowed until the next one. */
struct pages_block {
	struct js below; /* the record; JS_NONE: it is a page */
	struct window window;
	int64_t total;
	bool is_refused;
	const struct js *record;
	guint count;
};

/* *ret_found is false when there is no further one. */
bool pages_next(struct pages *pages, struct pages_block *ret_block,
		bool *ret_found, struct error *err) MUST_CHECK;

/* Pass over all that is left; *ret_rows counts every record of the file. */
bool pages_count(struct pages *pages, int64_t *ret_rows,
		 struct error *err) MUST_CHECK;

#endif
